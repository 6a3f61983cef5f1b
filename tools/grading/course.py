"""The course that submissions are judged by: each lesson's judge, built once, and what an answer is compiled with."""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass

from grading import sandbox
from learning import report
from pages.page import names_of_cases

FLAGS = ["-std=c++20", "-Wall", "-fdiagnostics-color=never", "-fmax-errors=3", "-I/kit"]
if shutil.which("ld.gold"):  # the fastest, which Bazel chooses too
    FLAGS.append("-fuse-ld=gold")
COMPILE_SECONDS, CHECK_SECONDS, STEP_SECONDS = 20, 60, 20
REPORT = "/report.xml"  # in the sandbox


@dataclass
class Verdict:
    step: str
    points: int
    message: str = ""
    drawn: str = ""  # the order in which it goes wrong, in lines


class Course:
    """A copy of the course, built: the judges, and a kit of headers and libraries for answers."""

    def __init__(self, folder, lessons):
        self.folder = folder
        self.kit = folder.parent / "kit"
        self.lessons = lessons
        self.steps = {lesson: names_of_cases(folder / "lessons" / lesson / "exercise_test.cc") for lesson in lessons}
        self.starters = {lesson: (folder / "lessons" / lesson / "exercise.cc").read_bytes() for lesson in lessons}
        self._verdicts, self._lock = {}, threading.Lock()
        self._build()
        self._make_kit()

    def _build(self):
        targets = [f"//lessons/{lesson}:{part}" for lesson in self.lessons for part in ("judge", "actor")]
        # What one run has built, the next need not; only the course itself is built so, and never an answer.
        cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "message-queues-grade"
        command = ["bazel", "build", "--dynamic_mode=off", "--noshow_progress", "--color=no", f"--disk_cache={cache}",
                   "//common", "//common/actor"]
        built = subprocess.run(command + targets, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, check=False)
        if built.returncode != 0:
            sys.exit("The checks of the course itself cannot be built, so nobody was graded:\n"
                     + built.stdout.decode("utf-8", "replace"))

    def _make_kit(self):
        """Headers and libraries, but no answers: all of the course that an answer may see."""
        built = self.folder / "bazel-bin"
        headers = list(self.folder.glob("common/**/*.h"))
        headers += [self.folder / "lessons" / lesson / "exercise.h" for lesson in self.lessons]
        for header in headers:
            self._copy(header, header.relative_to(self.folder))
        for library in (built / "common/libcommon.a", built / "common/actor/libactor.a"):
            self._copy(library, library.relative_to(built))
        for lesson in self.lessons:
            for file in ("libactor.lo", "judge"):
                self._copy(built / "lessons" / lesson / file, f"lessons/{lesson}/{file}")

    def _copy(self, source, name):
        target = self.kit / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
        target.chmod(0o555)
        for folder in target.relative_to(self.kit).parents:
            (self.kit / folder).chmod(0o755)

    def unproven(self, lesson):
        """The first step in which even the solution fails here; None if there is none, as it should be."""
        return next((verdict for verdict in self.judge(lesson, self.solution(lesson)) if not verdict.points), None)

    def solution(self, lesson):
        return (self.folder / "lessons" / lesson / "answers" / "solution.cc").read_bytes()

    def judge(self, lesson, code):
        """The verdict on each step. The same answer gets the same verdict, whoever hands it in, and is judged once."""
        with self._lock:
            is_new = (lesson, code) not in self._verdicts
            verdicts = self._verdicts.setdefault((lesson, code), concurrent.futures.Future())
        if is_new:
            try:
                verdicts.set_result(self._judge(lesson, code))
            except BaseException as error:
                verdicts.set_exception(error)
        return verdicts.result()

    def _judge(self, lesson, code):
        with tempfile.TemporaryDirectory(dir=self.kit.parent) as temporary:
            place = pathlib.Path(temporary)
            sandbox.give(place)
            words = self._compile(lesson, code, place)
            if words is not None:
                return [Verdict(step, 0, words) for step in self.steps[lesson]]
            return self._check(lesson, place)

    def _compile(self, lesson, code, place):
        """Makes the answer's program; None, or why it cannot be made."""
        source, out = place / "exercise.cc", place / "out"
        source.write_bytes(code)
        sandbox.give(source)
        out.mkdir()
        sandbox.give(out)
        name = f"lessons/{lesson}/exercise.cc"
        libraries = ["-Wl,--whole-archive", f"/kit/lessons/{lesson}/libactor.lo", "-Wl,--no-whole-archive",
                     "/kit/common/actor/libactor.a", "/kit/common/libcommon.a"]
        # From the folder in which a learner compiles, so messages name the same file.
        ended = sandbox.run(["sh", "-c", 'cd /course && exec "$@"', "sh", "g++", *FLAGS, name, *libraries, "-o",
                             "/out/answer"],
                            readable=[(self.kit, "/kit"), (source, f"/course/{name}")], writable=[(out, "/out")],
                            seconds=COMPILE_SECONDS)
        if ended.status == 0 and (out / "answer").is_file() and not (out / "answer").is_symlink():
            (out / "answer").replace(place / "answer")
            return None
        if ended.excess:
            return f"does not compile: the compiler {ended.excess}"
        if "File size limit exceeded" in ended.output:
            return "does not compile: what it makes is too large"
        errors = [line for line in report.without_colour(ended.output).splitlines() if "error" in line or "undefined" in line]
        return "does not compile: " + (errors[0] if errors else f"the compiler ended with status {ended.status}")

    def _run(self, lesson, place, arguments, seconds):
        found = place / "report.xml"
        found.write_bytes(b"")
        sandbox.give(found)
        environment = {"TEST_TARGET": "//:check", "XML_OUTPUT_FILE": REPORT, "MSGQ_ANSWER": "/answer"}
        ended = sandbox.run(["/judge", "--dt-force-colors=false", *arguments],
                            readable=[(self.kit / "lessons" / lesson / "judge", "/judge"), (place / "answer", "/answer")],
                            writable=[(found, REPORT)], environment=environment, seconds=seconds, file_size=1 << 20)
        return ended, {step.name: step for step in report.steps_of(found)}

    def _check(self, lesson, place):
        ended, steps = self._run(lesson, place, [], CHECK_SECONDS)
        # Two witnesses that agree: the status says whether all steps are green, and the report which.
        is_green = not any(step.failures for step in steps.values())
        if ended.status == (0 if is_green else 1) and all(step in steps for step in self.steps[lesson]):
            return [_verdict(step, steps[step].failures) for step in self.steps[lesson]]
        # Something has ended the judge, or hindered it, so its report is nobody's word. A step by itself: only its status
        # counts.
        verdicts = []
        for number, step in enumerate(self.steps[lesson], start=1):
            ended, steps = self._run(lesson, place, [f"--dt-test-case=step {number}:*"], STEP_SECONDS)
            if ended.status == 0 and step in steps and not steps[step].failures:
                verdicts.append(Verdict(step, 1))
            elif ended.status == 1 and step in steps and steps[step].failures:
                verdicts.append(_verdict(step, steps[step].failures))
            elif ended.excess:
                verdicts.append(Verdict(step, 0, f"the answer {ended.excess}"))
            else:
                verdicts.append(Verdict(step, 0, f"something has ended the check, with status {ended.status}"))
        return verdicts


def _verdict(step, failures):
    if not failures:
        return Verdict(step, 1)
    first = failures[0]
    if first.words and not first.words.startswith("THREW"):
        return Verdict(step, 0, first.words)
    return Verdict(step, 0, f"rule: {first.rule}" if first.rule else first.words or "a check has failed", first.logged)
