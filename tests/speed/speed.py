#!/usr/bin/env python3
"""What msgq costs beside the raw calls: tests/speed/speed.py [LAUNCHES]

Prints, for an optimised and for a learner's plain build, the user instructions of one send and one receive
(valgrind's callgrind; no spread, so the exit status judges them), and the time ratio msgq / raw for some
sizes: the median of LAUNCHES launches, 9 if not given. On a busy machine a single launch means nothing.
Needs valgrind and libbenchmark-dev.
"""

import csv
import io
import os
import pathlib
import re
import statistics
import subprocess
import sys

MOST_INSTRUCTIONS = 46  # of an optimised build


def instructions_per_pair(way):
    def total(count):
        report = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
             "bazel-bin/tests/speed/pair_instructions", way, str(count)],
            stderr=subprocess.PIPE, check=True).stderr.decode()
        return int(re.search(r"Collected : (\d+)", report)[1])

    return (total(2000) - total(1000)) / 1000


def ratios(mode):
    """One launch, with the repetitions that BUILD sets: size -> median time through msgq / median time of the raw calls."""
    report = subprocess.run(
        ["bazel", "run", "-c", mode, "//tests/speed:benchmark", "--", "--benchmark_format=csv"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.decode()
    table = report[report.index("name,"):]
    time = {row["name"]: float(row["real_time"]) for row in csv.DictReader(io.StringIO(table))}
    sizes = [int(name[4:-7]) for name in time if re.fullmatch(r"raw/\d+_median", name)]
    return {size: time[f"msgq/{size}_median"] / time[f"raw/{size}_median"] for size in sizes}


def main(launches):
    os.chdir(pathlib.Path(__file__).resolve().parents[2])
    good = True
    for mode in ("opt", "fastbuild"):
        subprocess.run(["bazel", "build", "-c", mode, "//tests/speed:benchmark",
                        "//tests/speed:pair_instructions"], stderr=subprocess.DEVNULL, check=True)
        raw, msgq = instructions_per_pair("raw"), instructions_per_pair("msgq")
        print(f"{mode}: {msgq:.0f} instructions a pair, raw {raw:.0f}")
        good &= mode != "opt" or msgq <= MOST_INSTRUCTIONS
        measured = [ratios(mode) for _ in range(launches)]
        for size in measured[0] if measured else []:
            found = [launch[size] for launch in measured]
            print(f"{mode}: {size:5} bytes: {statistics.median(found):.3f} times the raw calls "
                  f"({min(found):.3f} to {max(found):.3f} in {launches} launches)")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 9))
