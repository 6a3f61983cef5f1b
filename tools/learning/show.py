"""A verdict in words, as lines: what to do first stands first."""

import re

from learning import bazel, messages, speech
from learning.report import without_colour
from learning.speech import text


def beginning(lesson):
    run = bazel.as_typed("run", f"//lessons/{lesson.name}")
    return [text(messages.BEGIN, title=lesson.title(), page=lesson.page_shown, run=run,
                 exercise=lesson.exercise_shown, number=lesson.number)]


def warnings(verdict):
    """What the compiler warns of is said, though the exercise is green; it is no fault."""
    if verdict.compiler:
        print(coloured(verdict.compiler.rstrip()), flush=True)
    return []


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
        failures = [(step, failure) for step in verdict.steps for failure in step.failures]
        lines.append(speech.strong(text(messages.NOT_YET_AT, title=title, step=verdict.steps[0].name)))
        for step, failure in failures if everything else failures[:1]:
            if step != verdict.steps[0]:
                lines += ["", speech.strong(step.name)]
            lines += details(failure, verdict.words)
        if len(failures) > 1 and not everything:
            lines.append(text(messages.MORE_FAILS, number=number))
    if everything and verdict.log:
        lines.append(text(messages.PRINTED, file=verdict.log))
    lines += ["", text(messages.PAGE, file=lesson.page_shown), text(messages.EDIT, file=lesson.exercise_shown)]
    lines.append(text(messages.HINT_OR_CHECK if lesson.hints() else messages.CHECK_AGAIN, number=number))
    return lines


def details(failure, last_words):
    lines = [text(messages.RULE, rule=" ".join(failure.rule.split()))] if failure.rule else []
    if failure.expression:
        lines.append(text(messages.CHECKED, expression=failure.expression))
    if came := came_and_expected(failure):
        lines += [text(messages.CAME, value=came[0] or '""'), text(messages.EXPECTED, value=came[1] or '""')]
    elif failure.values and failure.values != failure.expression:
        lines.append(text(messages.VALUES, values=failure.values))
    if failure.words or not failure.expression:
        lines.append(failure.words or last_words or text(messages.UNFINISHED))
    if failure.logged:
        lines += [f"  {line.strip()}" for line in failure.logged.splitlines()]
    if failure.place:
        lines.append(text(messages.PLACE, place=failure.place))
    return lines


def came_and_expected(failure):
    """CHECK(what_came == what_was_expected), and CHECK(what_came) of a bool."""
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
