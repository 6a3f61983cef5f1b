"""Chinese pages, README.zh-CN.md beside README.md, say what the English ones say.

The first line, <!-- README.md 0123456789ab -->, is the hash of the English text that the Chinese one renders:
if the English changes, the Chinese is stale until somebody has read both again. Code and output are the same in
both and need no such care: they are compared, and repaired.
"""

import hashlib
import os
import re

from pages.links import targets
from pages.page import CHINESE, FENCE, REPAIR, Wrong, in_chinese, in_english, join, prose, read, sections
from pages.tables import GENERATED, TRANSLATED
from pages.words import GLOSSARY, check_chinese_words

MADE = re.compile(r"<!-- (%s) -->.*?<!-- /\1 -->" % "|".join(set(GENERATED) - set(TRANSLATED)), re.S)


def stamp_of(english):
    """Of what a translator translates: neither blocks nor what is generated in both languages."""
    return hashlib.sha256(MADE.sub("", prose(read(english))).encode()).hexdigest()[:12]


def first_line(page):
    english = in_english(page)
    return f"<!-- {os.path.basename(english)} {stamp_of(english)} -->"


def stamp(page):
    """The text of the page with a first line that says: somebody has just compared it with the English."""
    return re.sub(r"\A<!-- .* -->", first_line(page), read(page))


def with_english_blocks(page):
    """The lines of the page, with the blocks of the English one."""
    blocks = [found[0] for found in FENCE.finditer(read(in_english(page)))]
    text = read(page)
    if len(FENCE.findall(text)) != len(blocks):
        raise Wrong(f"it must have {len(blocks)} fenced blocks, as {in_english(page)} has")
    return FENCE.sub(lambda _: blocks.pop(0), text)


MARK = re.compile(r"\s*(- |\d+\. |<block>|</?details>|<summary>|<!-- /?[a-z ]+ -->)")
BORDER = re.compile(r"(?<!\\)[|]")


def shape(text):
    """What a section is made of, but for its sentences."""
    found = []
    for line in MADE.sub("", text).split("\n"):
        if line.startswith("|"):
            found.append(f"a row of {len(BORDER.findall(line)) - 1}")
        elif mark := MARK.match(line):
            found.append(re.sub(r"\d+", "1", mark[1]).strip())
    return found


def check_shape(heading, english, title, chinese):
    there, here = shape(english) + ["the end"], shape(chinese) + ["the end"]
    for left, right in zip(there, here):
        if left != right:
            raise Wrong(f'under "{title}" the parts are not those of "{heading}": there {left}, here {right}')
    if heading.partition(" ")[0] != title.partition(" ")[0]:
        raise Wrong(f'"{title}" must have as many # as "{heading}"')


CODE = re.compile(r"`[^`]+`")
CAPITALS = re.compile(r"\b[A-Z][A-Z0-9_]{2,}\b", re.ASCII)
NUMBER = re.compile(r"\b(?:[1-9]\d+|0\d{3})\b", re.ASCII)  # not 01, which is 第 1 课


def check_facts(heading, english, chinese):
    """What a translation must not lose: code, names in capitals, numbers, links."""
    code, there = (set(map(join, CODE.findall(text))) for text in (chinese, english))
    for what in there - code:
        raise Wrong(f'under "{heading}" the English has {what}')
    for what in code - there:
        raise Wrong(f'under "{heading}" the English does not have {what}')
    for pattern in CAPITALS, NUMBER:
        for what in set(pattern.findall(english)) - set(pattern.findall(chinese)):
            raise Wrong(f'under "{heading}" the English has {what}')
    check_paths(heading, {path_of(target) for target in targets(english)}, {path_of(target) for target in targets(chinese)})
    for there, here in zip(first_cells(english), first_cells(chinese)):
        if set(CODE.findall(there) + CAPITALS.findall(there)) - set(CODE.findall(here) + CAPITALS.findall(here)):
            raise Wrong(f'under "{heading}" there is a row "{here}" where the English has "{there}"')


def path_of(target):
    return target.partition("#")[0]


def check_paths(heading, english, chinese):
    """The same links, but from Chinese pages to Chinese pages."""
    for path in english:
        if path.endswith(CHINESE + ".md"):  # the link to this page
            continue
        here = in_chinese(path) if path.endswith(".md") and "://" not in path else path
        if here not in chinese:
            raise Wrong(f'under "{heading}" the English links to {path}: link to {here}')


def first_cells(text):
    """Of each table's rows, without their heads."""
    return re.findall(r"^\| *([^|]*?) *\|(?!---).*$(?!\n\|---)", text, re.M)


def check_translation(page):
    english = in_english(page)
    text, original = read(page), read(english)
    if text.split("\n")[0] != first_line(page):
        raise Wrong(f"{english} has changed. Bring this page up to date, then: {REPAIR} -- --stamp {page}")
    if bold := re.search(r"\*\*[^*\n]+[：。，；）]\*\*(?=\w)", text):
        raise Wrong(f"GitHub shows the stars of {bold[0]}: put a space behind it")
    if f"[中文]({os.path.basename(page)})" not in original or f"[English]({os.path.basename(english)})" not in text:
        raise Wrong(f"each of {english} and {page} must link to the other at the top")
    there, here = sections(original), sections(text)
    if len(there) != len(here):
        raise Wrong(f"it must have {len(there) - 1} headings, as {english} has")
    for (heading, before), (title, after) in zip(there, here):
        check_shape(heading, before, title, after)
        check_facts(title, MADE.sub("", before), MADE.sub("", after))
    if english == GLOSSARY and first_cells(original) != first_cells(text):
        raise Wrong(f"its first column must be that of {english}")
    check_chinese_words(page)
