#!/usr/bin/env python3
"""same_outside_todo.py STARTER SOLUTION: proves that a learner needs to change only the TODO region."""

import sys


def outside(path):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    starts = [i for i, line in enumerate(lines) if line.startswith("// TODO")]
    ends = [i for i, line in enumerate(lines) if line == "// end TODO"]
    if len(starts) != 1 or len(ends) != 1 or starts > ends:
        sys.exit(f"{path} must have one region: // TODO ... to // end TODO")
    return lines[: starts[0] + 1] + lines[ends[0] :]


if outside(sys.argv[1]) != outside(sys.argv[2]):
    sys.exit(f"{sys.argv[1]} and {sys.argv[2]} differ outside their TODO regions")
