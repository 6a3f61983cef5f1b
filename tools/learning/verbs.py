"""What ./learn can do, a function for each verb. They return the exit status."""

import difflib
import os
import pathlib
import re
import shlex
import subprocess
import time

from learning import bazel, messages, remembered, show, speech
from learning.lesson import ROOT, lessons, trouble_with_git
from learning.speech import say


FIRST_LESSONS = ord("A")  # the project ID of lesson 01's key, which is its first byte


def lesson_of(word):
    if re.fullmatch(r"[0-9]{1,4}", word):
        for lesson in lessons():
            if lesson.number == int(word):
                return lesson
    raise speech.Stop(messages.NO_SUCH_LESSON, word=word)


def tell_of_first_build():
    if not bazel.has_built():
        say(messages.FIRST_BUILD)


def verdict_on(lesson):
    """Bazel's verdict; while it works, the terminal says so. Throws bazel.Failed."""
    tell_of_first_build()
    speech.busy(lesson.title())
    try:
        return bazel.check(lesson)
    finally:
        speech.not_busy()


def find_fault(lesson, everything=False):
    """Lines that say why the exercise is not green yet; none if it is."""
    if problem := lesson.problem():
        return [speech.text(problem, file=lesson.exercise_shown, number=lesson.number)]
    try:
        verdict = verdict_on(lesson)
    except bazel.Failed as failed:
        return [speech.text(messages.BAZEL_FAILED), str(failed).rstrip()]
    if not verdict.green:
        return show.fault(lesson, verdict, everything)
    if verdict.compiler:  # it warns; that is said, and is no fault
        print(show.coloured(verdict.compiler.rstrip()), flush=True)
    return []


def next_step(lesson, everything=False):
    """Like find_fault; of an exercise that is as it was, only where to begin."""
    if not lesson.problem() and lesson.is_untouched():
        return show.beginning(lesson)
    return find_fault(lesson, everything)


def first_not_green(told, everything):
    """The first exercise that is not green, and its fault; (None, []) if all are. Says which are green, but for those
    that were told already."""
    for lesson in lessons():
        if fault := next_step(lesson, everything):
            return lesson, fault
        if lesson.name not in told:
            say(messages.GREEN, title=lesson.title())
            told.add(lesson.name)
    say(messages.ALL_GREEN, files="lessons/*/answers/wrong_*.cc")
    return None, []


def all_in_order(everything=False):
    _, fault = first_not_green(set(), everything)
    if not fault:
        return 0
    print(*fault, sep="\n", flush=True)
    return 1


def one(lesson, everything=False):
    if fault := find_fault(lesson, everything):
        print(*fault, sep="\n", flush=True)
        return 1
    say(messages.COMPARE, title=lesson.title(), solution=f"lessons/{lesson.name}/answers/solution.cc",
        number=lesson.number)
    later = [other.page_shown for other in lessons() if other.number > lesson.number]
    if later:
        say(messages.NEXT_LESSON, page=later[0])
    else:
        say(messages.NEXT)
    return 0


def red_step(lesson):
    """Which step to hint at: 0 if that cannot be known."""
    if lesson.problem():
        return 0
    try:
        verdict = verdict_on(lesson)
    except (bazel.Failed, speech.Stop):
        return 0
    if verdict.green:
        raise speech.Stop(messages.NOTHING_TO_HINT_AT, title=lesson.title())
    return verdict.steps[0].number if verdict.steps else 0


def hint(lesson, word=""):
    hints = lesson.hints()
    shown = remembered.hints_shown(lesson)
    if word:
        if not re.fullmatch(r"[0-9]{1,4}", word) or not 1 <= int(word) <= len(hints):
            raise speech.Stop(messages.WHICH_HINT, total=len(hints), number=lesson.number)
        number, rest = int(word), []
    else:
        step = red_step(lesson)
        suitable = [i for i, (steps, _) in enumerate(hints, 1) if not steps or not step or step in steps]
        left = [i for i in suitable if i not in shown]
        if not left:
            say(messages.NO_MORE_HINTS, number=lesson.number, page=lesson.page_shown)
            return 0
        number, *rest = left
    is_remembered = remembered.add_hint(lesson, number)
    print(speech.strong(speech.text(messages.HINT, hint=number, total=len(hints))))
    print(hints[number - 1][1])
    say(messages.EDIT_AND_CHECK, file=lesson.exercise_shown, number=lesson.number)
    if rest:
        say(messages.ONE_MORE_HINT, words=lesson.number if is_remembered else f"{lesson.number} {rest[0]}")
    return 0


def watch(everything=False):
    """Checks whenever a file was saved, and prints only what is new."""
    before, told, last, away = None, set(), None, 0
    while True:
        now = {lesson.name: seen(lesson.exercise) for lesson in lessons()}
        gone = [lesson for lesson in lessons() if not now[lesson.name]]
        away = away + 1 if gone else 0
        if away == 5:  # an editor that saves takes a moment
            say(messages.WAITING_FOR, file=gone[0].exercise_shown, number=gone[0].number)
        if now == before or gone:
            time.sleep(0.4)
            continue
        before = now
        lesson, fault = first_not_green(told, everything)
        if not fault:
            return 0
        told = {name for name in told if name < lesson.name}
        if fault == last:
            say(messages.SAME_AS_BEFORE, title=lesson.title())
        else:
            print(*fault, sep="\n", flush=True)
            say(messages.WATCHING, file=lesson.exercise_shown)
        last = fault


def seen(path):
    try:
        found = path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns
    except OSError:
        return None


def reset(lesson):
    file = lesson.exercise_shown
    starter = lesson.starter()
    if starter is None:
        raise speech.Stop(messages.CANNOT_RESET, file=file,
                          reason=trouble_with_git() or speech.text(messages.NO_CLONE))
    if not lesson.problem() and lesson.is_untouched():
        say(messages.IS_AS_IT_WAS, file=file)
        return 0
    kept = lesson.exercise.with_name("exercise.cc.mine")
    count = 2
    while os.path.lexists(kept):
        kept = kept.with_name(f"exercise.cc.mine{count}")
        count += 1
    worth_keeping = os.path.lexists(lesson.exercise) and lesson.problem() != messages.IS_EMPTY
    new = lesson.exercise.with_name(f".exercise.cc.{os.getpid()}")
    try:
        new.write_bytes(starter)
        if worth_keeping:
            lesson.exercise.rename(kept)
        new.replace(lesson.exercise)
    except OSError as error:
        raise speech.Stop(messages.CANNOT_WRITE, file=file, reason=error.strerror,
                          root=shlex.quote(str(ROOT))) from error
    remembered.forget_hints(lesson)
    if worth_keeping:
        say(messages.WAS_KEPT, file=file, command=f"mv lessons/{lesson.name}/{kept.name} {file}")
    else:
        say(messages.WAS_RESET, file=file)
    return 0


def diff(lesson):
    if lesson.problem() or lesson.is_untouched() or find_fault(lesson):
        raise speech.Stop(messages.NOT_GREEN_YET, number=lesson.number)
    mine, solution = [path.read_text("utf-8", "replace").splitlines()
                      for path in (lesson.exercise, lesson.folder / "answers/solution.cc")]
    found = list(difflib.unified_diff(mine, solution, speech.text(messages.YOURS), speech.text(messages.SOLUTION),
                                      lineterm=""))
    if found:
        print(*found, sep="\n")
    else:
        say(messages.TO_THE_LETTER)
    return 0


def list_all():
    begun = [lesson for lesson in lessons() if lesson.problem() or not lesson.is_untouched()]
    to_check = [lesson for lesson in begun if not lesson.problem()]
    if to_check:
        tell_of_first_build()
    speech.busy("./learn list")
    try:
        green = bazel.green_ones(to_check)
    except bazel.Failed as failed:
        say(messages.BAZEL_FAILED)
        print(str(failed).rstrip())
        return 1
    finally:
        speech.not_busy()
    begun_names = {lesson.name for lesson in begun}
    for lesson in lessons():
        message = messages.LISTED_GREEN if lesson.name in green else \
            messages.LISTED_NOT_YET if lesson.name in begun_names else messages.LISTED_UNCHANGED
        say(message, title=lesson.title())
    say(messages.NEXT)
    return 0


def clean():
    """Removes the queues whose keys are ftok's of the folders in which lesson 01 may have been run, with 'A'."""
    places = {ROOT, bazel.workspace(), ROOT / "lessons", *(lesson.folder for lesson in lessons())}
    before, told = queues(), set()
    for place in sorted(places):
        status = place.stat()
        key = FIRST_LESSONS << 24 | (status.st_dev & 0xFF) << 16 | status.st_ino & 0xFFFF
        if key in before and key not in told:
            told.add(key)
            removed = subprocess.run(["ipcrm", "-Q", f"{key:#x}"], capture_output=True, check=False).returncode == 0
            say(messages.REMOVED if removed else messages.NOT_REMOVED, key=f"{key:#x}", folder=place)
    for key, user in before.items():  # of another copy of the course, or of the folder common/
        if user == os.geteuid() and key >> 24 == FIRST_LESSONS and key not in told:
            told.add(key)
            say(messages.MADE_ELSEWHERE, key=f"{key:#x}")
    if not told:
        say(messages.NONE_LEFT)
    if before.keys() - told:
        say(messages.OTHER_QUEUES)
    return 0


def queues():
    """The keys of this machine's queues, and whose they are."""
    try:
        lines = pathlib.Path("/proc/sysvipc/msg").read_text("ascii").splitlines()[1:]
    except OSError:
        return {}
    fields = [line.split() for line in lines]
    return {int(field[0]) & 0xFFFFFFFF: int(field[7]) for field in fields}
