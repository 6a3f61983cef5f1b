"""Copies of the course for learn_test.py, and somebody who uses ./learn there."""

import pathlib
import re
import shutil
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIRST, SECOND = "01_create_queue", "02_stat"
EXERCISE, EXERCISE_2 = f"lessons/{FIRST}/exercise.cc", f"lessons/{SECOND}/exercise.cc"

# Ends the Bazel that ./learn has started.
SHUTDOWN = """
import subprocess, sys
sys.dont_write_bytecode = True
sys.path.insert(0, "tools")
from learning import bazel
subprocess.run(["bazel", *bazel.startup_flags(), "shutdown"], cwd=bazel.workspace())
"""

begin = time.monotonic()
failed = 0


def case(name, good, output=""):
    global failed  # pylint: disable=global-statement
    print(f"{time.monotonic() - begin:5.1f} s", "good: " if good else "WRONG:", name, flush=True)
    if not good:
        failed += 1
        print("\n".join(f"    | {line}" for line in str(output).splitlines()), flush=True)


class Copy:
    """A clone of the course, and who uses it where."""

    def __init__(self, folder, name, user=None, **environment):
        self.path = folder / name
        self.user = user
        self.status = None
        self.environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", **environment}
        subprocess.run(["git", "clone", "--quiet", ROOT, self.path], check=True)
        for other in list(self.path.glob("lessons/0[3-9]*")):
            shutil.rmtree(other)
        (self.path / "user.bazelrc").write_text(f"build --disk_cache={folder}/built\n", "utf-8")
        self.git("config", "user.name", "learner")
        self.git("config", "user.email", "learner@example.com")
        self.git("commit", "--quiet", "-a", "-m", "only two lessons")

    def git(self, *arguments):
        subprocess.run(["git", "-C", self.path, *arguments], check=True, stdout=subprocess.DEVNULL)

    def command(self, *words, **environment):
        variables = [f"{name}={value}" for name, value in {**self.environment, **environment}.items()]
        become = ["runuser", "-u", self.user, "--"] if self.user else []
        return [*become, "env", "-i", *variables, *map(str, words)]

    def start(self, *words, **environment):
        return subprocess.Popen(self.command(self.path / "learn", *words, **environment), cwd="/", text=True,
                                errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                start_new_session=True)

    def learn(self, *words, **environment):
        """What it prints; self.status is its exit status."""
        process = self.start(*words, **environment)
        output = process.communicate(timeout=200)[0]
        self.status = process.returncode
        return output

    def says(self, name, wanted, *words, never=(), **environment):
        """One case: all that is wanted is said, in this order, and nothing of what must never be."""
        output = self.learn(*words, **environment)
        parts = [wanted] if isinstance(wanted, str) else wanted
        in_order = re.search(".*?".join(map(re.escape, parts)), output, re.S)
        case(name, in_order and not any(part in output for part in never), output)
        return output

    def write(self, text, file=EXERCISE):
        (self.path / file).write_text(text, "utf-8")

    def solve(self, name, answer="solution"):
        shutil.copy(self.path / f"lessons/{name}/answers/{answer}.cc", self.path / f"lessons/{name}/exercise.cc")

    def restore(self):
        self.git("checkout", "--quiet", "--", "lessons")

    def end(self):
        subprocess.run(self.command("python3", "-c", SHUTDOWN), cwd=self.path, check=False)


def output_of(command):
    """Both streams."""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False).stdout


def tools_without(folder, *missing):
    """A folder for PATH in which programs are missing."""
    bin_folder = folder / ("without " + " ".join(missing))
    bin_folder.mkdir()
    for tool in pathlib.Path("/usr/bin").iterdir():
        if not any(re.fullmatch(name, tool.name) for name in missing):
            (bin_folder / tool.name).symlink_to(tool)
    return str(bin_folder)


def fake_bazel(folder, script, path="/usr/bin:/bin"):
    """PATH with a Bazel that does just this."""
    fake = folder / f"fake{len(list(folder.glob('fake*')))}"
    fake.mkdir()
    (fake / "bazel").write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    (fake / "bazel").chmod(0o755)
    return f"{fake}:{path}"
