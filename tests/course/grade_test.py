#!/usr/bin/env python3
"""tools/grade with submissions of every kind: tests/course/grade_test.py

Not run by Bazel, because it runs Bazel itself. To be run as root and as an ordinary user: they meet different errors.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LESSON = "01_create_queue"
EXERCISE = f"lessons/{LESSON}/exercise.cc"
STEPS = 5

BODY = """
#include <stdlib.h>
#include <unistd.h>
#include "lessons/01_create_queue/exercise.h"
Opened open_or_create(msgq::Key key) {{
  {0}
  return {{msgq::Queue::open_or_create(key), true}};
}}
"""


failed = 0


def case(name, good, output=""):
    global failed  # pylint: disable=global-statement
    print("good:" if good else "WRONG:", name, flush=True)
    if not good:
        failed += 1
        print(output)


def submit(folder, student, files):
    for path, text in files.items():
        target = folder / student / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def home_in(folder):
    """A home of its own for Bazel, to see what is left there; what one run has built, the next one need not."""
    home = folder / "home"
    home.mkdir()
    (home / ".gitconfig").symlink_to(pathlib.Path.home() / ".gitconfig")
    (home / ".bazelrc").write_text(f"build --disk_cache={folder}/built\n", "utf-8")
    return home


def output_bases(home):
    return list(home.glob(".cache/bazel/*/*/DO_NOT_BUILD_HERE"))


def copies():
    return set(pathlib.Path("/var/tmp").glob("grade-*"))


def nothing_is_left(name, home, before):
    left = output_bases(home) + [path for path in copies() - before if path.stat().st_uid == os.geteuid()]
    case(f"{name}: no Bazel and no copy is left", not left, left)


def start(root, submissions, folder, home, **streams):
    return subprocess.Popen([root / "tools/grade", *submissions], cwd=folder, env={**os.environ, "HOME": str(home)},
                            text=True, start_new_session=True, **streams)


def bad_endings(folder, home):
    """While it builds: Ctrl-C, a kill, a reader that goes away."""
    for name, number in (("Ctrl-C", signal.SIGINT), ("kill", signal.SIGTERM)):
        before = copies()
        process = start(ROOT, ["exits"], folder, home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while process.poll() is None and not output_bases(home):
            time.sleep(0.1)
        time.sleep(1)
        os.killpg(process.pid, number)
        said = process.communicate(timeout=100)[1]
        case(f"{name} ends it quietly", (process.returncode, said) == (128 + number, ""), (process.returncode, said))
        nothing_is_left(name, home, before)
    before = copies()
    process = start(ROOT, ["exits"], folder, home, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.readline()
    process.stdout.close()
    with process.stderr as stream:
        said = stream.read()
    case("a broken pipe ends it quietly", (process.wait(), said) == (128 + signal.SIGPIPE, ""), said)
    nothing_is_left("a broken pipe", home, before)


def errors_of_its_own(folder, home):
    """They are nobody's 0 points."""
    broken, before = folder / "broken", copies()
    subprocess.run(["git", "clone", "--quiet", ROOT, broken], check=True)
    (broken / "common/queue.cc").write_text("nonsense", "utf-8")
    subprocess.run(["git", "-C", broken, "-c", "user.name=a", "-c", "user.email=a", "commit", "--quiet", "-a", "-m",
                    "broken"], check=True)
    for name, root, words in (("a course that does not compile", broken, "nonsense"),
                              ("grades.json cannot be written", ROOT, "Is a directory: ")):
        place = folder / name
        (place / "grades.json").mkdir(parents=True)
        process = start(root, [folder / "exits"], place, home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = process.communicate()[0]
        case(f"{name}: it says so", process.returncode == 1 and words in said and "Traceback" not in said, said)
        nothing_is_left(name, home, before)


def main():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what is in the background without
    solutions = {f"course/lessons/{path.parent.parent.name}/exercise.cc": path.read_text("utf-8")
                 for path in ROOT.glob("lessons/*/answers/solution.cc")}
    starters = {f"lessons/{path.parent.name}/exercise.cc": path.read_text("utf-8")
                for path in ROOT.glob("lessons/*/exercise.cc")}
    with tempfile.TemporaryDirectory() as temporary:
        folder, before = pathlib.Path(temporary), copies()
        home = home_in(folder)
        precious = folder / "precious"
        precious.write_text("do not delete", "utf-8")
        submit(folder, "all solved", solutions)
        submit(folder, "all untouched", starters)
        submit(folder, "all solved too", solutions)
        submit(folder, "does not compile", {EXERCISE: "nonsense"})
        submit(folder, "exits", {EXERCISE: BODY.format("exit(0);")})
        submit(folder, "deletes", {EXERCISE: BODY.format(f'system("rm -rf {folder} {ROOT}");')})
        submit(folder, "changed the check", {
            EXERCISE: starters[EXERCISE],
            f"lessons/{LESSON}/exercise_test.cc": '#include "doctest/doctest.h"\nTEST_CASE("step 1: ha") {}\n'})
        submit(folder, "empty", {"nothing.txt": ""})
        with zipfile.ZipFile(folder / "zipped.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"deep/down/{EXERCISE}", solutions[f"course/{EXERCISE}"])
        damaged = bytearray((folder / "zipped.zip").read_bytes())
        behind_the_name = 30 + len(f"deep/down/{EXERCISE}")
        damaged[behind_the_name : behind_the_name + 9] = b"\xff" * 9
        (folder / "damaged.zip").write_bytes(damaged)
        (folder / "broken.zip").write_text("no zip", "utf-8")
        names = ["all solved", "all untouched", "all solved too", "does not compile", "exits", "deletes",
                 "changed the check", "empty", "zipped.zip", "damaged.zip", "broken.zip", "missing"]
        process = start(ROOT, [str(folder / name) for name in names], folder, home)
        case("whatever was handed in, it ends well", process.wait() == 0)
        rows = json.loads((folder / "grades.json").read_text("utf-8"))
        case("no submission deleted anything", precious.exists() and (ROOT / "README.md").exists())
        nothing_is_left("a good end", home, before)
        judge(rows, len(names), len(starters))
        errors_of_its_own(folder, home)
        bad_endings(folder, home)
    return 1 if failed else 0


def judge(rows, students, lessons):
    points = {}
    for row in rows:
        points[row["student"]] = points.get(row["student"], 0) + row["points"]
    most = len(rows) // students
    untouched = {row["lesson"] for row in rows if row["student"] == "all untouched" and not row["points"]}
    for what, good in {
            "all solutions get all points": points["all solved"] == most,
            "and again after others": points["all solved too"] == most,
            "each untouched exercise loses points": len(untouched) == lessons,
            "what does not compile gets none": points["does not compile"] == 0,
            "exit(0) gets none": points["exits"] == 0,
            "a changed check counts for nothing": points["changed the check"] < STEPS
                and any(row["message"].startswith("rule: ") for row in rows if row["student"] == "changed the check"),
            "a zip file is as good as a folder": points["zipped"] == STEPS,
            "an empty folder is no error": points["empty"] == 0,
            "a broken or damaged zip file and a missing folder are no error":
                points["broken"] + points["damaged"] + points["missing"] == 0,
            "every step has a row for every student": len(rows) == most * students}.items():
        case(what, good, points)


if __name__ == "__main__":
    sys.exit(main())
