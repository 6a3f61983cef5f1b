"""What stands between <!-- name --> and <!-- /name -->: tables made from the lessons and from the tests."""

import errno
import os
import re

from pages.limits import EXERCISE_MINUTES
from pages.page import Wrong, head, is_chinese, lesson_pages, lessons, names_of_cases, read, up


def columns(*titles):
    return [f"| {' | '.join(titles)} |", "|---" * len(titles) + "|"]


def row(*cells):
    return f"| {' | '.join(map(str, cells))} |"


def table_of_lessons(page):
    """One row a lesson."""
    rows = (columns("课", "你将学会", "分钟", "教程常讲错的") if is_chinese(page)
            else columns("lesson", "you learn to", "minutes", "what tutorials get wrong"))
    for lesson in lesson_pages(page):
        of = head(lesson)
        rows.append(row(f"[{of['number']} · {of['title']}]({lesson})", of["goal"], of["minutes"], of["correction"]))
    return rows


def schedule(page):
    """What a class needs for each lesson, and in all."""
    chinese = is_chinese(page)
    minute = "分钟" if chinese else "min"
    rows = columns("课", "课文与程序", "练习", "步骤") if chinese else columns("lesson", "page and program", "exercise", "steps")
    total = 0
    for lesson in lesson_pages(page):
        of = head(lesson)
        steps = len(names_of_cases(os.path.join(os.path.dirname(lesson), "exercise_test.cc")))
        total += int(of["minutes"]) + EXERCISE_MINUTES
        rows.append(row(f"[{of['number']} · {of['title']}]({up(page)}{lesson})", f"{of['minutes']} {minute}",
                        f"{EXERCISE_MINUTES} {minute}", steps))
    hours, minutes = divmod(total, 60)
    return rows + [f"| 合计 | {hours} 小时 {minutes} 分钟 | | |" if chinese else f"| in all | {hours} h {minutes} min | | |"]


def wrong_answers(page):
    """Every wrong answer with the rule that a check answers it: in English, as the check prints it."""
    rows = []
    for lesson in lesson_pages(page):
        of = head(lesson)
        rows += ["", f"**{of['number']} · {of['title']}**", ""]
        folder = os.path.join(os.path.dirname(lesson), "answers")
        for name in sorted(os.listdir(folder)):
            if name.startswith("wrong_"):
                rule = read(os.path.join(folder, name)).split("\n")[0].removeprefix("// check says: ").strip()
                text = name[len("wrong_") : -len(".cc")].replace("_", " ")
                rows.append(f"- [{text}]({up(page)}{folder}/{name}): {rule}")
    return rows + [""]


ERRORS = "tests/pages/errors"
CALLS = ("ftok", "msgget", "msgsnd", "msgrcv", "msg_copy", "msgctl", "any_call")  # its files, in the order of the page
ERROR = re.compile(r'''// lesson: (?P<lessons>[\d -]+)
// do: (?P<do>.*?)
TEST_CASE\("(?P<call>[^"]+) (?P<errno>E[A-Z0-9]+): (?P<when>[^"]+)"\) {\n(?P<body>.*)''', re.S)


def error_rows():
    """A dictionary for each test case in ERRORS; provoke.h there says how they are written."""
    files = [f"{call}.cc" for call in CALLS]
    if sorted(files) != sorted(name for name in os.listdir(ERRORS) if name.endswith(".cc")):
        raise Wrong(f"{ERRORS}: CALLS in tools/pages/tables.py names other files")
    return [case for file in files for case in error_rows_of(f"{ERRORS}/{file}")]


def error_rows_of(path):
    """The same for one file."""
    begin, *parts = re.split(r"^(?=// lesson: )", re.sub(r'"\n\s*"', "", read(path)), flags=re.M)
    rows = []
    for part in parts:
        found = ERROR.match(part.replace("TEST_CASE(\n    ", "TEST_CASE("))
        if "TEST_CASE(" in begin or part.count("TEST_CASE(") != 1 or not found:
            raise Wrong(f"{path}: not as provoke.h says:\n{part}")
        case = found.groupdict()
        if not hasattr(errno, case["errno"]) or case["errno"] not in case["body"]:
            raise Wrong(f"{path}: this does not check {case['errno']}:\n{part}")
        case["do"] = " ".join(case["do"].replace("\n//", "").split())
        case["lessons"] = case["lessons"].replace("-", "").split()
        rows.append(case)
    return rows


def errors_by_number(page):
    """What perror(3) says of each errno, and which calls give it."""
    calls = {}
    for case in error_rows():
        call = case["call"] if case["call"] == "any call" else case["call"].split()[0]
        calls.setdefault(getattr(errno, case["errno"]), {})[call] = True
    rows = columns("编号", "errno", "英文说明", "来自") if is_chinese(page) else columns("number", "errno", "in words", "from")
    for number in sorted(calls):
        names = ", ".join(calls[number])
        rows.append(row(number, errno.errorcode[number], os.strerror(number),
                        names.replace("any call", "任何调用") if is_chinese(page) else names))
    return rows


def errors(page):
    """A table for each call."""
    pages = {lesson.split("/")[1][:2]: lesson + "/README.md" for lesson in lessons()}
    lines, call = [], None
    for case in error_rows():
        for lesson in case["lessons"]:
            if case["errno"] not in read(pages.get(lesson, os.devnull)):
                raise Wrong(f"{ERRORS}: {case['call']} {case['errno']}: lesson {lesson} does not show it")
        if case["call"] != call:
            call = case["call"]
            lines += ["", f"### {call}", ""] + columns("errno", "when", "what to do", "lesson")
        links = ", ".join(f"[{lesson}]({up(page)}{pages[lesson]})" for lesson in case["lessons"])
        lines.append(f"| {case['errno']} | {case['when']} | {case['do']} | {links} |")
    return lines + [""]


def claims_of_limits(_):
    return [f"- {name}" for name in names_of_cases("tests/pages/limits_test.cc")]


LANGUAGES = "tests/interop/languages.cc"
CELL = re.compile(r"(?P<sender>.+) to (?P<receiver>.+): (?P<result>.+)")


def languages(_):
    """Who can talk to whom: a row for each sender, a column for each receiver, a test case for each cell."""
    cells = {}
    for name in names_of_cases(LANGUAGES):
        found = CELL.fullmatch(name)
        if not found:
            raise Wrong(f'{LANGUAGES}: "{name}" is not "SENDER to RECEIVER: what comes of it"')
        cells.setdefault(found["sender"], {})[found["receiver"]] = found["result"]
    receivers = list(next(iter(cells.values())))
    for sender, results in cells.items():
        if list(results) != receivers:
            raise Wrong(f"{LANGUAGES}: {sender} must have a test case for each of {receivers}, in this order")
    return columns("from ↓ to →", *receivers) + [row(sender, *results.values()) for sender, results in cells.items()]


GENERATED = {"lessons": table_of_lessons, "schedule": schedule, "wrong answers": wrong_answers,
             "errors by number": errors_by_number, "errors": errors, "limits": claims_of_limits,
             "languages": languages}

# Sentences, which a Chinese page has in Chinese: a person writes them, and translation.py counts them.
TRANSLATED = ("errors", "limits", "languages")
