"""What a lesson's folder holds: its title, its page, its hints, and the exercise as it was."""

import pathlib
import os
import re
import shutil
import subprocess

from learning import messages, speech

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Lesson:
    def __init__(self, folder):
        self.name = folder.name  # 03_send
        self.folder = folder
        self.number = int(self.name[:2])
        self.exercise = folder / "exercise.cc"
        self.exercise_shown = f"lessons/{self.name}/exercise.cc"
        self.page = folder / "README.md"
        if speech.chinese and (folder / "README.zh-CN.md").exists():
            self.page = folder / "README.zh-CN.md"
        self.page_shown = f"lessons/{self.name}/{self.page.name}"
        self.label = f"//lessons/{self.name}:check"

    def page_text(self):
        try:
            return self.page.read_text("utf-8", "replace")
        except OSError:
            return ""

    def title(self):
        found = re.search(r"^# (.*)", self.page_text(), re.M)
        return found[1] if found else self.name

    def step_titles(self):
        """Number -> title, as the page has them, in its language: 2. the queue is there already"""
        part = re.search(r"^## (?:Your turn|轮到你)$(.*?)(?=^<details>|^## |\Z)", self.page_text(), re.M | re.S)
        return {int(number): title for number, title in re.findall(r"^(\d+)\. (.+)$", part[1] if part else "", re.M)}

    def hints(self):
        """(steps, text) of each hint: <summary>Hint 2 (steps 3, 4)</summary>; no step is named: it suits all."""
        found = re.findall(r"<summary>([^<]*)</summary>(.*?)</details>", self.page_text(), re.S)
        numbers = [[int(number) for number in re.findall(r"\d+", summary)] for summary, _ in found]
        return [(steps[1:], text.strip()) for steps, (_, text) in zip(numbers, found) if steps]

    def problem(self):
        """What is wrong with exercise.cc itself: a message, or nothing."""
        if self.exercise.is_dir():
            return messages.IS_A_FOLDER
        if not self.exercise.exists():
            return messages.IS_MISSING
        try:
            return None if self.exercise.read_bytes().strip() else messages.IS_EMPTY
        except OSError:
            return messages.IS_UNREADABLE

    def is_untouched(self):
        starter = self.starter()
        return starter is not None and lines_of(starter) == lines_of(self.exercise.read_bytes())

    def starter(self):
        """The exercise as the course gives it; None if git does not know.

        A learner may commit his answers, with notes of his own beside them, and the course may change an exercise: it
        is the newest version that came together with a file that only the course changes; else the first.
        """
        history = git("log", "--full-diff", "--name-only", "--format=%x00%H", "--", f"./{self.exercise_shown}")
        commits = [entry.split("\n") for entry in (history or b"").decode("utf-8", "replace").split("\0")[1:]]
        ours = [commit for commit, *files in commits if any(self.is_the_authors(file) for file in files)]
        for commit in ours[:1] or [commit for commit, *_ in commits[-1:]]:
            return git("show", f"{commit}:./{self.exercise_shown}")
        return None

    def is_the_authors(self, file):
        path = pathlib.PurePosixPath(file)
        return (path.parent.name == self.name and path.name in ("exercise.h", "exercise_test.cc")
                or path.parts[-3:-1] == (self.name, "answers") and path.match("wrong_*.cc")
                or path.parts[-3:] == (self.name, "answers", "solution.cc"))


def lessons():
    return [Lesson(folder) for folder in sorted((ROOT / "lessons").glob("[0-9][0-9]_*")) if folder.is_dir()]


def lines_of(data):
    return data.replace(b"\r\n", b"\n")


def run_git(*arguments):
    return subprocess.run(["git", "-C", str(ROOT), *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          env={**os.environ, "LC_ALL": "C"}, check=False)


def git(*arguments):
    """What git prints; None if it cannot."""
    if not shutil.which("git"):
        return None
    done = run_git(*arguments)
    return done.stdout if done.returncode == 0 else None


def trouble_with_git():
    """Why git cannot give the exercises as they were, and what to do: a text, or nothing."""
    if not shutil.which("git"):
        return speech.text(messages.GIT_IS_MISSING)
    if b"dubious ownership" in run_git("rev-parse").stderr:
        return speech.text(messages.GIT_DOES_NOT_TRUST, root=ROOT)
    if not git("log", "-1", "--format=%H", "--", "./lessons"):
        return speech.text(messages.NO_CLONE)
    return None
