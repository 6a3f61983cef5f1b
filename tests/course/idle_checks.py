#!/usr/bin/env python3
"""Proves that no check of an exercise is idle: tests/course/idle_checks.py [LESSON...]

Takes each CHECK or REQUIRE of each exercise_test.cc in turn, lets it do its work but judge nothing, and runs the
lesson's proofs: at least one must turn red. Works on a copy. Prints the score; exit status 1 if it is not 100 %.
"""

import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from copy_of_course import ROOT, copy_of_course, run  # pylint: disable=wrong-import-position

MACRO = re.compile(r"\b(?:CHECK|REQUIRE)(?:_FALSE|_EQ|_NE|_LT|_LE|_GT|_GE|_UNARY|_UNARY_FALSE)?\(")
TESTS_FAILED = 3  # Bazel's exit status


def end_of_call(text, start):
    """The place behind the ) that belongs to the ( before `start`."""
    depth, i = 1, start
    while depth:
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        i += 1
    return i


def without(text, macro):
    end = end_of_call(text, macro.end())
    arguments = text[macro.end() : end - 1]
    return text[: macro.start()] + f"static_cast<void>({arguments})" + text[end:]


def proofs(copy, lesson):
    """Bazel's exit status from the proofs of this lesson's exercise."""
    return subprocess.run(
        ["bazel", "test", "--config=ci", "--copt=-Wno-error", "--test_tag_filters=proof", "--noshow_progress",
         "--keep_going", f"//lessons/{lesson}:all"],
        cwd=copy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode


def main(lessons):
    if unknown := [lesson for lesson in lessons if not (ROOT / "lessons" / lesson / "exercise_test.cc").exists()]:
        sys.exit(f"lessons/{unknown[0]} has no exercise_test.cc. Give names such as 04_receive_types")
    with copy_of_course("idle-checks-") as copy:
        red = total = 0
        for path in sorted(copy.glob("lessons/*/exercise_test.cc")):
            lesson = path.parent.name
            if lessons and lesson not in lessons:
                continue
            if proofs(copy, lesson) != 0:
                sys.exit(f"{lesson}: the proofs are red already; see bazel test --config=ci //lessons/{lesson}:all")
            text = path.read_text(encoding="utf-8")
            for macro in MACRO.finditer(text):
                path.write_text(without(text, macro), encoding="utf-8")
                status = proofs(copy, lesson)
                total += 1
                red += status == TESTS_FAILED
                line = text.count("\n", 0, macro.start()) + 1
                verdict = "red" if status == TESTS_FAILED else f"IDLE (status {status})"
                print(f"lessons/{lesson}/exercise_test.cc:{line}: without it: {verdict}", flush=True)
            path.write_text(text, encoding="utf-8")
    print(f"{red} of {total} deletions turn a proof red")
    return 0 if red == total else 1


if __name__ == "__main__":
    sys.exit(run(lambda: main(sys.argv[1:])))
