"""What a check found out: its JUnit report, which common/testing/reporter.cc writes, and its last words."""

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree


@dataclass
class Failure:
    rule: str = ""  # which rule of the exercise is broken
    words: str = ""  # a crash, an exception, a sleep without end: what the check says of it
    place: str = ""  # file:line
    expression: str = ""
    values: str = ""  # the expression with values in it
    must_be_false: bool = False
    logged: str = ""  # a picture, say


@dataclass
class Step:
    name: str  # "step 2: the queue is there already"
    failures: list[Failure] = field(default_factory=list)

    @property
    def number(self):
        return int(re.search(r"\d+", self.name)[0])


def _failure(element):
    rule = element.get("message", "").strip().removeprefix("rule: ")
    text = (element.text or "").strip()
    if element.tag == "error":
        return Failure(rule, words="" if text == "unfinished" else text)
    text, _, logged = text.partition("\nlogged:\n")
    place, expression, values = (text.split("\n", 2) + ["", ""])[:3]
    if values.startswith("THREW exception: "):
        return Failure(rule, words=values, place=place, expression=expression, logged=logged)
    return Failure(rule, "", place, expression, values, element.get("type", "").endswith("FALSE"), logged)


def steps_of(path):
    """The steps that were begun, in their order; none if there is no report."""
    try:
        with open(path, "rb") as file:
            root = ElementTree.fromstring(file.read().decode("utf-8", "replace"))
    except (OSError, ElementTree.ParseError):
        return []
    return [Step(case.get("name", ""), [_failure(child) for child in case])
            for case in root.iter("testcase") if case.get("name", "").startswith("step ")]


def last_words(text):
    """Whoever supervises the check speaks last: of a child that was left behind, of an exit() in the middle."""
    lines = [line.strip() for line in without_colour(text).splitlines() if line.strip()]
    return lines[-1] if lines and not re.match(r"\[doctest\]|[-=]+$", lines[-1]) else ""


def without_colour(text):
    return re.sub(r"\x1b\[[0-9;]*[mK]", "", text)
