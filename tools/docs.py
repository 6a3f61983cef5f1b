#!/usr/bin/env python3
"""Keeps the pages true: every fenced block, table, link and translation is something that this program can check.

    docs.py PAGE...            says where a page differs from the truth; exit status 1 if it does
    docs.py --repair PAGE...   writes the truth into the pages: bazel run //tools:docs
    docs.py ... --stamp PAGE   says that this Chinese page is up to date: bazel run //tools:docs -- --stamp PAGE

What is checked is in tools/pages/: blocks, diagram, tables, lesson_page, words, links, translation.
"""

import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, "tools")  # Bazel starts this at the root of the course

# pylint: disable=wrong-import-position
from pages import blocks, diagram, lesson_page, limits, links, tables, translation, words
from pages.page import REPAIR, Wrong, is_chinese, read


def end_of_table(lines, begin, i):
    """Where <!-- /name --> stands, behind <!-- name -->."""
    end = begin.replace("<!-- ", "<!-- /")
    if end not in lines[i:]:
        raise Wrong(f"{begin} has no end: {end}")
    return lines.index(end, i)


def true_page(page):
    """The text that the page ought to have."""
    blocks.check_form(page)
    text = translation.with_english_blocks(page) if is_chinese(page) else read(page)
    lines = text.split("\n")
    result, diagrams, binary, i = [], [], "", 0
    while i < len(lines):
        line = lines[i]
        result.append(line)
        i += 1
        if line.startswith("#"):
            binary = ""
        if line.startswith("<!-- ") and line[5:-4] in tables.GENERATED:
            end = end_of_table(lines, line, i)
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
        lesson = f"bazel run //{os.path.dirname(page)}"
        program = f"MSGQ_TRACE=1 {lesson}; MSGQ_TRACE=1 {lesson}"  # twice: a run may find what the one before has left
        trace = blocks.output(program, before=in_own_namespace([]))
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
    if page == "README.md" and read(page).count("\n") > limits.MOST_LINES_OF_README:
        raise Wrong(f"it may have {limits.MOST_LINES_OF_README} lines: one screen")
    if page.startswith("lessons/"):
        lesson_page.check_lesson_page(page)
        words.check_no_later_word(page)


def in_own_namespace(command):
    """The same command where no queue exists yet, and ids start from 0."""
    alone = ["unshare", "--ipc"]
    if subprocess.run(alone + ["true"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        alone += ["--user", "--map-current-user"]
    return alone + command


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
    if not os.environ.get("DOCS_OWN_NAMESPACE"):
        os.environ["DOCS_OWN_NAMESPACE"] = "1"
        flags = arguments[: len(arguments) - len(pages)]
        return max(subprocess.call(in_own_namespace([sys.executable, __file__] + flags + [page])) for page in pages)

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
