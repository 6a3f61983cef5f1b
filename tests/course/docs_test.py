#!/usr/bin/env python3
"""Pages with a lie in them: tools/docs.py must reject each, in the words that stand beside it.

What the wrong answers are to an exercise's check, these are to the check of the pages.
"""

import os
import shutil
import subprocess
import sys
import tempfile

REPAIR = "To repair it: bazel run //tools:docs"
README, CREATE, SEND, CHILD, PHP = ("README.md",) + tuple(
    f"lessons/{name}/README.md"
    for name in ("01_create_queue", "03_send", "06_fork_communication", "08_php_wire_format"))
ERRORS, LIMITS, GLOSSARY = "docs/errors.md", "docs/limits.md", "docs/glossary.md"


def chinese(page):
    return page.replace(".md", ".zh-CN.md")


# The page, a text that stands in it, what stands there instead, and words of what is said of it.
LIES = [
    # blocks
    (README, "msgget EEXIST: File exists", "msgget EEXIST: The file is there", REPAIR),
    (README, "\n$ bazel run", "\n$ echo more && bazel run", REPAIR),
    (CREATE, 'say("open", [&]', 'say("open it", [&]', REPAIR),
    (CREATE, "main.cc#ways", "main.cc#way", "main.cc has no region // [way]"),
    (CREATE, "\n## Break it", "\n```text\nanything\n```\n\n## Break it", "nothing checks a block that begins ```text"),
    (CREATE, "\n## Break it", "\n  ```text\n  anything\n  ```\n\n## Break it", "not indented"),
    (CREATE, "\n## Break it", "\n~~~\nanything\n~~~\n\n## Break it", "nothing checks what begins with this line"),
    (CREATE, "\n## Break it", "\n    anything\n\n## Break it", "nothing checks what begins with this line"),
    (LIMITS, "\n## ", "\n```console\n$ cat /proc/sys/kernel/msgmax\n8191\n```\n\n## ", REPAIR),
    (PHP, "s:4:\"Käse\";            [\"returned\" => false", "s:4:\"Käse\";            [\"returned\" => true", REPAIR),
    # diagrams
    (CREATE, "IPC_CREAT|0600\n    K", "IPC_CREAT|0666\n    K", "the trace has no line of the first run"),
    (CHILD, "exit 0\n", "bye\n", 'nothing checks this label between two processes: "bye"'),
    (CHILD, "sequenceDiagram", "graph TD", "must be a sequenceDiagram"),
    # tables
    (README, "| 20 |", "| 19 |", REPAIR),
    (ERRORS, "ENOENT", "EEXIST", REPAIR),
    (ERRORS, "\n<!-- /errors -->", "\n", "<!-- errors --> has no end"),
    (PHP, "| any bytes |", "| any text |", REPAIR),
    (LIMITS, "<!-- limits -->\n", "<!-- limits -->\n- msgmax is 8192 everywhere\n", REPAIR),
    # the form of a lesson's page
    (CREATE, "\n## In the kernel", "\n## Inside", "its headings must be"),
    (CREATE, "\n## Next", "\n" * 40 + "## Next", "lines, and may have"),
    (CREATE, "**20 min**", "20 min", "must begin as the other lessons' pages do"),
    (CREATE, "message queue, msqid", "message, queue, msqid", "new words"),
    (CREATE, "- umask does not apply", "- umask never applies", "is no test case of lesson_test.cc"),
    (CREATE, "2. the queue is there already\n", "", "the steps under Your turn must be"),
    (CREATE, "<summary>Hint 3", "<summary>Help 3", "there must be three hints"),
    (CREATE, "- [no mode]", "- no mode: [see]", "there must be three common mistakes"),
    (CHILD, "`man 2 wait` (NOTES)", "", "one to three manual pages"),
    (README, "\n## Start", "\n" * 9 + "## Start", "one screen"),
    # words
    (SEND, "\n## Break it", " A zombie sends nothing.\n## Break it", '"zombie" is a new word'),
    (GLOSSARY, "| zombie |", "| undead |", 'lacks "zombie"'),
    (GLOSSARY, "| blocking |", "| unblocking |", "alphabetical order"),
    # links
    (README, "(docs/limits.md)", "(docs/limit.md)", "there is no docs/limit.md"),
    (README, "(docs/limits.md)", "(docs/limits.md#nowhere)", "leads nowhere"),
    (SEND, "(../04_receive_types/README.md)", "(../04_receive/README.md)", "leads nowhere"),
    # Chinese pages
    (chinese(CREATE), "msgget EEXIST: File exists", "msgget EEXIST: 文件已存在", REPAIR),
    (chinese(CREATE), "```console", "```text", REPAIR),
    (chinese(CREATE), "\n## ", "\n### ", "must have as many #"),
    (chinese(CREATE), "`key_by_hand.h`", "key_by_hand.h", "the English has `key_by_hand.h`"),
    (chinese(CREATE), "ENOENT", "EINVAL", "the English has ENOENT"),
    (chinese(LIMITS), "8192", "8191", "the English has 8192"),
    (chinese(CREATE), "消息队列", "信息队列", "the glossary has"),
    (chinese(SEND), "(../04_receive_types/README.zh-CN.md)", "(../04_receive_types/README.md)", "link to ../04"),
    (chinese(CREATE), "\n- ", "\n", "the parts are not those of"),
    (chinese(README), "[English](README.md)", "English", "must link to the other at the top"),
]


def check(page):
    """Exit status and words of tools/docs.py."""
    done = subprocess.run([sys.executable, "tools/docs.py", page], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False)
    return done.returncode, done.stdout.decode()


def said_of_lie(lie_in, old, new, page):
    """What check(page) says while lie_in has new in place of old."""
    with open(lie_in, encoding="utf-8") as file:
        truth = file.read()
    if old not in truth:
        return 0, f"{lie_in} has no {old!r} any more: think of another lie"
    kept = os.path.realpath(lie_in)
    os.remove(lie_in)  # a link, as all of Bazel's runfiles
    with open(lie_in, "w", encoding="utf-8") as file:
        file.write(truth.replace(old, new))
    result = check(page)
    os.remove(lie_in)
    os.symlink(kept, lie_in)
    return result


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(shutil.copytree(".", f"{folder}/course", symlinks=True))
        failures = 0
        for page, old, new, words in LIES:
            status, said = said_of_lie(page, old, new, page)
            if status != 1 or words not in said or "Traceback" in said:
                failures += 1
                print(f"{page}: {old!r} -> {new!r}: exit status {status}, and this is not said: {words}\n{said}")
        # A Chinese page that was true, and of which the English has changed since.
        status, said = said_of_lie(LIMITS, "\n## ", "\nOne sentence more.\n\n## ", chinese(LIMITS))
        if status != 1 or f"{LIMITS} has changed. Bring this page up to date" not in said:
            failures += 1
            print(f"a stale {chinese(LIMITS)}: exit status {status}\n{said}")
        os.chdir("/")
    print(f"{len(LIES) + 1} lies; not found: {failures}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
