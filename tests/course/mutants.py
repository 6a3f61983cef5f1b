#!/usr/bin/env python3
"""How many mistakes that a machine makes the checks find: tests/course/mutants.py [LESSON...]

Changes each solution in one place: an operator, a constant, a flag, an errno, a select, a string, a line left out. A
mutant that compiles must lose a point, or stand in equal_mutants.txt with the reason why it is as right as the solution.
Prints the survivors and the score; exit status 1 if there is a survivor without a reason. Works on a copy, in
tools/grade's sandbox.
"""

import concurrent.futures
import os
import pathlib
import re
import sys
from dataclasses import dataclass

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
# pylint: disable=wrong-import-position
from copy_of_course import ROOT, copy_of_course, run
from grading import sandbox
from grading.course import Course

EQUAL = pathlib.Path(__file__).with_name("equal_mutants.txt")
ALL_LESSONS = sorted(path.parent.name for path in ROOT.glob("lessons/*/exercise_test.cc"))

# What stands there -> what it becomes. A word may become several others, one at a time.
OPERATORS = {"==": ["!=", "<=", ">="], "!=": ["==", "<", ">"], "<=": ["<"], ">=": [">"], "<": ["<=", ">"], ">": [">=", "<"], "+": ["-"],
             "-": ["+"], "*": ["/"], "/": ["*"], "%": ["*"], "&&": ["||"], "||": ["&&"], "++": ["--"], "+=": ["-="], "!": [""]}
WORDS = {"true": ["false"], "false": ["true"], "IPC_NOWAIT": ["0"], "IPC_CREAT": ["0"], "IPC_EXCL": ["0"],
         "IPC_RMID": ["IPC_STAT"], "IPC_STAT": ["IPC_RMID"], "MSG_NOERROR": ["0"], "MSG_EXCEPT": ["0"],
         "lowest_up_to": ["exactly", "except"], "exactly": ["lowest_up_to", "except"], "any()": ["exactly(1)"],
         "try_receive": ["receive"], "try_send": ["send"], "min": ["max"], "max": ["min"], "continue": ["break"],
         "break": ["continue"], "if": ["while"], "while": ["if"], "LONG_MAX": ["INT_MAX"], "long": ["int"],
         "strtoll": ["strtol"], "strlen": ["sizeof"], "size": ["capacity"]}
ERRNOS = ["EACCES", "EAGAIN", "EEXIST", "ENOENT", "EINTR", "EINVAL", "EIDRM", "ENOMSG", "E2BIG", "ENOSPC"]
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|[A-Za-z_]\w*(?:\(\))?|\d[\w.\']*|->|::|&&|\|\||\+\+|--|[-+*/%&|<>=!]=?|.',
                   re.S)


@dataclass
class Mutant:
    lesson: str
    line: str  # as it was
    becomes: str  # as it is; "" if it was left out
    code: str

    def __str__(self):
        return f"{self.lesson}: {self.line} -> {self.becomes or '(left out)'}"


def replacements(token):
    if token.startswith("//"):
        return []
    if token.startswith('"'):
        return ['""', token[:-2] + '"'] if len(token) > 2 and token[-2] != "\\" and token[-3] != "\\" else []
    if re.fullmatch(r"\d+", token):
        number = int(token, 8) if token.startswith("0") and token != "0" else int(token)
        return [str(number + 1)] + ([str(number - 1)] if number > 0 else [])
    if token in ERRNOS:
        place = ERRNOS.index(token)
        return [ERRNOS[(place + 1) % len(ERRNOS)], ERRNOS[(place + 4) % len(ERRNOS)], "0"]
    return OPERATORS.get(token, WORDS.get(token, WORDS.get(token.removesuffix("()"), [])))


def mutants_of(lesson):
    code = (ROOT / "lessons" / lesson / "answers" / "solution.cc").read_text("utf-8")
    begin, end = code.index("// TODO"), code.index("// end TODO")
    begin = code.index("\n", begin)
    seen = set()

    def mutant(at, old, new):
        changed = code[:at] + new + code[at + len(old) :]
        line_begin, line_end = code.rindex("\n", 0, at) + 1, code.index("\n", at)
        line = " ".join(code[line_begin:line_end].split())
        becomes = " ".join((code[line_begin:at] + new + code[at + len(old) : line_end]).split())
        if changed in seen or changed == code:
            return None
        seen.add(changed)
        return Mutant(lesson, line, becomes, changed)

    found = []
    for match in TOKEN.finditer(code, begin, end):
        # The words of an exception, which no contract promises.
        if match[0].startswith('"') and re.search(r"\bfail(?:_unless)?\([^;]*$|_error\{$", code[: match.start()][-80:]):
            continue
        found += [mutant(match.start(), match[0], new) for new in replacements(match[0])]
    at = begin + 1
    for line in code[begin + 1 : end].splitlines(keepends=True):
        if line.rstrip().endswith(";") and not re.match(r"\s*(?:using|namespace)\b", line):
            changed = code[:at] + code[at + len(line) :]
            found.append(Mutant(lesson, " ".join(line.split()), "", changed))
        at += len(line)
    return [one for one in found if one]


def reasons():
    """The mutants that are known to be right -> why."""
    lines = [line for line in EQUAL.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("  # ", 1) for line in lines)


def main(lessons):
    if unknown := [lesson for lesson in lessons if lesson not in ALL_LESSONS]:
        sys.exit(f"lessons/{unknown[0]} has no exercise. Give names such as 04_receive_types")
    if words := sandbox.why_not():
        sys.exit(words)
    lessons = lessons or ALL_LESSONS
    known = reasons()
    survivors = total = equal = 0
    with copy_of_course("mutants-", "/var/tmp") as folder:
        folder.parent.chmod(0o755)
        course = Course(folder, lessons)
        for lesson in lessons:
            if failed := course.unproven(lesson):
                sys.exit(f"Here even the solution of {lesson} fails in \"{failed.step}\", so its mutants prove nothing:\n"
                         f"{failed.message}")
            mutants = mutants_of(lesson)
            with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
                judged = list(pool.map(lambda one: course.judge(one.lesson, one.code.encode()), mutants))
            compiled = killed = 0
            for one, verdicts in zip(mutants, judged):
                if verdicts[0].message.startswith("does not compile"):
                    continue
                compiled += 1
                if any(not verdict.points for verdict in verdicts):
                    killed += 1
                elif str(one) in known:
                    equal += 1
                else:
                    survivors += 1
                    print(f"survives: {one}", flush=True)
            total += compiled
            print(f"{lesson}: {killed} of {compiled} mutants are rejected ({len(mutants) - compiled} do not compile)", flush=True)
    print(f"{total - survivors - equal} of {total - equal} are rejected, besides {equal} that are as right as the solution")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(run(lambda: main(sys.argv[1:])))
