"""The form of a lesson's page: its parts and their order, its length, and what is told of the lesson's tests."""

import os
import re

from pages import limits
from pages.page import Wrong, head, names_of_cases, read

HEADINGS = ["The question", "Run it", "Look inside", "Break it", "In the kernel", "Your turn", "What you learned", "Next"]


def part(text, heading):
    """The lines under a heading."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0].split("\n")


def names_in(page, file):
    return names_of_cases(os.path.join(os.path.dirname(page), file))


def check_claims(page, text):
    """Each point under "What you learned" is the name of a test case, in the order of lesson_test.cc."""
    points = [line[2:] for line in part(text, "What you learned") if line.startswith("- ")]
    names = names_in(page, "lesson_test.cc")
    for point in points:
        if point not in names:
            raise Wrong(f'"{point}" is no test case of lesson_test.cc')
    if points != [name for name in names if name in points] or not 4 <= len(points) <= 6:
        raise Wrong("what you learned must be four to six test cases, in the order of lesson_test.cc")


def check_turn(page, text):
    """The numbered list holds the names of the exercise's steps; three hints; three mistakes, each a wrong answer."""
    steps = [name.replace("step ", "", 1).replace(":", ".", 1) for name in names_in(page, "exercise_test.cc")]
    lines = part(text, "Your turn")
    if [line for line in lines if line[:1].isdigit()] != steps:
        raise Wrong("the steps under Your turn must be:\n" + "\n".join(steps))
    if sum("<summary>Hint " in line for line in lines) != 3:
        raise Wrong("there must be three hints")
    if sum(bool(re.match(r"- \[[^]]*\]\(answers/wrong_\w+\.cc\): ", line)) for line in lines) != 3:
        raise Wrong("there must be three common mistakes: - [words](answers/wrong_name.cc): what is believed, and what comes of it")


def check_lesson_page(page):
    text = read(page)
    if re.findall(r"^## (.*)", text, re.M) != HEADINGS:
        raise Wrong(f"its headings must be: {', '.join(HEADINGS)}")
    if len(head(page)["words"]) > limits.MOST_NEW_WORDS:
        raise Wrong(f"it may have {limits.MOST_NEW_WORDS} new words")
    if text.count("\n") > limits.MOST_LINES_OF_LESSON:
        raise Wrong(f"it has {text.count(chr(10))} lines, and may have {limits.MOST_LINES_OF_LESSON}")
    if "\n```cpp " not in text:
        raise Wrong("it quotes no line of code")
    if "head > " not in text and "\n```mermaid\n" not in text:
        raise Wrong("it has no picture of a queue")
    check_turn(page, text)
    check_claims(page, text)
    if not 1 <= "\n".join(part(text, "Next")).count("`man ") <= 3:
        raise Wrong("under Next there must be one to three manual pages")
