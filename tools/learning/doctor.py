"""./learn doctor: what is missing on this machine, and the line that mends it."""

import os
import pathlib
import shutil
import subprocess

from learning import bazel, messages
from learning.lesson import ROOT, git, trouble_with_git
from learning.speech import Stop, say, text


def doctor():
    needs = [(shutil.which("bazel"), "Bazel", install("bazel-bootstrap")),
             (os.access("/usr/include/doctest/doctest.h", os.R_OK), "doctest", install("doctest-dev")),
             (bazel.has_compiler(), text(messages.COMPILER), install("g++")),
             (os.access("/proc/sysvipc/msg", os.R_OK), text(messages.QUEUES), text(messages.ANOTHER_KERNEL)),
             (os.access("/proc/self/wchan", os.R_OK), text(messages.WCHAN), text(messages.MOUNT_PROC)),
             (is_writable(), text(messages.WRITABLE), text(messages.CLONE_IT, root=ROOT))]
    for good, what, how in needs:
        if good:
            say(messages.GOOD, what=what)
        else:
            say(messages.LACKS, what=what, how=how)
    trouble = trouble_with_git()
    if trouble:
        say(messages.GIT_LACKS, trouble=trouble)
    else:
        say(messages.GOOD, what=text(messages.GIT_KNOWS))
    notes()
    return 0 if all(good for good, _, _ in needs) and not trouble else 1


def install(package):
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {package}"


def is_writable():
    """Asks for the file system too: one that is mounted read-only refuses root as well."""
    return all(os.access(path, os.W_OK) for path in [ROOT / "lessons", *(ROOT / "lessons").glob("[0-9]*")])


def notes():
    """What is good to know here."""
    folder = (git("rev-parse", "--absolute-git-dir") or b"").decode("utf-8", "surrogateescape").strip()
    for lock in ("index.lock", "config.lock"):
        if folder and os.path.exists(f"{folder}/{lock}"):
            say(messages.NOTE_LOCK, file=f"{folder}/{lock}")
    try:
        if shutil.which("bazel") and (bazel.workspace() != ROOT or bazel.startup_flags()):
            say(messages.NOTE_PATH, command=bazel.as_typed("test", "//..."))
    except Stop as stop:
        say(stop.message, **stop.values)
    if shutil.which("unshare") and \
            subprocess.run(["unshare", "--user", "--ipc", "true"], capture_output=True, check=False).returncode != 0:
        say(messages.NOTE_SHARED)
    limits = {name: pathlib.Path("/proc/sys/kernel", name) for name in ("msgmax", "msgmnb", "msgmni")}
    say(messages.LIMITS, **{name: path.read_text("ascii").strip() if path.exists() else "?"
                            for name, path in limits.items()})
