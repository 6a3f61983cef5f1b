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


def hangs(wish, words):
    """A check that says these words and then does not end proves nothing, whatever is wished."""
    with tempfile.TemporaryDirectory() as folder:
        check, answer, said = pathlib.Path(folder, "check"), pathlib.Path(folder, "answer.cc"), io.StringIO()
        check.write_text(f"#!/bin/sh\nsleep 1000 &\necho {words} $!\nwait\n", "utf-8")
        check.chmod(0o755)
        answer.write_text(f"// check says: {words}\n", "utf-8")
        begin = time.monotonic()
        with contextlib.redirect_stdout(said):
            status = prove.main(wish, str(check), *([str(answer)] if wish == "fails" else []))
        seconds = time.monotonic() - begin
    output = said.getvalue()
    child = int(output.split()[len(words.split())])
    deadline = time.monotonic() + 10
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    good = status == 1 and "did not end in 1 s" in output and seconds < 10 and not is_alive(child)
    print("good:" if good else "WRONG:", f"a check that does not end, where it {wish}: it is shown, and its children end")
    if not good:
        print(status, output)
    return good


def main():
    prove.SECONDS = 1
    return 0 if all([hangs("passes", "child"), hangs("fails", "the rule")]) else 1


if __name__ == "__main__":
    sys.exit(main())
