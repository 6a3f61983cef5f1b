#!/usr/bin/env python3
"""What a header costs a learner: tests/speed/headers.py [ROUNDS]

How long a file takes to compile that includes common/queue.h and one more header, as a multiple of the time that it
takes with common/queue.h alone; the median of the rounds, 9 if not given. common/README.md tells what follows from it.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HEADERS = ["type_traits", "string_view", "string", "system_error", "functional", "chrono"]


def main(rounds):
    os.chdir(pathlib.Path(__file__).resolve().parents[2])
    with tempfile.TemporaryDirectory() as folder:

        def seconds(more):
            source = pathlib.Path(folder) / "file.cc"
            source.write_text(f'#include "common/queue.h"\n{more}\nint main() {{}}\n', "utf-8")
            start = time.monotonic()
            subprocess.run(["g++", "-std=c++20", "-I.", "-c", str(source), "-o", os.devnull], check=True)
            return time.monotonic() - start

        ratios = {header: [] for header in HEADERS}
        seconds("")  # only warms up
        for _ in range(rounds):
            alone = seconds("")
            for header in HEADERS:
                ratios[header].append(seconds(f"#include <{header}>") / alone)
    for header, found in ratios.items():
        print(f"with <{header}>: {statistics.median(found):.1f} times as long as common/queue.h alone")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
