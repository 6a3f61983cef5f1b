#!/usr/bin/env python3
"""prove.py passes BINARY | fails BINARY [ANSWER]: proves that a check judges rightly.

BINARY is an exercise's check, linked with some answer. `passes` wants exit status 0. `fails` wants exactly 1, which is
what a failed check gives, for a crash or a time-out would prove nothing; and if ANSWER is named, the output must hold
the words that the answer's first line promises: // check says: ...
"""

import os
import re
import signal
import subprocess
import sys

SECONDS = 50  # fewer than Bazel gives a small test, so that this can say what was printed


def main(wish, binary, answer=None):
    # The check's own report must not pass for the proof's.
    environment = {name: value for name, value in os.environ.items() if name != "XML_OUTPUT_FILE"}
    wanted = 0 if wish == "passes" else 1
    complaints = []
    with subprocess.Popen([binary], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          start_new_session=True) as check:
        try:
            output, _ = check.communicate(timeout=SECONDS)
            if check.returncode != wanted:
                complaints.append(f"exit status {check.returncode} instead of {wanted}")
        except subprocess.TimeoutExpired:
            os.killpg(check.pid, signal.SIGKILL)  # its children too, which hold the pipe open
            output, _ = check.communicate()
            complaints.append(f"did not end in {SECONDS} s")
    output = re.sub(r"\x1b\[[0-9;]*m", "", output.decode(errors="replace"))
    if answer:
        with open(answer, encoding="utf-8") as file:
            promise = re.fullmatch(r"// check says: (.+)\n", file.readline())
        if not promise:
            complaints.append(f"{answer} must begin: // check says: ...")
        elif promise[1] not in output:
            complaints.append(f"nothing says: {promise[1]}")
    if not complaints:
        return 0
    print(output)
    print(f"{binary} {answer or ''}: " + "; ".join(complaints))
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
