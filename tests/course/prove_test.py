#!/usr/bin/env python3
"""tools/proofs/prove.py with checks that do not end: tests/course/prove_test.py"""

import contextlib
import io
import pathlib
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/proofs"))
import prove  # pylint: disable=wrong-import-position


def is_alive(pid):
    """A zombie, which its new parent has not waited for yet, is not."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def main():
    prove.SECONDS = 1
    with tempfile.TemporaryDirectory() as folder:
        check, said = pathlib.Path(folder) / "check", io.StringIO()
        check.write_text("#!/bin/sh\nsleep 1000 &\necho child $!\nwait\n", "utf-8")
        check.chmod(0o755)
        begin = time.monotonic()
        with contextlib.redirect_stdout(said):
            status = prove.main("passes", str(check))
        words = said.getvalue()
    child = int(words.split()[1])
    time.sleep(0.2)
    good = status == 1 and "did not end in 1 s" in words and time.monotonic() - begin < 10 and not is_alive(child)
    print("good:" if good else "WRONG:", "a check that does not end: its output is shown, and its children end")
    if not good:
        print(status, words)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
