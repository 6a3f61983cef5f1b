#!/usr/bin/env python3
"""tools/grade with submissions of every kind: tests/course/grade_test.py. Not run by Bazel, because it runs Bazel itself."""

import json
import pathlib
import subprocess
import sys
import tempfile
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


def submit(folder, student, files):
    for path, text in files.items():
        target = folder / student / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def main():
    solutions = {f"course/lessons/{path.parent.parent.name}/exercise.cc": path.read_text("utf-8")
                 for path in ROOT.glob("lessons/*/answers/solution.cc")}
    starters = {f"lessons/{path.parent.name}/exercise.cc": path.read_text("utf-8")
                for path in ROOT.glob("lessons/*/exercise.cc")}
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        precious = folder / "precious"
        precious.write_text("do not delete", "utf-8")
        submit(folder, "all solved", solutions)
        submit(folder, "all untouched", starters)
        submit(folder, "does not compile", {EXERCISE: "nonsense"})
        submit(folder, "exits", {EXERCISE: BODY.format("exit(0);")})
        submit(folder, "deletes", {EXERCISE: BODY.format(f'system("rm -rf {folder} {ROOT}");')})
        submit(folder, "changed the check", {
            EXERCISE: starters[EXERCISE],
            f"lessons/{LESSON}/exercise_test.cc": '#include "doctest/doctest.h"\nTEST_CASE("step 1: ha") {}\n'})
        submit(folder, "empty", {"nothing.txt": ""})
        with zipfile.ZipFile(folder / "zipped.zip", "w") as archive:
            archive.writestr(f"deep/down/{EXERCISE}", solutions[f"course/{EXERCISE}"])
        (folder / "broken.zip").write_text("no zip", "utf-8")
        names = ["all solved", "all untouched", "does not compile", "exits", "deletes", "changed the check", "empty",
                 "zipped.zip", "broken.zip", "missing"]
        subprocess.run([ROOT / "tools" / "grade"] + [str(folder / name) for name in names], cwd=folder, check=True)
        rows = json.loads((folder / "grades.json").read_text("utf-8"))
        assert precious.exists() and (ROOT / "README.md").exists(), "a submission deleted something"

    points = {}
    for row in rows:
        points[row["student"]] = points.get(row["student"], 0) + row["points"]
    most = len(rows) // len(names)
    untouched = {row["lesson"] for row in rows if row["student"] == "all untouched" and not row["points"]}
    failed = 0
    for what, good in {
            "all solutions get all points": points["all solved"] == most,
            "each untouched exercise loses points": len(untouched) == len(starters),
            "what does not compile gets none": points["does not compile"] == 0,
            "exit(0) gets none": points["exits"] == 0,
            "a changed check counts for nothing": points["changed the check"] < STEPS
                and any(row["message"].startswith("rule: ") for row in rows if row["student"] == "changed the check"),
            "a zip file is as good as a folder": points["zipped"] == STEPS,
            "an empty folder is no error": points["empty"] == 0,
            "a broken zip file and a missing folder are no error": points["broken"] + points["missing"] == 0,
            "every step has a row for every student": len(rows) == most * len(names)}.items():
        print("good:" if good else "WRONG:", what)
        failed += not good
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
