"""What a page consists of. Paths are relative to the root of the course, where all of this runs."""

import os
import re

CHINESE = ".zh-CN"
REPAIR = "bazel run //tools:docs"


class Wrong(Exception):
    """What is wrong with a page, in a line that says how to mend it."""


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        raise Wrong(f"there is no {path}") from None


def is_chinese(page):
    return page.endswith(CHINESE + ".md")


def in_english(page):
    return page.replace(CHINESE + ".md", ".md")


def in_chinese(page):
    return page[: -len(".md")] + CHINESE + ".md"


def up(page):
    """From the page's folder to the root."""
    return "../" * page.count("/")


def join(lines):
    """One line of several: with a space, but for lines that end in Chinese."""
    return re.sub(r"(?<=[^\x00-\x7f·])\n", "", lines.strip()).replace("\n", " ")


FENCE = re.compile(r"^(```.*)\n((?:.*\n)*?)```$", re.M)


def prose(text):
    """The text with <block> in place of each fenced block."""
    return FENCE.sub("<block>", text)


def sections(text):
    """Pairs (heading, text up to the next heading); the first one is what comes before the title."""
    parts = re.split(r"^(#+ .*)\n", prose(text), flags=re.M)
    return list(zip([""] + parts[1::2], parts[::2]))


def anchors(text):
    """As GitHub makes them of the headings."""
    found = []
    for heading, _ in sections(text)[1:]:
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading.lstrip("# ")).lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        found.append(slug if slug not in found else f"{slug}-{found.count(slug)}")
    return found


HEADS = {
    False: re.compile(
        r"# (?P<number>\d\d) · (?P<title>.*)\n\n"
        r"\*\*Goal:\*\* (?P<goal>[^·]*?)\s·\s\*\*You need:\*\* (?P<need>[^·]*(?:·[^·*]*)?)\s·\s"
        r"\*\*New words:\*\* (?P<words>[^·]*?)\s·\s\*\*(?P<minutes>\d+) min\*\*\s·\s\[中文\]\(README.zh-CN.md\)\n\n"
        r"\*\*Tutorials get wrong:\*\* (?P<correction>(?:.+\n)+)\n## "),
    True: re.compile(
        r"<!-- README.md \w+ -->\n# (?P<number>\d\d) · (?P<title>.*)\n\n"
        r"\*\*目标：\*\*(?P<goal>[^·]*?)\s·\s\*\*前提：\*\*(?P<need>[^·]*(?:·[^·*]*)?)\s·\s"
        r"\*\*新词：\*\*(?P<words>[^·]*?)\s·\s\*\*(?P<minutes>\d+) 分钟\*\*\s·\s\[English\]\(README.md\)\n\n"
        r"\*\*教程常讲错的：\*\*(?P<correction>(?:.+\n)+)\n## "),
}


def head(page):
    """Number, title, goal, need, words (a list), minutes and correction, from a lesson's first lines."""
    found = HEADS[is_chinese(page)].match(read(page))
    if not found:
        raise Wrong(f"{page} must begin as the other lessons' pages do: title, goal, need, new words, minutes, correction")
    parts = {name: join(text) for name, text in found.groupdict().items()}
    parts["words"] = [word.strip() for word in re.split("[,、]", parts["words"])]
    return parts


def lessons():
    """The folders of the lessons."""
    return [f"lessons/{name}" for name in sorted(os.listdir("lessons")) if os.path.exists(f"lessons/{name}/README.md")]


def lesson_pages(like):
    """The pages of all lessons in the language of the page `like`."""
    return [f"{lesson}/{'README.zh-CN.md' if is_chinese(like) else 'README.md'}" for lesson in lessons()]


def names_of_cases(path):
    """The names of the test cases; clang-format may have broken a long one into several literals."""
    literals = re.findall(r'^TEST_CASE\(\s*((?:"[^"]*"\s*)+)\)', read(path), re.M)
    return [re.sub(r'"\s*"', "", literal.strip()).strip('"') for literal in literals]
