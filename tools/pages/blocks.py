"""Fenced blocks: what each of them ought to hold.

    ```cpp main.cc#send    the region of that file between the lines // [send] and // [/send]; the same with ```php,
                           and with # instead of // with ```cmake, ```starlark and ```sh
    ```console             lines "$ command", each followed by what it really prints, in an IPC namespace
                           of the page's own; "bazel run //lessons/X" runs the X that was built
    ```diff                a change to main.cc; the console blocks below it, up to the next heading, run
                           the lesson with that change made
    ```mermaid             who calls what: see diagram.py
    ```sh                  without a file only in the README at the top: .ci/run runs these
"""

import getpass
import os
import re
import subprocess

from pages import diagram
from pages.page import Wrong, prose, read

REGIONS = ("cpp", "php", "cmake", "starlark", "sh")

# What cannot be the same on every machine and in every run, and what a page shows instead.
MASKS = [
    (re.compile(r"\b0x41[0-9a-f]{6}\b"), "0x41??????"),  # a key that ftok made from project id 0x41
    (re.compile(r"\b0x(?!41|0{8}|f{8})[0-9a-f]{8}\b"), "0x????????"),  # any other, but for 0 and -1
    (re.compile(r"^\[\d+\] ", re.M), "[PID] "),  # trace lines of a child
    (re.compile(r"\b(pid|child) \d+"), r"\1 PID"),
    (re.compile(r"\b[ug]id(=| )\d+"), lambda found: found[0].rstrip("0123456789") + "ID"),
    (re.compile(r"\b\d\d\d\d-\d\d-\d\d \d\d:\d\d:\d\d\b"), "YYYY-MM-DD hh:mm:ss"),
    (re.compile(r"\b%s {0,7}(?= )" % re.escape(getpass.getuser())),
     lambda found: "you".ljust(len(found[0]))),
]

# "bazel run //lessons/X -- arguments" without Bazel: it does not run inside itself.
BAZEL = r"""
bazel() {
  [ "$1" = run ] || { echo "docs.py runs only 'bazel run', not: bazel $*"; return 1; }
  local name=${2##*/}
  shift 2
  [ "$1" = -- ] && shift
  (export BUILD_WORKING_DIRECTORY=$PWD; exec -a "$name" "lessons/$name/${LESSON_BINARY:-$name}" "$@")
}
"""


# Markdown that would be shown as a block, and that nothing here would look into.
UNSEEN = re.compile(r"^.*(```|~~~|<pre\b|<code\b).*$|(?<=\n\n)(?: {4}|\t).*$", re.M)


def check_form(page):
    """All blocks begin and end with a line ``` of no indent, so that each of them is seen, and checked."""
    if unseen := UNSEEN.search(prose(read(page))):
        raise Wrong(f'nothing checks what begins with this line: "{unseen[0]}"; a block is between two lines ```, not indented')


def region(path, name):
    lines = read(path).split("\n")
    comment = "//" if path.endswith((".cc", ".h", ".php")) else "#"
    marks = [i for i, line in enumerate(lines) if line.strip() in (f"{comment} [{name}]", f"{comment} [/{name}]")]
    if len(marks) != 2:
        raise Wrong(f"{path} has no region {comment} [{name}] ... {comment} [/{name}]")
    body = lines[marks[0] + 1 : marks[1]]
    indent = min(len(line) - len(line.lstrip()) for line in body if line.strip())
    return [line[indent:] for line in body]


def output(command, binary="", before=()):
    """What a person would see on the terminal. What is `before` starts the shell."""
    environment = dict(os.environ, LESSON_BINARY=binary, LC_ALL="C.UTF-8")
    done = subprocess.run(
        [*before, "bash", "-c", BAZEL + command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=30,
        check=False,
    )
    text = done.stdout.decode()
    for pattern, replacement in MASKS:
        text = pattern.sub(replacement, text)
    return text.rstrip("\n").split("\n") if text.strip() else []


def transcript(body, binary):
    lines = []
    for line in body:
        if line.startswith("$ "):
            lines += [line] + output(line[2:], binary)
    return lines


def true_block(page, info, body, binary):
    """The lines that the block ought to have."""
    kind, _, rest = info.partition(" ")
    directory = os.path.dirname(page)
    if kind in REGIONS and "#" in rest:
        path, name = rest.split("#")
        return region(path if "/" in path else os.path.join(directory, path), name)
    if kind == "console":
        return transcript(body, binary)
    if kind == "mermaid" and directory.startswith("lessons/"):
        diagram.check_form(body)  # and at the end of the page, check_calls
        return body
    if kind == "diff" and directory.startswith("lessons/"):
        return body  # tools/pages/break_it.py has applied it, or the build would have failed
    if kind == "sh" and page == "README.md":
        return body
    raise Wrong(f"nothing checks a block that begins ```{info}")
