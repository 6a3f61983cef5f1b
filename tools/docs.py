#!/usr/bin/env python3
"""Keeps the pages true: every fenced block, table, link and translation is something that this program can check.

    docs.py PAGE...            says where a page differs from the truth; exit status 1 if it does
    docs.py --repair PAGE...   writes the truth into the pages: bazel run //tools:docs
    docs.py ... --stamp PAGE   says that this Chinese page is up to date: bazel run //tools:docs -- --stamp PAGE

What is checked is in tools/pages/: blocks, diagram, tables, words, links, translation.
"""

import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, "tools")  # Bazel starts this at the root of the course

# pylint: disable=wrong-import-position
from pages import blocks, diagram, links, tables, translation, words
from pages.page import REPAIR, Wrong, is_chinese, names_of_cases, read

MOST_LINES = {"README.md": 70}  # of a page in English; the Chinese one may have as many
MOST_LINES_OF_A_LESSON = 120


def check_claims(page, lines):
    """Each point under "What you learned" is the name of a test case, in the order of lesson_test.cc."""
    points = [line[2:] for line in lines[: lines.index("## Next")] if line.startswith("- ")]
    names = names_of_cases(os.path.join(os.path.dirname(page), "lesson_test.cc"))
    for point in points:
        if point not in names:
            raise Wrong(f'"{point}" is no test case of lesson_test.cc')
    if points != [name for name in names if name in points]:
        raise Wrong("what you learned is not in the order of lesson_test.cc")


def check_steps(page, lines):
    """The numbered list under "Your turn" holds the names of the exercise's steps."""
    path = os.path.join(os.path.dirname(page), "exercise_test.cc")
    steps = [name.replace("step ", "", 1).replace(":", ".", 1) for name in names_of_cases(path)]
    end = next(i for i, line in enumerate(lines) if line.startswith("## "))
    if [line for line in lines[:end] if line[:1].isdigit()] != steps:
        raise Wrong("the steps under Your turn must be:\n" + "\n".join(steps))


def true_page(page):
    """The text that the page ought to have."""
    text = translation.with_english_blocks(page) if is_chinese(page) else read(page)
    lines = text.split("\n")
    result, diagrams, binary, i = [], [], "", 0
    while i < len(lines):
        line = lines[i]
        result.append(line)
        i += 1
        if line.startswith("#"):
            binary = ""
        if line == "## What you learned":
            check_claims(page, lines[i:])
        elif line == "## Your turn":
            check_steps(page, lines[i:])
        elif line.startswith("<!-- ") and line[5:-4] in tables.GENERATED:
            end = lines.index(f"<!-- /{line[5:-4]} -->", i)
            if is_chinese(page) and line[5:-4] in tables.TRANSLATED:
                result += lines[i:end]
            else:
                result += tables.GENERATED[line[5:-4]](page)
            i = end
        elif line.startswith("```"):
            end = lines.index("```", i)
            body = lines[i:end]
            if line.startswith("```diff"):
                binary = "broken"
            if line == "```mermaid":
                diagrams.append(body)
            result += (body if is_chinese(page) else blocks.true_block(page, line[3:], body, binary)) + ["```"]
            i = end + 1
    if diagrams and not is_chinese(page):
        command = f"MSGQ_TRACE=1 bazel run //{os.path.dirname(page)}"
        trace = blocks.output(f"{command}; {command}")  # twice: a second run may find what the first has left
        for body in diagrams:
            diagram.check_calls(body, trace)
    return "\n".join(result)


def check(page):
    """What true_page cannot repair."""
    links.check_links(page)
    if is_chinese(page):
        translation.check_translation(page)
        return
    if page == words.GLOSSARY:
        words.check_glossary(page)
    if page.startswith("lessons/"):
        words.check_no_later_word(page)
    most = MOST_LINES_OF_A_LESSON if page.startswith("lessons/") else MOST_LINES.get(page, 1000)
    if read(page).count("\n") > most:
        raise Wrong(f"it has {read(page).count(chr(10))} lines, and may have {most}")


def in_own_namespace(arguments):
    """Starts this program again where no other queue exists; Bazel's sandbox is such a place already."""
    if os.environ.get("DOCS_OWN_NAMESPACE") or open("/proc/1/comm").read() == "linux-sandbox\n":
        return
    unshare = ["unshare", "--ipc"] + ([] if os.geteuid() == 0 else ["--user", "--map-current-user"])
    os.environ["DOCS_OWN_NAMESPACE"] = "1"
    os.execvp(unshare[0], unshare + [sys.executable, os.path.abspath(__file__)] + arguments)


def write(page, text):
    with open(os.path.join(os.environ.get("BUILD_WORKSPACE_DIRECTORY", "."), page), "w", encoding="utf-8") as file:
        file.write(text)


def main(arguments):
    if "--stamp" in arguments:
        for page in arguments[arguments.index("--stamp") + 1 :]:
            write(page, translation.stamp(page))
            print(f"{page} is said to be up to date; to check the rest of it: {REPAIR}")
        return 0
    repair = arguments[:1] == ["--repair"]
    pages = arguments[1:] if repair else arguments
    if len(pages) > 1:  # each in a namespace of its own, where ids start from 0
        flags = arguments[: len(arguments) - len(pages)]
        return max(subprocess.call([sys.executable, __file__] + flags + [page]) for page in pages)
    in_own_namespace(arguments)

    page = pages[0]
    wrong = None
    try:
        truth = true_page(page)
        if repair and truth != read(page):
            write(page, truth)
            print(f"repaired {page}")
            return 0
        check(page)
    except Wrong as found:
        wrong = found
    if wrong:
        print(f"{page}: {wrong}")
        return 1
    if truth == read(page):
        return 0
    with subprocess.Popen(["diff", "-u", "--label", page, "--label", "the truth", page, "-"],
                          stdin=subprocess.PIPE) as diff:
        diff.communicate(truth.encode())
    print(f"{page} is not true any more. To repair it: {REPAIR}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
