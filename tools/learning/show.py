"""A verdict in words, as lines: what to do first stands first."""

import re

from learning import bazel, messages, speech
from learning.report import without_colour
from learning.speech import text


def beginning(lesson):
    run = bazel.as_typed("run", f"//lessons/{lesson.name}")
    return [text(messages.BEGIN, title=lesson.title(), page=lesson.page_shown, run=run,
                 exercise=lesson.exercise_shown, number=lesson.number)]


def fault(lesson, verdict, everything):
    title, number = lesson.title(), lesson.number
    lines = []
    if verdict.compiler:
        whole = coloured(verdict.compiler.rstrip())
        first = whole if verdict.linking or everything else first_error(whole)
        lines += [speech.strong(text(messages.DOES_NOT_COMPILE, title=title)), first]
        if first != whole:
            lines.append(text(messages.MORE_ERRORS, number=number))
    elif not verdict.steps:
        lines += [speech.strong(text(messages.NOT_YET, title=title)), verdict.words or text(messages.UNFINISHED)]
    else:
        lines.append(speech.strong(text(messages.NOT_YET_AT, title=title, step=step_name(lesson, verdict.steps[0]))))
        for step in verdict.steps if everything else verdict.steps[:1]:
            if step != verdict.steps[0]:
                lines += ["", speech.strong(step_name(lesson, step))]
            for failure in step.failures if everything else step.failures[:1]:
                lines += details(failure, verdict.words)
        if sum(len(step.failures) for step in verdict.steps) > 1 and not everything:
            lines.append(text(messages.MORE_FAILS, number=number))
    if everything and verdict.log:
        lines += ["", text(messages.PRINTED, file=verdict.log)]
    lines += ["", text(messages.PAGE, file=lesson.page_shown), text(messages.EDIT, file=lesson.exercise_shown)]
    lines.append(text(messages.HINT_OR_CHECK, number=number))
    return lines


def step_name(lesson, step):
    """In the page's language, where the page has the step."""
    return text(messages.STEP, number=step.number,
                title=lesson.step_titles().get(step.number) or step.name.partition(": ")[2])


def comparison(failure):
    lines = [text(messages.CHECKED, expression=failure.expression)] if failure.expression else []
    if sides := got_and_expected(failure):
        got, expected = sides
        lines += [text(messages.GOT, value=no_exception(failure, got, expected) or got or '""'),
                  text(messages.EXPECTED, value=expected or '""')]
    elif failure.values and failure.values != failure.expression:
        lines.append(text(messages.VALUES, values=failure.values))
    return lines


def details(failure, last_words):
    lines = [text(messages.RULE, rule=" ".join(failure.rule.split()))] if failure.rule else []
    if failure.logged.count("\n") <= 1:  # else it is drawn, and that tells more than what was compared
        lines += comparison(failure)
    if failure.words or not failure.expression:
        lines.append(failure.words or last_words or text(messages.UNFINISHED))
    if failure.logged:
        lines += [f"  {line.rstrip()}" for line in failure.logged.splitlines()]
    if failure.place:
        lines.append(text(messages.PLACE, place=failure.place))
    return lines


def no_exception(failure, got, expected):
    """In words, where one should have come: CHECK(what_it_threw_or_returned == "std::length_error")."""
    if failure.expression.startswith("error_of(") and got == "0":
        return text(messages.NO_EXCEPTION_AT_ALL)
    throws = re.compile(r"(throws|threw) \S|std::\w+_error$")
    if throws.match(expected) and not throws.match(got):
        return text(messages.NO_EXCEPTION, value=got or '""')
    return ""


def got_and_expected(failure):
    """CHECK(got == expected), and CHECK(got) of a bool."""
    if failure.values in ("true", "false"):
        return failure.values, "false" if failure.must_be_false else "true"
    sides = failure.values.split(" == ")
    return sides if len(sides) == 2 and failure.expression.count(" == ") == 1 and not failure.must_be_false else None


def coloured(output):
    return output if speech.colour else without_colour(output)


def first_error(output):
    """The first error with its lines. Before it may stand where it is, behind it its code and its notes."""
    block, is_error, is_open = [], False, False
    for line in output.split("\n"):
        plain = without_colour(line)
        begins = re.match(r"\S.*(: In |: At |: (fatal )?error: |: warning: |required from )|In file included", plain)
        if begins and is_open:  # the lines of a diagnostic have ended
            if is_error:
                break
            block, is_open = [], False
        block.append(line)
        if re.match(r"\S.*: ((fatal )?error|warning): ", plain):
            is_open, is_error = True, ": warning: " not in plain
    return "\n".join(block) if is_error else output
