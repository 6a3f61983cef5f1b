"""Which hints were shown, in .cache/learn.json of the course. Where that cannot be written, nothing is remembered."""

import json
import os

from learning.lesson import ROOT

FILE = ROOT / ".cache" / "learn.json"


def _load():
    try:
        hints = json.loads(FILE.read_text("utf-8"))["hints"]
        return {name: [int(number) for number in numbers] for name, numbers in hints.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _save(hints):
    new = FILE.with_name(f"learn.{os.getpid()}.json")
    try:
        FILE.parent.mkdir(exist_ok=True)
        new.write_text(json.dumps({"hints": hints}), "utf-8")
        new.replace(FILE)  # at once, for another ./learn may read it
        return True
    except OSError:
        return False


def hints_shown(lesson):
    return _load().get(lesson.name, [])


def add_hint(lesson, number):
    """False if it cannot be remembered."""
    hints = _load()
    hints[lesson.name] = sorted({*hints.get(lesson.name, []), number})
    return _save(hints)


def forget_hints(lesson):
    hints = _load()
    if hints.pop(lesson.name, None):
        _save(hints)
