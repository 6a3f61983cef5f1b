"""Which answers are alike: not a proof of anything, but where to look."""

import itertools
import re

FEWEST_LINES = 6  # of somebody's own: shorter answers are alike because there is only one way
LEAST_SHARED = 0.8  # of the lines of both together, how many both have


def _own_lines(code, starter):
    """What was written besides the starter, without comments, blanks and indentation."""
    return _lines(code) - _lines(starter)


def _lines(code):
    text = code.decode("utf-8", "replace")
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S)
    lines = (re.sub(r"\s+", "", line) for line in text.splitlines())
    return {line for line in lines if len(line) > 3}


def is_untouched(code, starter):
    return _lines(code) == _lines(starter)


def pairs(answers, course):
    """Sentences. answers: student -> lesson -> code."""
    found = []
    for lesson in course.lessons:
        starter = course.starters[lesson]
        own = {student: _own_lines(codes[lesson], starter) for student, codes in answers.items() if lesson in codes}
        own["the solution"] = _own_lines(course.solution(lesson), starter)
        for (one, lines), (other, others) in itertools.combinations(own.items(), 2):
            if min(len(lines), len(others)) < FEWEST_LINES:
                continue
            share = len(lines & others) / len(lines | others)
            if share >= LEAST_SHARED:
                found.append(f"{lesson}: {one} and {other} share {share:.0%} of the lines that the starter does not have")
    return found
