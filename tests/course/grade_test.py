#!/usr/bin/env python3
"""tools/grade with submissions of every kind: tests/course/grade_test.py [PART...], such as what_is_an_answer

Not run by Bazel, because it runs Bazel itself. To be run as root and as an ordinary user: they meet different errors.
"""

import csv
import io
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

# pylint: disable=wrong-import-position
import bad_answers
import learner
from learner import FIRST, ROOT, case
from pages.page import names_of_cases

EXERCISE = f"lessons/{FIRST}/exercise.cc"
SOLUTIONS = {path.parent.parent.name: path.read_text("utf-8") for path in ROOT.glob("lessons/*/answers/solution.cc")}
STARTERS = {path.parent.name: path.read_text("utf-8") for path in ROOT.glob("lessons/*/exercise.cc")}
STEPS = {lesson: names_of_cases(ROOT / "lessons" / lesson / "exercise_test.cc") for lesson in STARTERS}
SOLUTION = SOLUTIONS[FIRST]
WRONG = (ROOT / f"lessons/{FIRST}/answers/wrong_looks_first.cc").read_text("utf-8")


def submit(folder, student, files):
    for path, text in files.items():
        target = folder / student / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return student


def zipped(files, damage=None):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    bytes_of_zip = bytearray(data.getvalue())
    if damage:
        begin = bytes_of_zip.index(damage.encode()) + len(damage)
        bytes_of_zip[begin : begin + 9] = b"\xff" * 9
    return bytes(bytes_of_zip)


def tarred(files, mode="w:gz", rest=b""):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode, format=tarfile.PAX_FORMAT) as archive:
        for path, text in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
        archive.fileobj.write(rest)
    return data.getvalue()


def header_of_a_tar(kind, size):
    """Of what is that large, and does not follow."""
    info = tarfile.TarInfo("large")
    info.type, info.size = kind, size
    return info.tobuf(tarfile.GNU_FORMAT)


# What a person would recognise as an answer: all of these are the solution.
def good_submissions(folder):
    crlf = SOLUTION.replace("\n", "\r\n")
    submit(folder, "a renamed folder", {"01_create_queue (1)/exercise.cc": SOLUTION})
    submit(folder, "no folder", {"exercise.cc": SOLUTION})
    submit(folder, "another name", {"my answer.cpp": SOLUTION})
    submit(folder, "other case", {"LESSONS/01_CREATE_QUEUE/Exercise.CC": SOLUTION})
    submit(folder, "carriage returns", {EXERCISE: crlf})
    submit(folder, "a byte order mark", {EXERCISE: b"\xef\xbb\xbf" + SOLUTION.encode()})
    submit(folder, "UTF-16", {EXERCISE: crlf.encode("utf-16")})
    submit(folder, "main.cpp", {"main.cpp": SOLUTION})
    submit(folder, "answers", {"answers/01.cc": SOLUTION})
    submit(folder, "the whole course", {
        **{f"course/lessons/{lesson}/answers/solution.cc": "nonsense" for lesson in STARTERS},
        "course/lessons/01_create_queue/exercise_test.cc": '#include "lessons/01_create_queue/exercise.h"\nnonsense',
        f"course/{EXERCISE}": SOLUTION})
    submit(folder, "a backup below", {EXERCISE: SOLUTION, f"old/backup/{EXERCISE}": WRONG})
    for name, data in {
            "a zip.zip": zipped({f"deep/down/{EXERCISE}": SOLUTION}),
            "A ZIP.ZIP": zipped({EXERCISE: SOLUTION}),
            "backslashes.zip": zipped({EXERCISE.replace("/", "\\"): SOLUTION}),
            "one entry is damaged.zip": zipped({EXERCISE: SOLUTION, "lessons/02_stat/exercise.cc": STARTERS["02_stat"]},
                                               damage="lessons/02_stat/exercise.cc"),
            "a tar.tar.gz": tarred({EXERCISE: SOLUTION}),
            "another tar.tar.xz": tarred({EXERCISE: SOLUTION}, "w:xz"),
            "unpacked by a browser.tar.gz": tarred({EXERCISE: SOLUTION}, "w:"),
            "packed.tar": tarred({EXERCISE: SOLUTION}),
            "cut off.tgz": tarred({EXERCISE: SOLUTION, "movie": os.urandom(9000).hex()})[:-9000],
            "unpacks to a terabyte.tar.gz": tarred({EXERCISE: SOLUTION}, rest=header_of_a_tar(tarfile.REGTYPE, 1 << 40)
                                                   + bytes(1 << 20)),
            "a file.cc": SOLUTION.encode()}.items():
        (folder / name).write_bytes(data)
    return ["a folder", "a renamed folder", "no folder", "another name", "other case", "carriage returns",
            "a byte order mark", "UTF-16", "main.cpp", "answers", "the whole course", "a backup below", "a zip.zip", "A ZIP.ZIP",
            "backslashes.zip", "one entry is damaged.zip", "a tar.tar.gz", "another tar.tar.xz", "cut off.tgz",
            "unpacked by a browser.tar.gz", "packed.tar",
            "unpacks to a terabyte.tar.gz", "a file.cc"]


# What cannot be an answer; each gets 0 points and a sentence.
def odd_submissions(folder):
    submit(folder, "empty", {"nothing.txt": ""})
    submit(folder, "too large", {EXERCISE: "/" * (2 << 20)})
    submit(folder, "without a lesson", {"exercise.cc": "int main() {}"})
    os.mkfifo(folder / "a pipe.zip")
    (folder / "a link").mkdir()
    (folder / "a link" / "exercise.cc").symlink_to(ROOT / f"lessons/{FIRST}/answers/solution.cc")
    (folder / "broken.zip").write_text("no zip", "utf-8")
    (folder / "broken.tar.gz").write_text("no tar", "utf-8")
    (folder / "a name of a terabyte.tar.gz").write_bytes(tarred({}, rest=header_of_a_tar(tarfile.GNUTYPE_LONGNAME, 1 << 40)))
    (folder / "a picture.png").write_bytes(b"\x89PNG")
    lying = bytearray(zipped({EXERCISE: "/" * (8 << 20)}))
    size = (8 << 20).to_bytes(4, "little")
    while size in lying:
        lying[lying.index(size) : lying.index(size) + 4] = (100).to_bytes(4, "little")
    (folder / "lies about its size.zip").write_bytes(lying)
    (folder / "damaged.zip").write_bytes(zipped({EXERCISE: SOLUTION}, damage=EXERCISE))
    return ["empty", "too large", "without a lesson", "a pipe.zip", "a link", "broken.zip", "broken.tar.gz", "a name of a terabyte.tar.gz",
            "a picture.png",
            "lies about its size.zip", "damaged.zip", "missing"]


def home_in(folder):
    """A home of its own for Bazel, to see what is left there; what one run has built, the next one need not."""
    home = folder / "home"
    home.mkdir()
    (home / ".gitconfig").symlink_to(pathlib.Path.home() / ".gitconfig")
    return home


def output_bases(home):
    return list(home.glob(".cache/bazel/*/*/DO_NOT_BUILD_HERE"))


def copies():
    return set(pathlib.Path("/var/tmp").glob("grade-*"))


def nothing_is_left(name, home, before):
    left = output_bases(home) + [path for path in copies() - before if path.stat().st_uid == os.geteuid()]
    left += [line for line in subprocess.run(["ps", "-eo", "args"], stdout=subprocess.PIPE, text=True,
                                             check=True).stdout.splitlines() if line.startswith(("/answer", "/judge"))]
    case(f"{name}: no Bazel, no copy and no process is left", not left, left)


def start(root, words, folder, home, **streams):
    return subprocess.Popen([root / "tools/grade", *words], cwd=folder, env={**os.environ, "HOME": str(home)},
                            text=True, start_new_session=True, **streams)


class Graded:
    """What came of one run."""

    def __init__(self, folder, words, home, root=ROOT):
        folder.mkdir(exist_ok=True)
        begin = time.monotonic()
        process = start(root, words, folder, home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.says = process.communicate()[0]
        self.status, self.seconds = process.returncode, time.monotonic() - begin
        path = folder / "grades.json"
        try:
            self.rows = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):  # a test of its own may have damaged it
            self.rows = []

    def points(self, student):
        return sum(row["points"] for row in self.rows if row["student"] == student)

    def message(self, student):
        return next((row["message"] for row in self.rows if row["student"] == student and row["message"]), "")

    def notes(self, student):
        """What is said below the student's line."""
        lines = self.says.splitlines()
        at = next((i for i, line in enumerate(lines) if f"  {student}: " in line), len(lines))
        found = []
        for line in lines[at + 1 :]:
            if not line.startswith("    "):
                break
            found.append(line.strip())
        return " ".join(found)


def student_of(name):
    """What the submission of this name is called."""
    return re.sub(r"(\.zip|\.tar\.gz|\.tar\.xz|\.tar|\.tgz|\.cc)$", "", name, flags=re.I)


def what_is_an_answer(folder, home):
    good, odd = good_submissions(folder), odd_submissions(folder)
    graded = Graded(folder / "forms", ["--lessons", "1", *(folder / name for name in good + odd)], home)
    case("whatever was handed in, it ends well", graded.status == 0, graded.says)
    most = len(STEPS[FIRST])
    for name in good:
        points = graded.points(student_of(name))
        case(f"{name} is an answer", points == most, f"{points} of {most}\n{graded.says}")
    case("of two answers it says which counts", f"{EXERCISE} counts: it lies highest" in graded.notes("a backup below"),
         graded.says)
    case("of two entries the whole one counts", "is damaged" in graded.notes("one entry is damaged"), graded.says)
    for name in odd:
        student = student_of(name)
        case(f"{name} gets none, and a sentence", graded.points(student) == 0 and graded.notes(student), graded.says)


def cheats_and_harms(folder, home):
    secret = folder / "secret"
    secret.write_text("the teacher's own", "utf-8")
    secret.chmod(0o600)
    kinds = {**bad_answers.CHEATS, **bad_answers.HARMS, **{
        name: code.replace("{secret}", str(secret)).replace("{root}", str(ROOT))
        for name, code in bad_answers.NOT_COMPILED.items()}}
    kinds["deletes"] = bad_answers.answer(f'if (system("rm -rf {folder}") == -1) abort();')
    kinds["reads"] = bad_answers.answer(f'if (open("{secret}", O_RDONLY) != -1) _exit(0);')
    precious = folder / "precious"
    precious.write_text("do not delete", "utf-8")
    for name, code in kinds.items():
        submit(folder, name, {EXERCISE: code})
    submit(folder, "the solution, last", {EXERCISE: SOLUTION + "// once more\n"})  # or its verdict would be known
    submit(folder, "the starter", {EXERCISE: STARTERS[FIRST]})
    submit(folder, "nearly the starter", {EXERCISE: STARTERS[FIRST].replace("true}", "true && true}")})
    before = copies()
    words = ["--lessons", "1", *(folder / name for name in [*kinds, "the solution, last", "the starter", "nearly the starter"])]
    graded = Graded(folder / "cheats", words, home)
    case("whatever they do, it ends well", graded.status == 0, graded.says)
    print(f"        {len(words) - 2} submissions took {graded.seconds:.0f} s", flush=True)
    case("the solution gets all points after them", graded.points("the solution, last") == len(STEPS[FIRST]), graded.says)
    case("an untouched starter gets none, and is told so",
         graded.points("the starter") == 0 and "untouched" in graded.message("the starter"), graded.says)
    allowed = graded.points("nearly the starter")
    case("a starter that was touched gets what it is worth", 0 < allowed < len(STEPS[FIRST]), graded.says)
    for name in kinds:
        rows = [row for row in graded.rows if row["student"] == name]
        mine = 0 if name in bad_answers.NOT_COMPILED else allowed
        case(f"no more points than it is worth: {name}", len(rows) == len(STEPS[FIRST]) and graded.points(name) <= mine,
             f"{graded.points(name)} of {mine}: {graded.message(name)}")
        # The compiler's own words apart, a message speaks in the judge's.
        case(f"one short line without control bytes: {name}",
             all(len(row["message"].encode()) <= 300 and row["message"].isprintable() for row in rows), rows)
    case("nobody speaks in the judge's name", not any("you are the best" in row["message"] for row in graded.rows))
    case("no submission deleted anything", precious.exists())
    nothing_is_left("a good end", home, before)


def a_class(folder, home):
    """All lessons, names that are odd, and what a teacher wishes for."""
    everything = {f"lessons/{lesson}/exercise.cc": text for lesson, text in SOLUTIONS.items()}
    submit(folder, "class 1/ann", everything)
    submit(folder, "class 2/ann", {EXERCISE: WRONG})
    submit(folder, "=HYPERLINK(1)", {EXERCISE: WRONG})
    submit(folder, "a\nb\x1b[31m", {EXERCISE: WRONG})
    similar = ["a b", "a_b", "名" * 80, "名" * 80 + "字"]
    for name in similar:
        submit(folder, name, {EXERCISE: WRONG})
    place = folder / "class"
    graded = Graded(place, [folder / "class 1/ann", folder / "class 2/ann"], home)
    most = sum(map(len, STEPS.values()))
    case("all solutions get all points", graded.points("ann") == most, graded.says)
    case("two students of one name stay two", 0 < graded.points("ann (2)") < len(STEPS[FIRST]), graded.says)
    case("every step has a row for every student", len(graded.rows) == 2 * most, len(graded.rows))
    case("the table has them too", f"{most:5}" in graded.says, graded.says)
    page = next((place / "grades").glob("ann_2_*.md")).read_text("utf-8")
    case("the page has the step, the rule, and the order drawn",
         all(words in page for words in ("step 4: ", "rule: of two processes", "msgget", "child 1")), page)
    tests = json.loads((place / "grades/ann.results.json").read_text("utf-8"))["tests"]
    case("results.json has each step", sum(test["score"] for test in tests) == len(tests) == most, tests)

    names = folder / "names.csv"
    names.write_text("submission,name,late\nann,Ann Lee,10\n", "utf-8")
    graded = Graded(place, ["--again", "--lessons", "1", "--names", names, "--weights", "1=2", "--language", "zh",
                            folder / "=HYPERLINK(1)", folder / "a\nb\x1b[31m"], home)
    case("--again keeps the others", graded.points("ann") == most and graded.points("=HYPERLINK(1)") > 0, graded.says)
    with (place / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        table = {row["submission"]: row for row in csv.DictReader(file)}
    ones = graded.points("ann")
    case("grades.csv has names, weights and what is late",
         table["ann"]["name"] == "Ann Lee" and float(table["ann"]["score"]) == round((ones + len(STEPS[FIRST])) * 0.9, 2),
         table)
    case("no name is a formula", "'=HYPERLINK(1)" in table, table)
    case("no name writes on the terminal", "\x1b" not in graded.says and "a\\nb\\x1b[31m" in graded.says, graded.says)
    page = next((place / "grades").glob("_HYPERLINK_1_*.md")).read_text("utf-8")
    case("a page in Chinese", "第一个没有通过的步骤" in page, page)
    graded = Graded(folder / "similar", ["--lessons", "1", *(folder / name for name in similar)], home)
    case("names that are long or nearly the same have a page each",
         len(list((folder / "similar/grades").glob("*.md"))) == len(similar) and all(map(graded.points, similar)), graded.says)
    submit(folder, "bob", {EXERCISE: SOLUTION.replace("EEXIST", "EEXIST ")})
    graded = Graded(place, ["--go-on", "--lessons", "1", folder / "=HYPERLINK(1)", folder / "bob"], home)
    case("--go-on grades only who is new", "1 of 1  bob" in graded.says and graded.points("ann") == most, graded.says)
    graded = Graded(place, ["--again", "--lessons", "1", folder / "class 1/ann", folder / "class 2/ann"], home)
    case("--again of one lesson keeps the points of the others, and students of one name apart",
         graded.points("ann") == most and 0 < graded.points("ann (2)") < len(STEPS[FIRST]) and "ann (3)" not in graded.says,
         graded.says)
    tests = json.loads((place / "grades/ann.results.json").read_text("utf-8"))["tests"]
    case("--again of one lesson keeps the others on the student's page, and in the line",
         len(tests) == most and f"ann: {most} of {most} points" in graded.says, graded.says)
    graded = Graded(place, ["--go-on", "--lessons", "2", folder / "bob"], home)
    case("--go-on of another lesson grades that", "1 of 1  bob" in graded.says and graded.points("bob") == len(STEPS[FIRST]),
         graded.says)
    graded = Graded(folder / "alike", ["--lessons", "1", folder / "bob"], home)
    case("who is like the solution is shown", "bob and the solution share 100%" in graded.says, graded.says)


def wrong_words(folder, home):
    for words, says in ((["--lessons", "99", "x"], "there is no exercise 99"), (["--weights", "x", "x"], "--weights must be"), (["--weights", "99=1", "x"], "there is no exercise 99"),
                        (["--jobs", "0", "x"], "--jobs must be"), (["--names", "/nowhere", "x"], "/nowhere cannot be read"),
                        ([], "SUBMISSION")):
        graded = Graded(folder / "words", words, home)
        case(f"wrong words: {' '.join(words)}", graded.status == 2 and says in graded.says, graded.says)
    (folder / "words/grades.json").write_text("{", "utf-8")
    graded = Graded(folder / "words", ["--again", "x"], home)
    case("grades.json is damaged: it says so", graded.status == 1 and "is not what tools/grade wrote" in graded.says, graded.says)
    (folder / "words/grades.json").unlink()
    folder.chmod(0o755)  # root starts the sandbox as nobody, who must see this
    tools = folder / "tools-of-ours"
    tools.mkdir()
    (tools / "bwrap").write_text("#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n", "utf-8")
    (tools / "bwrap").chmod(0o755)
    process = subprocess.run([ROOT / "tools/grade", folder / "a folder"], cwd=folder / "words", text=True, check=False,
                             env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT)
    case("without a sandbox nobody is graded, and it says what helps",
         process.returncode == 1 and "No permissions" in process.stdout and "sysctl" in process.stdout
         and not (folder / "words/grades.json").exists(), process.stdout)


def bad_endings(folder, home):
    """While it builds: Ctrl-C, a kill, a reader that goes away."""
    for name, number in (("Ctrl-C", signal.SIGINT), ("kill", signal.SIGTERM)):
        before = copies()
        process = start(ROOT, ["a folder"], folder, home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while process.poll() is None and not output_bases(home):
            time.sleep(0.1)
        time.sleep(1)
        os.killpg(process.pid, number)
        said = process.communicate(timeout=100)[1]
        case(f"{name} ends it quietly", (process.returncode, said) == (128 + number, ""), (process.returncode, said))
        nothing_is_left(name, home, before)
    before = copies()
    process = start(ROOT, ["a folder"], folder, home, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.readline()
    process.stdout.close()
    with process.stderr as stream:
        said = stream.read()
    case("a broken pipe ends it quietly", (process.wait(), said) == (128 + signal.SIGPIPE, ""), said)
    nothing_is_left("a broken pipe", home, before)
    before = copies()
    twenty = [submit(folder, f"of twenty {i}", {EXERCISE: f"{SOLUTION}// {i}\n"}) for i in range(20)]
    process = start(ROOT, ["--lessons", "1", *twenty], folder, home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = ""
    while "3 of 20" not in said and process.poll() is None:
        said += process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    said += process.communicate(timeout=100)[0]
    rows = json.loads((folder / "grades.json").read_text("utf-8"))
    case("Ctrl-C in the middle keeps what is graded", process.returncode == 130 and len(rows) >= 3 * len(STEPS[FIRST])
         and "Traceback" not in said, said)
    nothing_is_left("Ctrl-C in the middle", home, before)
    (folder / "grades.json").unlink()


def errors_of_its_own(folder, home):
    """They are nobody's 0 points."""
    for name, file, change, words in (
            ("a course that does not compile", "common/queue.cc", lambda text: "nonsense", "nonsense"),
            ("a course whose solution fails", f"lessons/{FIRST}/answers/solution.cc", lambda text: WRONG,
             "Here even the solution of 01_create_queue fails")):
        broken, before = folder / name / "course", copies()
        broken.parent.mkdir()
        subprocess.run(["git", "clone", "--quiet", ROOT, broken], check=True)
        (broken / file).write_text(change((broken / file).read_text("utf-8")), "utf-8")
        subprocess.run(["git", "-C", broken, "-c", "user.name=a", "-c", "user.email=a", "commit", "--quiet", "-a", "-m",
                        "broken"], check=True)
        graded = Graded(folder / name, ["--lessons", "1", folder / "a folder"], home, broken)
        case(f"{name}: it says so", graded.status == 1 and words in graded.says and "Traceback" not in graded.says
             and not graded.rows, graded.says)
        nothing_is_left(name, home, before)
    before = copies()
    (folder / "no place/grades.json").mkdir(parents=True)
    graded = Graded(folder / "no place", ["--lessons", "1", folder / "a folder"], home)
    case("grades.json cannot be written: it says so",
         graded.status == 1 and "Is a directory" in graded.says and "Traceback" not in graded.says, graded.says)
    nothing_is_left("grades.json cannot be written", home, before)


def main(parts):
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what is in the background without
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        home = home_in(folder)
        submit(folder, "a folder", {f"course/{EXERCISE}": SOLUTION})
        for part in (what_is_an_answer, cheats_and_harms, a_class, wrong_words, errors_of_its_own, bad_endings):
            if not parts or part.__name__ in parts:
                part(folder, home)
    return 1 if learner.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
