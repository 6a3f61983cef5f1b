"""How ./learn speaks: in the user's language as far as his terminal can write it, and in colour on a terminal."""

import os
import sys


class Stop(Exception):
    """The end, with a message that says what is the matter and what to do."""

    def __init__(self, message, **values):
        super().__init__(message.english)
        self.message, self.values = message, values


chinese = False
colour = False


def begin():
    global chinese, colour  # pylint: disable=global-statement
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(errors="replace")
    wish = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    chinese = wish.startswith("zh") and can_write("中文，：。")
    colour = sys.stdout is not None and sys.stdout.isatty()


def can_write(text):
    try:
        text.encode(sys.stdout.encoding if sys.stdout is not None else "utf-8")
        return True
    except UnicodeEncodeError:
        return False


def text(message, **values):
    return (message.chinese if chinese else message.english).format(**values)


def strong(line):
    return f"\033[1m{line}\033[0m" if colour else line


def say(message, **values):
    print(text(message, **values), flush=True)


def complain(stop):
    print(text(stop.message, **stop.values), file=sys.stderr, flush=True)


def busy(line):
    """What is being done, on a terminal, until the next line is printed."""
    if colour:
        print(f"\033[K{line} ...", end="\r", flush=True)


def not_busy():
    if colour:
        print("\033[K", end="", flush=True)
