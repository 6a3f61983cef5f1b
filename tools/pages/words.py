"""Words: each is explained before it is used, stands in the glossary, and has one Chinese form."""

import re

from pages.page import Wrong, head, in_english, is_chinese, join, lessons, prose, read, up

GLOSSARY = "docs/glossary.md"
ROW = re.compile(r"^\| (?!term \|)(?P<term>.+?) \| .+? \| (?P<lesson>.*?) ?\| (?P<chinese>.+?) \|(?P<never>.*)\|$", re.M)


def glossary():
    """The tables, each a list of rows."""
    return [[found.groupdict() for found in ROW.finditer(part)] for part in read(GLOSSARY).split("\n## ")]


def check_glossary(page):
    """Every new word of every lesson is in it, with a link to that lesson; each table is in alphabetical order."""
    tables = glossary()
    links = {row["term"].casefold(): row["lesson"] for table in tables for row in table}
    for lesson in lessons():
        for word in head(lesson + "/README.md")["words"]:
            if f"]({up(page)}{lesson}/README.md)" not in links.get(word.casefold(), ""):
                raise Wrong(f'{page} lacks "{word}", a new word of {lesson}, with a link to it')
    for table in tables:
        terms = [row["term"].casefold() for row in table]
        for term, following in zip(terms, sorted(terms)):
            if term != following:
                raise Wrong(f'{page}: in alphabetical order "{following}" comes before "{term}"')


def plain(text):
    """Only the sentences: no blocks, no code, no links."""
    return re.sub(r"`[^`]*`|\[[^]]*\]\([^)]*\)", " ", prose(text))


def check_no_later_word(page):
    """A lesson uses no word that a later one introduces."""
    text = plain(read(page))
    for lesson in lessons():
        if lesson > page:
            for word in head(lesson + "/README.md")["words"]:
                found = re.search(rf"\b{re.escape(word)}(s|es)?\b", text, re.I)
                if found:
                    raise Wrong(f'"{found[0]}" is a new word of {lesson}, which comes later: use another word here')


def chinese_terms():
    """The Chinese word for each term; what stands in brackets explains it."""
    return {row["term"].casefold(): re.sub("（.*", "", row["chinese"]) for table in glossary() for row in table}


def check_chinese_words(page):
    """It uses no variant that the glossary excludes, and introduces the same words as the English page."""
    text = prose(read(page)) if in_english(page) != GLOSSARY else ""
    for table in glossary():
        for row in table:
            for never in filter(None, map(str.strip, row["never"].split("、"))):
                if never in text:
                    raise Wrong(f'"{never}": for "{row["term"]}" the glossary has "{row["chinese"]}"')
    if page.startswith("lessons/"):
        terms = chinese_terms()
        words = [terms[word.casefold()] for word in head(in_english(page))["words"]]
        if head(page)["words"] != words:
            raise Wrong(f"the new words must be {'、'.join(words)}")
