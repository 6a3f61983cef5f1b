"""What a student has handed in: a folder, an archive or a single file, of which nothing is believed.

An answer is a C++ file that includes the contract of its lesson, lessons/NN_name/exercise.h, whatever it is called and
wherever it lies; or else an exercise.cc in a folder whose name begins with the lesson's number.
"""

import bz2
import gzip
import lzma
import os
import pathlib
import re
import tarfile
import zipfile
import zlib
from dataclasses import dataclass, field

LARGEST = 1 << 20  # bytes of an answer
MOST_FILES = 20_000  # of a submission, of which only the answers are read
LARGEST_UNPACKED = 256 << 20  # bytes of a tar file; a small one may unpack to more than there is memory
UNREADABLE = (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, tarfile.TarError,
              zlib.error, lzma.LZMAError)
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")
PACKED = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\0": lzma.open}  # its first bytes, whatever its name is
ONE_OF_THESE = "it is neither a folder, nor a .zip, .tar.gz or .cc file: hand in one of these"
CONTRACT = re.compile(rb'#\s*include\s*[<"]lessons/(\d\d_\w+)/exercise\.h[>"]')
SOURCE = re.compile(r"\.(?:cc|cpp|cxx|c\+\+|c)(?:\.txt)?$", re.IGNORECASE)
# What the course itself has beside an exercise.cc, and what computers add.
NOT_AN_ANSWER = re.compile(r"(?:^|/)\d\d_\w+/(?:answers/|(?:exercise_test|lesson_test|actor|main)\.cc$)"
                           r"|(?:^|/)(?:\.git|__MACOSX)/|(?:^|/)\._", re.IGNORECASE)


@dataclass
class Answer:
    code: bytes
    path: str


@dataclass
class Submission:
    student: str
    answers: dict = field(default_factory=dict)  # lesson -> Answer
    notes: list = field(default_factory=list)  # sentences for the teacher


@dataclass
class _File:
    path: str  # with / between its parts
    size: int
    time: float
    read: object  # () -> bytes, at most LARGEST + 1 of them


def printable(text):
    """One line, whatever somebody has put into a name."""
    text = text.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def name_of(path):
    """The student's: that of the folder or file, without the ending of an archive or an answer."""
    name = path.absolute().name
    for ending in sorted(ARCHIVES, key=len, reverse=True):
        if name.lower().endswith(ending):
            return printable(name[: -len(ending)])
    return printable(name if path.is_dir() else SOURCE.sub("", name))


def _files_of_folder(top):
    for folder, folders, files in os.walk(top):  # follows no links
        folders.sort()
        for path in (pathlib.Path(folder) / file for file in sorted(files)):
            if path.is_file() and not path.is_symlink():
                status = path.stat()

                def read(path=path):
                    with path.open("rb") as file:
                        return file.read(LARGEST + 1)
                yield _File(path.relative_to(top).as_posix(), status.st_size, status.st_mtime, read)


def _files_of_zip(archive):
    for info in archive.infolist():
        if not info.is_dir():

            def read(info=info):
                with archive.open(info) as file:
                    return file.read(LARGEST + 1)
            year, month, day, hour, minute, second = info.date_time
            time = ((((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute) * 60 + second  # only to be compared
            yield _File(info.filename, info.file_size, time, read)


class _Bounded:
    """The bytes of a tar file, unpacked as far as anybody would hand in."""

    def __init__(self, file):
        self._file = file
        self.tell = file.tell

    @staticmethod
    def _check(end):
        if end > LARGEST_UNPACKED:
            raise ValueError(f"it unpacks to more than {LARGEST_UNPACKED >> 20} MiB")

    def read(self, size):
        self._check(self._file.tell() + size)
        return self._file.read(size)

    def seek(self, position):
        self._check(position)
        return self._file.seek(position)


def _files_of_tar(path):
    with path.open("rb") as file:
        begin = file.read(6)
    unpack = next((unpack for mark, unpack in PACKED.items() if begin.startswith(mark)), open)
    with unpack(path, "rb") as file, tarfile.open(fileobj=_Bounded(file), mode="r:") as archive:
        for member in archive:
            if member.isfile():
                yield _File(member.name, member.size, member.mtime, lambda m=member: archive.extractfile(m).read(LARGEST + 1))


def _as_far_as_it_can_be_read(files, submission):
    try:
        yield from files
    except UNREADABLE as error:
        submission.notes.append(f"it cannot be read to its end ({printable(str(error))}): hand it in again")


def _collect(files, submission, lessons):
    found = []
    for count, file in enumerate(_as_far_as_it_can_be_read(files, submission)):
        if count >= MOST_FILES:
            submission.notes.append(f"it has more than {MOST_FILES} files; only the first were looked at")
            break
        path = file.path.replace("\\", "/")
        is_named = path.lower().rpartition("/")[2] == "exercise.cc"
        if not SOURCE.search(path) or NOT_AN_ANSWER.search(path):
            continue
        if file.size > LARGEST:
            submission.notes.append(f"{printable(path)} is larger than 1 MiB, which no answer is: hand in the text alone")
            continue
        try:
            code = _as_utf8(file.read())
        except UNREADABLE as error:
            submission.notes.append(f"{printable(path)} is damaged ({printable(str(error))}): hand it in again")
            continue
        if len(code) > LARGEST:
            submission.notes.append(f"{printable(path)} is larger than it says: hand in the text alone")
            continue
        lesson = _lesson_of(path, code, lessons)
        if lesson:
            found.append((lesson, path, file.time, code))
        elif is_named:
            submission.notes.append(f"{printable(path)} does not tell its lesson: it must include lessons/NN_name/exercise.h")
    for lesson in lessons:
        mine = [entry for entry in found if entry[0] == lesson]
        mine.sort(key=lambda entry: (entry[1].count("/"), -entry[2], entry[1]))
        if mine:
            submission.answers[lesson] = Answer(mine[0][3], mine[0][1])
        if len(mine) > 1 and len({entry[3] for entry in mine}) > 1:
            others = ", ".join(printable(entry[1]) for entry in mine[1:])
            submission.notes.append(f"of several answers {printable(mine[0][1])} counts: it lies highest, and of those is "
                                    f"the newest; not {others}")


def _as_utf8(code):
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if code.startswith(mark):
            return code.decode(encoding, "replace").encode("utf-8")
    return code


def _lesson_of(path, code, lessons):
    by_contract = [name.decode() for name in CONTRACT.findall(code) if name.decode() in lessons]
    if by_contract:
        return by_contract[0]
    if path.lower().rpartition("/")[2] != "exercise.cc":
        return None
    for folder in reversed(path.split("/")[:-1]):
        number = re.match(r"(\d\d)(?!\d)", folder)
        named = [lesson for lesson in lessons if number and lesson.startswith(number[1])]
        if named:
            return named[0]
    return None


def read(path, lessons):
    """The submission in this folder, archive or file; its notes say what could not be read."""
    submission = Submission(name_of(path))
    lower = path.name.lower()
    try:
        if path.is_dir():
            _collect(_files_of_folder(path), submission, lessons)
        elif not path.exists():
            submission.notes.append("it does not exist")
        elif not path.is_file():  # a pipe, say, at which one would wait for ever
            submission.notes.append(ONE_OF_THESE)
        elif lower.endswith(".zip"):
            with zipfile.ZipFile(path) as archive:
                _collect(_files_of_zip(archive), submission, lessons)
        elif lower.endswith(ARCHIVES):
            _collect(_files_of_tar(path), submission, lessons)
        elif SOURCE.search(lower):
            def read_file():
                with path.open("rb") as file:
                    return file.read(LARGEST + 1)
            _collect([_File(path.name, path.stat().st_size, 0, read_file)], submission, lessons)
        else:
            submission.notes.append(ONE_OF_THESE)
    except UNREADABLE as error:
        submission.notes.append(f"it cannot be read ({printable(str(error))}): hand it in again")
    if not submission.answers and not submission.notes:
        submission.notes.append("it has no answer: hand in your lessons folder, or each exercise.cc")
    return submission
