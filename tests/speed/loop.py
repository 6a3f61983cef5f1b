#!/usr/bin/env python3
"""The learner's loop, from saving exercise.cc to the verdict: tests/speed/loop.py [ROUNDS]

For each lesson, side by side: a warm `bazel test ...:check` after a change of exercise.cc, and what it takes by hand to
compile, link (with doctest's main and the library compiled before) and run a usual doctest file, the same for all
lessons. Prints the median of the rounds' ratios, 9 rounds if not given. Works on a copy.
"""

import pathlib
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from copy_of_course import copy_of_course, run  # pylint: disable=wrong-import-position

GXX = ["g++", "-std=c++20", "-Wall", "-I.", "-I/usr/include"]
USUAL = "lessons/04_receive_types/lesson_test.cc"  # middling among the lessons' tests
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def seconds(commands, folder):
    start = time.monotonic()
    for command in commands:
        status = subprocess.run(command, cwd=folder, check=False, **QUIET).returncode
    assert status in (0, 1, 3), f"{command} ended with {status}"  # 1 and 3: red, as the starters are
    return time.monotonic() - start


def main(rounds):
    with copy_of_course("loop-") as copy:
        rooms = ("common", "common/testing", "common/program", "common/orders")
        sources = [str(path) for room in rooms for path in copy.glob(f"{room}/*.cc") if not path.name.endswith("_test.cc")]
        library = copy / "library"
        library.mkdir()
        subprocess.run(GXX + ["-I..", "-O2", "-c"] + sources, cwd=library, check=True, **QUIET)
        objects = [str(path) for path in library.glob("*.o")]
        worst = 0

        def by_hand():
            return seconds([GXX + ["-c", USUAL, "-o", "by_hand.o"], ["g++", "by_hand.o"] + objects + ["-o", "by_hand"],
                            ["./by_hand"]], copy)

        for test in sorted(copy.glob("lessons/*/exercise_test.cc")):
            lesson, exercise = test.parent.name, test.parent / "exercise.cc"
            starter = exercise.read_text("utf-8")
            rounds_taken = []
            for change in range(-2, rounds):  # the first two only warm up
                exercise.write_text(starter + f"\nextern const int change = {change};\n", "utf-8")
                ours, usual = seconds([["bazel", "test", f"//lessons/{lesson}:check"]], copy), by_hand()
                if change >= 0:
                    rounds_taken.append((ours / usual, ours, usual))
            ratio, *times = (statistics.median(column) for column in zip(*rounds_taken))
            worst = max(worst, ratio)
            print(f"{lesson}: {ratio:.2f} times a usual doctest file "
                  f"({' ms, '.join(f'{time * 1000:.0f}' for time in times)} ms)", flush=True)
    print(f"at most {worst:.2f}")


if __name__ == "__main__":
    sys.exit(run(lambda: main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)))
