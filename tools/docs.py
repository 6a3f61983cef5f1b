#!/usr/bin/env python3
"""Keeps the pages true: every fenced block in them is something that this program can check.

    docs.py PAGE...            says where a page differs from the truth; exit status 1 if it does
    docs.py --repair PAGE...   writes the truth into the pages: bazel run //tools:docs

Kinds of blocks:

    ```cpp main.cc#send    the region of that file between the lines // [send] and // [/send]; the same with ```php
    ```console             lines "$ command", each followed by what it really prints, in an IPC namespace
                           of the page's own; "bazel run //lessons/X" runs the X that was built
    ```diff                a change to main.cc; the console blocks below it, up to the next heading, run
                           the lesson with that change made
    ```sh                  only in the README at the top: .ci/run runs these

Each point under "What you learned" is the name of a test case in lesson_test.cc. What stands between comments
such as <!-- lessons --> and <!-- /lessons --> is made from the lessons and from tests: see GENERATED. The lessons'
"New words" stand in docs/glossary.md: see check_glossary.
"""

import errno
import getpass
import os
import re
import subprocess
import sys

# What cannot be the same on every machine and in every run, and what a page shows instead.
MASKS = [
    (re.compile(r"\b0x41[0-9a-f]{6}\b"), "0x41??????"),  # a key that ftok made from project id 0x41
    (re.compile(r"\b0x(?!41)[0-9a-f]{8}\b"), "0x????????"),  # any other key
    (re.compile(r"^\[\d+\] ", re.M), "[PID] "),  # trace lines of a child
    (re.compile(r"\b(pid|child) \d+"), r"\1 PID"),
    (re.compile(r"\bmissed \d+ of"), "missed NN of"),  # a race, counted
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


class Wrong(Exception):
    """A block that cannot be checked, or a list that has no place."""


def region(path, name):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    marks = [i for i, line in enumerate(lines) if line.strip() in (f"// [{name}]", f"// [/{name}]")]
    if len(marks) != 2:
        raise Wrong(f"{path} has no region // [{name}] ... // [/{name}]")
    body = lines[marks[0] + 1 : marks[1]]
    indent = min(len(line) - len(line.lstrip()) for line in body if line.strip())
    return [line[indent:] for line in body]


def output(command, binary):
    """What a person would see on the terminal."""
    environment = dict(os.environ, LESSON_BINARY=binary, LC_ALL="C.UTF-8")
    done = subprocess.run(
        ["bash", "-c", BAZEL + command],
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
    if kind in ("cpp", "php") and "#" in rest:
        path, name = rest.split("#")
        return region(path if "/" in path else os.path.join(directory, path), name)
    if kind == "console":
        return transcript(body, binary)
    if kind == "mermaid":
        return body  # a picture has no output to compare
    if kind == "diff" and directory.startswith("lessons/"):
        return body  # tools/break_it.py has applied it, or the build would have failed
    if kind == "sh" and page == "README.md":
        return body
    raise Wrong(f"nothing checks a block that begins ```{info}")


def names_of_cases(path):
    """The names of the test cases; clang-format may have broken a long one into several literals."""
    with open(path, encoding="utf-8") as file:
        literals = re.findall(r'^TEST_CASE\(\s*((?:"[^"]*"\s*)+)\)', file.read(), re.M)
    return [re.sub(r'"\s*"', "", literal.strip()).strip('"') for literal in literals]


def claims(directory):
    return names_of_cases(os.path.join(directory, "lesson_test.cc"))


def check_claims(page, lines):
    """Each point under "What you learned" is the name of a test case, in the order of lesson_test.cc."""
    points = [line[2:] for line in lines[: lines.index("## Next")] if line.startswith("- ")]
    names = claims(os.path.dirname(page))
    for point in points:
        if point not in names:
            raise Wrong(f'"{point}" is no test case of lesson_test.cc')
    if points != [name for name in names if name in points]:
        raise Wrong("what you learned is not in the order of lesson_test.cc")


def pages_of_lessons():
    return [page for page in (f"lessons/{lesson}/README.md" for lesson in sorted(os.listdir("lessons")))
            if os.path.exists(page)]


def head_of(page):
    """Number, title, goal and minutes, from a lesson's first lines."""
    with open(page, encoding="utf-8") as file:
        head = re.match(
            r"# (\d\d) · ([^\n]*)\n\n\*\*Goal:\*\* ([^·]*?)\s·[^#]*\*\*(\d+) min\*\*", file.read())
    if not head:
        raise Wrong(f"{page} must begin: # NN · Title, **Goal:** ... · ... · **N min**")
    return head.groups()


def table_of_lessons(_):
    """One row a lesson."""
    rows = ["| | lesson | you learn to | minutes |", "|---|---|---|---|"]
    for page in pages_of_lessons():
        number, title, goal, minutes = head_of(page)
        rows.append(f"| {number} | [{title}]({page}) | {goal} | {minutes} |")
    return rows


def schedule(page):
    """What a class needs for each lesson, and in all."""
    up = "../" * page.count("/")
    rows = ["| lesson | page and program | exercise | steps |", "|---|---|---|---|"]
    total = 0
    for lesson in pages_of_lessons():
        number, title, _, minutes = head_of(lesson)
        with open(os.path.join(os.path.dirname(lesson), "exercise_test.cc"), encoding="utf-8") as file:
            steps = len(re.findall(r"^TEST_CASE\(", file.read(), re.M))
        total += int(minutes) + EXERCISE_MINUTES
        rows.append(f"| [{number} · {title}]({up}{lesson}) | {minutes} min | {EXERCISE_MINUTES} min | {steps} |")
    return rows + [f"| in all | {total // 60} h {total % 60} min | | |"]


def wrong_answers(page):
    """Every wrong answer with the rule that a check answers it."""
    up = "../" * page.count("/")
    rows = []
    for lesson in pages_of_lessons():
        number, title, _, _ = head_of(lesson)
        rows += ["", f"**{number} · {title}**", ""]
        folder = os.path.join(os.path.dirname(lesson), "answers")
        for name in sorted(os.listdir(folder)):
            if not name.startswith("wrong_"):
                continue
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                rule = file.readline().removeprefix("// check says: ").strip()
            text = name[len("wrong_") : -len(".cc")].replace("_", " ")
            rows.append(f"- [{text}]({up}{folder}/{name}): {rule}")
    return rows + [""]


def new_words(page):
    """The words that a lesson introduces, from its first lines."""
    with open(page, encoding="utf-8") as file:
        words = re.search(r"\*\*New words:\*\* ([^·]*) ·", file.read())
    if not words:
        raise Wrong(f"{page} must say, in its first lines: **New words:** one, another ·")
    return [" ".join(word.split()) for word in words[1].split(",")]


def check_glossary(page):
    """Every new word of every lesson is in it, with a link to that lesson; each table is in alphabetical order."""
    with open(page, encoding="utf-8") as file:
        tables = [re.findall(r"^\| (?!term \|)(.+?) \| .+? \| (.*?) ?\| .+? \| .*\|$", part, re.M)
                  for part in file.read().split("\n## ")]
    up = "../" * page.count("/")
    links = {term.casefold(): where for table in tables for term, where in table}
    for lesson in pages_of_lessons():
        for word in new_words(lesson):
            if f"]({up}{lesson})" not in links.get(word.casefold(), ""):
                raise Wrong(f'{page} lacks "{word}", a new word of {lesson}, with a link to it')
    for table in tables:
        terms = [term.casefold() for term, _ in table]
        for term, following in zip(terms, sorted(terms)):
            if term != following:
                raise Wrong(f'{page}: in alphabetical order "{following}" comes before "{term}"')


ERRORS = "tests/errors_test.cc"
ERROR = re.compile(r'''// lesson: (?P<lessons>[\d -]+)
// do: (?P<do>.*?)
TEST_CASE\("(?P<call>[^"]+) (?P<errno>E[A-Z0-9]+): (?P<when>[^"]+)"\) {\n(?P<body>.*)''', re.S)


def error_rows():
    """A dictionary for each test case in ERRORS, which says how they are written."""
    with open(ERRORS, encoding="utf-8") as file:
        head, *parts = re.split(r"^(?=// lesson: )", re.sub(r'"\n\s*"', "", file.read()), flags=re.M)
    rows = []
    for part in parts:
        found = ERROR.match(part.replace("TEST_CASE(\n    ", "TEST_CASE("))
        if "TEST_CASE(" in head or part.count("TEST_CASE(") != 1 or not found:
            raise Wrong(f"{ERRORS}: not as its first lines say:\n{part}")
        row = found.groupdict()
        if not hasattr(errno, row["errno"]) or row["errno"] not in row["body"]:
            raise Wrong(f"{ERRORS}: this does not check {row['errno']}:\n{part}")
        row["do"] = " ".join(row["do"].replace("\n//", "").split())
        row["lessons"] = row["lessons"].replace("-", "").split()
        rows.append(row)
    return rows


def errors_by_number(_):
    """What perror(3) says of each errno, and which calls give it."""
    calls = {}
    for row in error_rows():
        call = row["call"] if row["call"] == "any call" else row["call"].split()[0]
        calls.setdefault(getattr(errno, row["errno"]), {})[call] = True
    return ["| number | errno | in words | from |", "|---|---|---|---|"] + [
        f"| {number} | {errno.errorcode[number]} | {os.strerror(number)} | {', '.join(calls[number])} |"
        for number in sorted(calls)]


def errors(page):
    """A table for each call."""
    up = "../" * page.count("/")
    pages = {page[len("lessons/") :][:2]: page for page in pages_of_lessons()}
    lines, call = [], None
    for row in error_rows():
        for lesson in row["lessons"]:
            with open(pages.get(lesson, os.devnull), encoding="utf-8") as file:
                if row["errno"] not in file.read():
                    raise Wrong(f"{ERRORS}: {row['call']} {row['errno']}: lesson {lesson} does not show it")
        if row["call"] != call:
            call = row["call"]
            lines += ["", f"### {call}", "", "| errno | when | what to do | lesson |", "|---|---|---|---|"]
        links = ", ".join(f"[{lesson}]({up}{pages[lesson]})" for lesson in row["lessons"])
        lines.append(f"| {row['errno']} | {row['when']} | {row['do']} | {links} |")
    return lines + [""]


def claims_of_limits(_):
    return [f"- {name}" for name in names_of_cases("tests/limits_test.cc")]


# What stands between <!-- name --> and <!-- /name -->.
GENERATED = {"lessons": table_of_lessons, "schedule": schedule, "wrong answers": wrong_answers,
             "errors by number": errors_by_number, "errors": errors, "limits": claims_of_limits}
EXERCISE_MINUTES = 20


def true_page(page):
    with open(page, encoding="utf-8") as file:
        lines = file.read().split("\n")
    if page == "docs/glossary.md":
        check_glossary(page)
    result, binary, i = [], "", 0
    while i < len(lines):
        line = lines[i]
        result.append(line)
        i += 1
        if line.startswith("#"):
            binary = ""
        if line == "## What you learned":
            check_claims(page, lines[i:])
        elif line.startswith("<!-- ") and line[5:-4] in GENERATED:
            result += GENERATED[line[5:-4]](page)
            i = lines.index(f"<!-- /{line[5:-4]} -->", i)
        elif line.startswith("```"):
            end = lines.index("```", i)
            if line.startswith("```diff"):
                binary = "broken"
            result += true_block(page, line[3:], lines[i:end], binary) + ["```"]
            i = end + 1
    return "\n".join(result)


def in_own_namespace(arguments):
    """Starts this program again where no other queue exists; Bazel's sandbox is such a place already."""
    if os.environ.get("DOCS_OWN_NAMESPACE") or open("/proc/1/comm").read() == "linux-sandbox\n":
        return
    unshare = ["unshare", "--ipc"] + ([] if os.geteuid() == 0 else ["--user", "--map-current-user"])
    os.environ["DOCS_OWN_NAMESPACE"] = "1"
    os.execvp(unshare[0], unshare + [sys.executable, os.path.abspath(__file__)] + arguments)


def main(arguments):
    repair = arguments[:1] == ["--repair"]
    pages = arguments[1:] if repair else arguments
    if len(pages) > 1:  # each in a namespace of its own, where ids start from 0
        flags = arguments[: len(arguments) - len(pages)]
        return max(subprocess.call([sys.executable, __file__] + flags + [page]) for page in pages)
    in_own_namespace(arguments)

    page = pages[0]
    try:
        truth = true_page(page)
    except Wrong as wrong:
        print(f"{page}: {wrong}")
        return 1
    with open(page, encoding="utf-8") as file:
        text = file.read()
    if text == truth:
        return 0
    if repair:
        source = os.path.join(os.environ.get("BUILD_WORKSPACE_DIRECTORY", "."), page)
        with open(source, "w", encoding="utf-8") as file:
            file.write(truth)
        print(f"repaired {page}")
        return 0
    with subprocess.Popen(["diff", "-u", "--label", page, "--label", "the truth", page, "-"],
                          stdin=subprocess.PIPE) as diff:
        diff.communicate(truth.encode())
    print(f"{page} is not true any more. To repair it: bazel run //tools:docs")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
