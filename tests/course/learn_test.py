#!/usr/bin/env python3
"""./learn as a learner uses it, and then with bad luck (bad_luck.py): tests/course/learn_test.py

Works on copies of the last commit, each cut down to two lessons. Not run by Bazel, because it runs Bazel itself. As
root it tries some of it as an ordinary user too.
"""

import ctypes
import os
import pathlib
import pty
import re
import shutil
import signal
import string
import subprocess
import sys
import tempfile
import threading
import time
import types

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

# pylint: disable=wrong-import-position
from learning import bazel, doctor, lesson, messages, remembered, report, show, speech, verbs
import bad_luck
import learn
import learner
from learner import EXERCISE, EXERCISE_2, FIRST, SECOND, Copy, case, output_of

ANSWER = """#include <signal.h>
#include <unistd.h>
#include "lessons/01_create_queue/exercise.h"
Opened open_or_create(msgq::Key key) {
  %s;
  return {msgq::Queue::open_or_create(key), true};
}
"""
LEAVES_A_CHILD = """
  static const bool once = fork() != 0 || pause() != 0;
  (void)once;
  for (;;) {"""


def messages_are_whole():
    said = {name: value for name, value in vars(messages).items() if isinstance(value, messages.Message)}

    def holes(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    def names(code):
        inner = [names(constant) for constant in code.co_consts if isinstance(constant, types.CodeType)]
        return set(code.co_names).union(*inner)

    used = set()
    for module in (bazel, doctor, lesson, remembered, report, show, speech, verbs, learn):
        used |= names(module.__loader__.get_code(module.__name__))
    untranslated = [name for name, (_, chinese) in said.items() if chinese.isascii()]
    case("every message is in both languages", all(english for english, _ in said.values()) and not untranslated,
         untranslated)
    unequal = [name for name, (english, chinese) in said.items() if holes(english) != holes(chinese)]
    case("a message has the same placeholders in both", not unequal, unequal)
    case("every message is said somewhere", set(said) <= used, set(said) - used)


def what_is_typed(copy):
    copy.says("a newcomer is told what to read, and of no failure",
              ["01 · Create a queue is next.", f"Read:  lessons/{FIRST}/README.md"], never=["Rule", "not yet"])
    copy.says("nobody has begun", "unchanged  01 · Create a queue", "list")
    copy.says("an unknown verb", "There is no ./learn foo. To see what there is: ./learn help", "foo")
    copy.says("a word too many", "There is no ./learn list 1", "list", "1")
    copy.says("an unknown lesson", "There is no lesson 99.", "99")
    copy.says("a lesson that is no number", "There is no lesson x.", "reset", "x")
    copy.says("a very long number", "There is no lesson 9", "9" * 5000)
    for words in (["list"], ["hint", "1"], ["reset", "1"], ["diff", "1"], ["clean"], ["doctor"], ["help"], ["foo"]):
        says = copy.learn(*words, "--all")
        wanted = f"There is no ./learn {' '.join(words)} --all. To see what there is: ./learn help\n"
        case(f"--all goes with no {words[0]}", (says, copy.status) == (wanted, 1), says)
    copy.says("no lesson", "Which lesson?", "hint")
    for word in ("help", "-h", "--help"):
        copy.says(f"{word} is the help", "./learn doctor", word)
    copy.says("reset of an untouched exercise changes nothing", "is as it was already", "reset", "1")
    says = copy.learn("diff", "1")
    case("diff before green is one line", says.count("\n") == 1 and says.startswith("The solution is shown"), says)
    copy.says("what is missing", "good     Bazel", "doctor")


def a_failure(copy):
    first_build = "Bazel starts and compiles the library: this takes about half a minute, only this once.\n"
    says = copy.learn("1")
    case("the first check says at once that it takes long", says.startswith(first_build), says)
    says = copy.learn("1")
    case("the second does not", first_build not in says, says)
    copy.says("the rule, what came, what was expected, the place, the next thing to do, in this order",
              ["01 · Create a queue: not yet", "step 2", "Rule:      who comes later has not created it",
               "Got:       said created", "Expected:  said not created", f"Where:     lessons/{FIRST}/exercise_test.cc:", "Page:", "Edit:",
               "Next:  ./learn hint 1"], "1", never=["doctest", "bazel", "Bazel", "INFO", "\033"])
    copy.solve(FIRST, "wrong_mode_0666")
    copy.says("two texts that are compared", ["Got:       0666", "Expected:  0600"], "1")
    copy.write(ANSWER % "throw 1")
    one = copy.learn("1")
    case("only the first step that fails", one.count("Rule:") + one.count("THREW") == 1 and "step 2" not in one
         and "./learn 1 --all" in one, one)
    says = copy.says("--all shows the other steps", ["step 1", "step 2"], "1", "--all")
    case("--all: the title of a step once, a blank line before it and before the log's path",
         says.count("step 2: ") == 1 and "\n\nstep 2: " in says and "\n\nAll that the check" in says, says)
    copy.solve(FIRST, "wrong_mode_0666")
    copy.write((copy.path / EXERCISE).read_text("utf-8").replace("true", "false"))
    says = copy.learn("1", "--all")
    case("--all: two failures of a step have one title", says.count("step 1: ") == 1 and says.count("Rule:") > 1, says)
    for name, code, words in (
            ("a crash", "raise(SIGSEGV)", "Got:       crashed: SIGSEGV"),
            ("a sleep without end", "pause()", "Got:       sleeps for ever"),
            ("an endless loop", "for (volatile bool on = true; on;) {}", "Got:       never stops"),
            ("_exit() in the middle", "_exit(0)", "Got:       ended its process: exit 0"),
            ("a signal that nobody sees", "raise(SIGKILL)", "Got:       crashed: SIGKILL"),
            ("what a check may print too", r'write(1, "\nSUCCESS!\n", 10)', "who comes later has not created it")):
        copy.write(ANSWER % code)
        copy.says(name, ["not yet", words, "Next:"], "1", never=["doctest"])
    copy.says("--all tells where all lies that was printed", "test.log", "1", "--all")
    solution = (copy.path / f"lessons/{FIRST}/answers/solution.cc").read_text("utf-8")
    copy.write("#include <unistd.h>\n" + solution.replace("  for (;;) {", LEAVES_A_CHILD))
    copy.says("a child that is left", ["not yet", "not all is as before: a child process", "Next:"], "1", never=["doctest"])
    copy.write(ANSWER % "one_error; return another_error")
    copy.says("the compiler's first error, with its lines",
              ["does not compile yet", "'one_error' was not declared", "^~~", "Next:"], "1",
              never=["another_error' was", "ERROR", "bazel", "INFO", "Target"])
    copy.says("--all shows all errors", ["'one_error' was", "'another_error' was"], "1", "--all")
    copy.write("")
    for file, words in (("", "is empty."), (None, "is missing."), ("folder", "is a folder")):
        path = copy.path / EXERCISE
        path.unlink()
        if file == "folder":
            path.mkdir()
        elif file is not None:
            path.touch()
        says = copy.learn("1")
        case(f"exercise.cc {words}", says.count("\n") == 1 and words in says, says)
        says = copy.learn("reset", "1")
        case("reset brings it back", path.is_file() and path.stat().st_size > 0, says)
        case("and says so if it has kept anything", ("kept" in says) == (file == "folder"), says)
    (copy.path / f"lessons/{FIRST}/exercise.cc.mine").rmdir()


def hints(copy):
    for number in "12":  # the third is another step's
        copy.says(f"hint {number}", f"Hint {number} of 3", "hint", "1")
    says = copy.learn("hint", "1")
    page = f"Page:  lessons/{FIRST}/README.md"
    case("no more hints", says.splitlines() == ["There are no more hints for this step.",
                                                "To see the first again: ./learn hint 1 1", page], says)
    copy.says("one that is asked for", "Hint 3 of 3", "hint", "1", "3")
    copy.says("one that is not there", "There are 3 hints", "hint", "1", "4")
    page = copy.path / f"lessons/{FIRST}/README.md"
    page.write_text(page.read_text("utf-8").replace("Hint 1 (steps 2, 4)", "Hint 1 (step 4)"), "utf-8")
    (copy.path / ".cache/learn.json").write_text("nonsense", "utf-8")
    copy.says("a hint for the step that is red", "Hint 2 of 3", "hint", "1")
    copy.solve(FIRST)
    copy.says("nothing to hint at", "is green; there is nothing to hint at", "hint", "1")
    copy.restore()


def reset(copy):
    copy.write("my answer\n")
    mine = copy.path / f"lessons/{FIRST}/exercise.cc.mine"
    output = copy.says("reset keeps the answer", "Your answer is kept", "reset", "1")
    subprocess.run(output.strip().split("\n")[1].split(), cwd=copy.path, check=True)
    answer = (copy.path / EXERCISE).read_text("utf-8")
    case("and the line that it prints brings it back", answer == "my answer\n" and not mine.exists())
    starter = output_of(["git", "-C", copy.path, "show", f"HEAD:{EXERCISE}"])
    copy.write("what I have learned\n", f"lessons/{FIRST}/notes.md")
    copy.write("my answer to another question\n", f"lessons/{FIRST}/answers/mine.cc")
    copy.git("add", "lessons")
    copy.git("commit", "--quiet", "-a", "-m", "my answer, with notes")
    copy.says("a committed answer is no untouched exercise", "does not compile yet")
    for lock in ("index.lock", "config.lock"):
        (copy.path / ".git" / lock).touch()
    mine.write_text("an older answer", "utf-8")
    copy.says("reset of a committed answer, while git is locked", "Your answer is kept", "reset", "1")
    second = mine.with_name("exercise.cc.mine2")
    case("gives the starter", (copy.path / EXERCISE).read_text("utf-8") == starter)
    case("keeps the answer beside an older one",
         (mine.read_text("utf-8"), second.read_text("utf-8")) == ("an older answer", "my answer\n"))
    copy.says("the doctor names the locks", ["index.lock", "config.lock"], "doctor")
    for path in (copy.path / ".git/index.lock", copy.path / ".git/config.lock", mine, second):
        path.unlink()
    copy.git("rm", "--quiet", f"lessons/{FIRST}/notes.md", f"lessons/{FIRST}/answers/mine.cc")
    copy.git("commit", "--quiet", "-a", "-m", "as it was")
    copy.write(starter + "// the course's change\n")
    header = copy.path / f"lessons/{FIRST}/exercise.h"
    header.write_text(header.read_text("utf-8") + "// changed too\n", "utf-8")
    copy.git("commit", "--quiet", "-a", "-m", "the course changes the exercise")
    copy.says("an exercise that the course has changed is untouched", "is as it was already", "reset", "1")
    copy.git("reset", "--quiet", "--hard", "HEAD~1")


def green(copy):
    copy.learn("1")
    case("exit status 1 until it is green", copy.status == 1, copy.status)
    copy.solve(FIRST)
    copy.says("green, and what is next", ["01 · Create a queue: green.", f"Next:  lessons/{SECOND}/README.md"], "1")
    case("exit status 0 then", copy.status == 0, copy.status)
    copy.says("the next exercise", ["01 · Create a queue: green", "02 · Status is next"])
    copy.says("the solution to the letter", "to the letter", "diff", "1")
    copy.write((copy.path / EXERCISE).read_text("utf-8") + "static int mine() { return 1; }\n")
    copy.says("what the compiler warns of, and green all the same", ["warning: ", "mine", "green."], "1")
    copy.write((copy.path / EXERCISE).read_text("utf-8").replace("static int mine() { return 1; }", "// mine"))
    copy.says("the labels of a diff", ["--- yours", "+++ solution", "-// mine"], "diff", "1")
    copy.solve(SECOND, "wrong_only_bytes")
    copy.says("what is green and what is not", ["green      01 · Create a queue", "not yet    02 · Status"], "list")


def wait_for(process, words):
    """Reads its output until the words came."""
    output = ""
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    try:
        for line in process.stdout:
            output += line
            if words in line:
                return output
    finally:
        watchdog.cancel()
    return output + "(it has ended)"


def watch(copy):
    process = copy.start("watch")
    output = wait_for(process, "Watching")
    case("watch shows the first failure", "green" in output and "messages fill a queue too" in output, output)
    path = copy.path / EXERCISE_2
    path.write_text(path.read_text("utf-8") + "// saved\n", "utf-8")
    output = wait_for(process, "02 · Status")
    case("and only what has changed", output.strip() == "02 · Status: not yet, for the same reason as before", output)
    path.rename(path.with_suffix(".away"))
    output = wait_for(process, "waiting for it")
    case("it waits for a file that is away", f"{EXERCISE_2} is not there" in output, output)
    copy.solve(SECOND)
    output = process.communicate(timeout=60)[0]
    case("and ends when all is green", "02 · Status: green\nAll exercises are green." in output, output)
    path.with_suffix(".away").unlink()

    copy.solve(SECOND, "wrong_only_bytes")
    process = copy.start("watch")
    wait_for(process, "Watching")
    interrupt("watch", process)
    (copy.path / EXERCISE_2).write_text("#include <regex>\n", "utf-8")  # takes a while
    process = copy.start("list")
    time.sleep(0.5)
    interrupt("list", process)
    copy.restore()


def interrupt(name, process):
    begin = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    output = process.communicate(timeout=60)[0]
    at_once = time.monotonic() - begin < 2
    case(f"Ctrl-C ends {name} at once and quietly", at_once and process.returncode == 130 and not output, output)


def languages(copy):
    chinese = {"LANG": "zh_CN.UTF-8"}
    copy.says("Chinese", ["01 · 创建队列", f"先读：  lessons/{FIRST}/README.zh-CN.md"], **chinese)
    copy.says("Chinese: a failure",
              ["01 · 创建队列：还没通过。没通过的第一步是第 2 步：队列已经在了\n", "规则（英文原文）：who comes later has not created it", "实际得到：said created", "课文："], "1", **chinese)
    copy.says("Chinese: a hint", "提示 1（共 3 条）", "hint", "1", "1", **chinese)
    copy.says("Chinese: the help", "每次保存后自动重新检查", "help", **chinese)
    copy.says("Chinese: the doctor", "正常  Bazel", "doctor", **chinese)
    copy.says("LC_ALL goes before LANG", "checks again whenever", "help", LC_ALL="en_US.UTF-8", **chinese)
    copy.says("Chinese on a terminal that cannot write it is English", "01 ? Create a queue is next",
              PYTHONIOENCODING="ascii", **chinese)
    for lang in ("C", "tr_TR.UTF-8", "fr_FR.UTF-8"):
        copy.says(f"LANG={lang}", ["Create a queue: not yet", "Rule:      who"], "1", LANG=lang)
    for name, redirect in (("closed", ">&-"), ("closed, with stderr", ">&- 2>&-")):
        done = subprocess.run(copy.command("sh", "-c", f"'{copy.path}/learn' help {redirect}"), capture_output=True,
                              check=False)
        case(f"an output that is {name}", (done.returncode, done.stdout, done.stderr) == (0, b"", b""), done)
    says = output_of(copy.command("sh", "-c", f"'{copy.path}/learn' help | true"))
    case("a broken pipe is no error", not says, says)
    reader, writer = pty.openpty()
    subprocess.run(copy.command(copy.path / "learn", "1", TERM="xterm"), stdout=writer, check=False)
    case("colour on a terminal", b"\033[1m01" in os.read(reader, 10000))


def two_at_once(copy):
    processes = [copy.start("1"), copy.start("hint", "1")]
    outputs = [process.communicate(timeout=100)[0] for process in processes]
    case("two at once", "Rule:      who comes later" in outputs[0] and "Hint" in outputs[1], "".join(outputs))


def queues(copy):
    run = re.search(r"^Run: +(.*)$", copy.learn(), re.M)[1]
    done = subprocess.run(copy.command("sh", "-c", run), cwd=copy.path, capture_output=True, text=True, check=False)
    case("the line that ./learn tells to run runs the lesson's program", "open_or_create" in done.stdout, done)
    copy.says("clean removes the queue that lesson 01 left", "Removed the queue with key 0x41", "clean")
    key = ord("A") << 24 | os.getpid() & 0xFFFFFF
    if ctypes.CDLL(None).msgget(key, 0o1600) < 0:  # IPC_CREAT
        raise OSError(f"no queue with key {key:#x}")
    try:
        copy.says("one that was made elsewhere", f"To remove it: ipcrm -Q {key:#x}", "clean",
                  never=["has left no queue"])
    finally:
        subprocess.run(["ipcrm", "-Q", f"{key:#x}"], check=False)
    if any(key >> 24 == ord("A") for key, user in verbs.queues().items() if user == os.geteuid()):
        print("not checked here: that no queue is left; there is one of somebody else's")
    else:
        copy.says("and then there is none", "Lesson 01 has left no queue.", "clean")


def exceptions_in_words():
    """What came in place of an exception: lesson 03's words, 05's and 07's."""
    for expression, values, words in (
            ('said == "std::length_error"', "true == std::length_error", "Got:       no exception, but true"),
            ("result == expected", "none == throws EINVAL", "Got:       no exception, but none"),
            ("error_of(call) == EEXIST", "0 == 17", "Got:       no exception"),
            ('said == "std::length_error"', "std::system_error == std::length_error", "Got:       std::system_error"),
            ("count == 5", "0 == 5", "Got:       0")):
        lines = show.details(report.Failure(expression=expression, values=values), "")
        case(f"{values}: {words}", words in lines, lines)


def main():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what is in the background without
    messages_are_whole()
    exceptions_in_words()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="learn-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    (folder / "ein Haus").mkdir()
    try:
        copy = Copy(folder, "my 课程 kä", HOME=str(folder / "ein Haus"), XDG_CACHE_HOME=str(folder / "cache"))
        for part in (what_is_typed, a_failure, hints, reset, green, watch, languages, two_at_once, queues):
            part(copy)
        bad_luck.bazel_fails(copy, folder)
        bad_luck.read_only(copy)
        bad_luck.links(copy, folder)
        copy.end()
        bad_luck.without_a_clone(copy, folder)
        bad_luck.another_user(folder)
    finally:
        subprocess.run(["chmod", "-R", "u+w", folder], check=False)
        shutil.rmtree(folder)
    print(f"{learner.failed} wrong, {time.monotonic() - learner.begin:.0f} s")
    return 1 if learner.failed else 0


if __name__ == "__main__":
    sys.exit(main())
