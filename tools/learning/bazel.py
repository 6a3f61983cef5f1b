"""Asks Bazel for the verdict on an exercise, and reads Bazel's own events instead of its console."""

import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import stat
import subprocess
import tempfile
import urllib.parse
from dataclasses import dataclass, field

from learning import messages, report, speech
from learning.lesson import ROOT

PLAIN = re.compile(r"[A-Za-z0-9_./+@=~-]+")  # Bazel refuses a path with spaces or with letters beyond ASCII
TESTS_FAILED = 3  # Bazel's exit status


class Failed(Exception):
    """Bazel itself has failed, with all that it said."""


@dataclass
class Verdict:
    green: bool
    steps: list = field(default_factory=list)  # that fail
    words: str = ""  # of the check, where no step says what is wrong
    compiler: str = ""  # what it said
    linking: bool = False
    log: str = ""  # where all lies that the check and the answer printed


def is_own_folder(path):
    """Makes the folder if need be; True if nobody else may write there."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022 \
        and os.access(path, os.W_OK)


def own_folder():
    """A folder with a plain path for what ./learn must write outside the course."""
    home, cache = os.environ.get("HOME"), os.environ.get("XDG_CACHE_HOME")
    last = pathlib.Path(f"/var/tmp/msgq-learn-{os.geteuid()}")
    places = [pathlib.Path(cache) / "msgq-learn"] if cache else []
    places += [pathlib.Path(home) / ".cache/msgq-learn"] if home else []
    for place in [*places, last]:
        if place.is_absolute() and PLAIN.fullmatch(str(place)) and is_own_folder(place):
            return place
    raise speech.Stop(messages.NO_OWN_FOLDER, folder=last)


def workspace():
    """The course, where Bazel can work: if need be, a folder of links to it."""
    if PLAIN.fullmatch(str(ROOT)):
        return ROOT
    folder = own_folder() / hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:16]
    if not is_own_folder(folder):
        raise speech.Stop(messages.NO_OWN_FOLDER, folder=folder)
    wanted = {entry.name for entry in ROOT.iterdir() if not entry.name.startswith(("bazel-", ".git", ".cache"))}
    for name in wanted.union(os.listdir(folder)):
        link = folder / name
        if name in wanted and link.is_symlink() and os.readlink(link) == str(ROOT / name):
            continue
        new = own_folder() / f"link-{os.getpid()}"
        if name in wanted:
            new.unlink(missing_ok=True)  # of one that was killed, and had the same number
            os.symlink(ROOT / name, new)
            os.replace(new, link)  # at once, for another ./learn may be running
        elif link.is_symlink() and not name.startswith("bazel-"):
            link.unlink(missing_ok=True)
    return folder


def demand_bazel():
    if not shutil.which("bazel"):
        raise speech.Stop(messages.NO_BAZEL)


def startup_flags():
    """Where Bazel keeps what it has built: in HOME, unless it cannot work there."""
    home = os.environ.get("HOME", "")
    if PLAIN.fullmatch(home) and os.access(home, os.W_OK):
        return []
    return [f"--output_user_root={own_folder() / 'bazel'}"]


def has_built():
    """Whether the library is built, where Bazel keeps it unless it was told otherwise."""
    demand_bazel()
    base = hashlib.md5(os.fsencode(os.path.realpath(workspace()))).hexdigest()
    if startup_flags():
        places = [own_folder() / "bazel"]
    else:
        caches = [os.environ.get("XDG_CACHE_HOME", ""), os.path.join(os.environ["HOME"], ".cache")]
        places = [place for cache in caches if cache for place in pathlib.Path(cache).glob("bazel/*")]
    return any(list(place.glob(f"{base}/execroot/*/bazel-out/*/bin/common/_objs")) for place in places)


def as_typed(*words):
    """The same for people: a line for the shell."""
    demand_bazel()
    line = shlex.join(["bazel", *startup_flags(), *words])
    return line if workspace() == ROOT else f"(cd {shlex.quote(str(workspace()))} && {line})"


def test(labels):
    """Bazel's exit status, what it printed, and its events."""
    demand_bazel()
    with tempfile.NamedTemporaryFile(dir=own_folder(), prefix="events-") as file:
        command = ["bazel", *startup_flags(), "test", "--keep_going", "--noshow_progress", "--color=no",
                   "--symlink_prefix=/", "--build_event_publish_all_actions", f"--build_event_json_file={file.name}"]
        done = subprocess.run(command + labels, cwd=workspace(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env={**os.environ, "LC_ALL": "C.UTF-8"}, check=False)
        events = read_events(file.name)
    return done.returncode, done.stdout.decode("utf-8", "replace"), events


def read_events(path):
    events = []
    with open(path, "rb") as lines:
        for line in lines:
            try:
                events.append(json.loads(line))
            except ValueError:  # Bazel died while it wrote
                break
    return events


def read(path):
    try:
        return pathlib.Path(path).read_text("utf-8", "replace")
    except OSError:
        return ""


def path_of(output):
    """Of a file that an event names: {"name": ..., "uri": "file:///..."}."""
    return pathlib.Path(urllib.parse.unquote(urllib.parse.urlparse(output["uri"]).path))


def results(events):
    """Label -> status of its test, and its outputs by name."""
    found = {}
    for event in events:
        if result := event.get("testResult"):
            outputs = {output["name"]: output for output in result.get("testActionOutput", []) if "uri" in output}
            found[event["id"]["testResult"]["label"]] = result.get("status"), outputs
    return found


def compiler_says(events, failed):
    """What the compiler or the linker said: (text, whether it was the linker) of each action."""
    for event in events:
        action = event.get("action", {})
        if action.get("type", "").startswith("Cpp") and "stderr" in action and action.get("success", False) != failed:
            yield read(path_of(action["stderr"])), action["type"] == "CppLink"


def check(lesson):
    """The verdict on one exercise."""
    status, output, events = test([lesson.label])
    for text, linking in compiler_says(events, failed=True):
        return Verdict(False, compiler=text, linking=linking)
    if status == 0:
        warnings = "".join(text for text, _ in compiler_says(events, failed=False))
        return Verdict(True, compiler=warnings)
    _, outputs = results(events).get(lesson.label, ("", {}))
    if status != TESTS_FAILED or not outputs:
        raise failure(output)
    steps = report.steps_of(path_of(outputs["test.xml"])) if "test.xml" in outputs else []
    log = path_of(outputs["test.log"]) if "test.log" in outputs else ""
    return Verdict(False, [step for step in steps if step.failures], report.last_words(read(log)), log=str(log))


def green_ones(lessons):
    """The names of those that are green."""
    if not lessons:
        return set()
    status, output, events = test([lesson.label for lesson in lessons])
    if status not in (0, TESTS_FAILED) and not any(compiler_says(events, failed=True)):
        raise failure(output)
    found = results(events)
    return {lesson.name for lesson in lessons if found.get(lesson.label, ("", {}))[0] == "PASSED"}


def failure(output):
    """Why there is no verdict."""
    if not has_compiler():
        return speech.Stop(messages.NO_COMPILER)
    return Failed(output)


def has_compiler():
    return any(shutil.which(compiler) for compiler in ("g++", "clang++"))
