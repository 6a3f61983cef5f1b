#!/usr/bin/env python3
"""The learner's loop, from saving exercise.cc to the verdict: tests/loop.py [ROUNDS]

For each lesson, side by side: a warm `bazel test ...:check` after a change of exercise.cc, and the same by hand, where
answer and checks are one doctest file that is compiled, linked (with doctest's main and the library compiled before)
and run. Prints the median of the rounds' ratios, 9 rounds if not given. Works on a copy.
"""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
GXX = ["g++", "-std=c++20", "-Wall", "-I.", "-I/usr/include"]
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def seconds(commands, folder):
    start = time.monotonic()
    for command in commands:
        status = subprocess.run(command, cwd=folder, check=False, **QUIET).returncode
    assert status in (0, 1, 3), f"{command} ended with {status}"  # 1 and 3: red, as the starters are
    return time.monotonic() - start


def main(rounds):
    with tempfile.TemporaryDirectory() as temporary:
        copy = pathlib.Path(temporary) / "course"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(copy)], check=True)
        sources = [str(path) for pattern in ("common/*.cc", "common/testing/*.cc") for path in copy.glob(pattern)
                   if not path.name.endswith("_test.cc")]
        library = copy / "library"
        library.mkdir()
        subprocess.run(GXX + ["-I..", "-O2", "-c"] + sources, cwd=library, check=True, **QUIET)
        objects = [str(path) for path in library.glob("*.o")]
        worst = 0
        for test in sorted(copy.glob("lessons/*/exercise_test.cc")):
            lesson, exercise = test.parent.name, test.parent / "exercise.cc"
            starter = exercise.read_text("utf-8")
            bazel = [["bazel", "test", f"//lessons/{lesson}:check"]]
            usual = copy / "usual.cc"
            by_hand = [GXX + ["-c", "usual.cc"], ["g++", "usual.o"] + objects + ["-o", "usual"], ["./usual"]]
            ratios, times = [], []
            for change in range(-2, rounds):  # the first two only warm up
                exercise.write_text(starter + f"\nextern const int change = {change};\n", "utf-8")
                ours = seconds(bazel, copy)
                usual.write_text(exercise.read_text("utf-8") + test.read_text("utf-8"), "utf-8")
                theirs = seconds(by_hand, copy)
                if change >= 0:
                    ratios.append(ours / theirs)
                    times.append((ours, theirs))
            ratio = statistics.median(ratios)
            worst = max(worst, ratio)
            ours, theirs = (statistics.median(column) * 1000 for column in zip(*times))
            print(f"{lesson}: {ratio:.2f} times by hand ({ours:.0f} ms, {theirs:.0f} ms)", flush=True)
        subprocess.run(["bazel", "clean", "--expunge"], cwd=copy, check=False, **QUIET)
    print(f"at most {worst:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
