"""./learn for learn_test.py where files, users, Bazel or git are not as they should be."""

import os
import pathlib
import shutil
import subprocess

from learner import EXERCISE, FIRST, Copy, case, fake_bazel, output_of, tools_without
from learning import bazel

USER = f"msgq-learn-test-{os.getpid()}"


def read_only(copy):
    path = copy.path / EXERCISE
    copy.write("my answer\n")
    script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    command = ["unshare", "--mount", "sh", "-c", script, copy.path]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode != 0:
        print("not checked here: a file system that is mounted read-only; needs root")
    else:
        says = output_of([*command, *copy.command(copy.path / "learn", "reset", "1")])
        case("reset on a read-only file system", "was not changed: Read-only file system" in says, says)
        says = output_of([*command, *copy.command(copy.path / "learn", "1")])
        case("a check on a read-only file system", "does not compile yet" in says, says)
        untouched = path.read_text("utf-8") == "my answer\n" and not list(path.parent.glob(".exercise*"))
        case("leaves the answer alone", untouched)
    copy.restore()


def bazel_fails(copy, folder):
    rc = copy.path / "user.bazelrc"
    good = rc.read_text("utf-8")
    rc.write_text(good + "build --no_such_flag\n", "utf-8")
    copy.write("int a;\n")
    for word in ("1", "list"):
        copy.says(f"a bad user.bazelrc: ./learn {word}", ["Bazel failed", "no_such_flag"], word, never=["not yet"])
    rc.write_text(good, "utf-8")
    copy.says("Bazel's server dies", ["Bazel failed", "Server terminated abruptly"], "1", never=["not yet"],
              PATH=fake_bazel(folder, "echo Server terminated abruptly; exit 37"))
    copy.says("Bazel is killed", "Bazel failed", "1", never=["not yet"], PATH=fake_bazel(folder, "kill -9 $$"))
    path = tools_without(folder, "bazel")
    for words in ([], ["1"], ["list"], ["diff", "1"]):
        says = copy.learn(*words, PATH=path)
        case(f"no Bazel: ./learn {' '.join(words)}", says == "Bazel is missing. What to do: ./learn doctor\n", says)
    copy.restore()
    copy.says("no Bazel, and nothing begun", "Bazel is missing.", PATH=path, never=["bazel run"])
    path = tools_without(folder, r"(x86_64-linux-gnu-)?(g\+\+|gcc|cc|c\+\+|clang)(-\d+)?", r"clang\+\+(-\d+)?", "git")
    says = copy.learn("1", PATH=fake_bazel(folder, "echo Cannot find gcc; exit 1", path))
    case("no compiler is one line", says == "There is no C++ compiler. What to do: ./learn doctor\n", says)
    without = tools_without(folder, "unshare")
    copy.says("the doctor, where unshare is missing", ["good     Bazel", "limits "], "doctor", PATH=without)
    copy.says("the doctor names what is missing", "missing  C++ compiler. To mend it: sudo", "doctor", PATH=path)
    copy.says("a hint without git", "Hint 1 of 3", "hint", "1", "1", PATH=path)
    copy.write("my answer\n")
    copy.says("reset without git", ["was not changed", "git is missing. To mend it: sudo apt-get install -y git"],
              "reset", "1", PATH=path)
    copy.restore()


def without_a_clone(copy, folder):
    zipped = folder / "zipped"
    shutil.copytree(copy.path, zipped, ignore=shutil.ignore_patterns(".git", "bazel-*"), symlinks=True)
    git, copy.path = copy.path, zipped
    copy.write("my answer\n")
    for name in ("a zip file's", "untracked in another repository"):
        copy.says(f"reset, {name}", ["was not changed", "this is no git clone of the course"], "reset", "1")
        case("leaves the answer alone", (zipped / EXERCISE).read_text("utf-8") == "my answer\n")
        subprocess.run(["git", "init", "--quiet", folder], check=True)
        subprocess.run(["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a", "commit", "--quiet",
                        "--allow-empty", "-m", "a"], check=True)
    shutil.rmtree(folder / ".git")
    copy.path = git


def another_user(folder):
    """The course belongs to root, and somebody else uses it."""
    if os.getuid() != 0 or not shutil.which("useradd"):
        print("not checked here: another user; needs root")
        return
    try:
        subprocess.run(["useradd", "--create-home", USER], check=True)
        as_another_user(folder)
    finally:
        subprocess.run(["userdel", "--remove", USER], stderr=subprocess.DEVNULL, check=False)


def as_another_user(folder):
    uid = int(subprocess.run(["id", "-u", USER], capture_output=True, check=True).stdout)
    private = pathlib.Path(f"/var/tmp/msgq-learn-{uid}")
    subprocess.run(["chmod", "-R", "a+rwX", folder / "built"], check=True)
    copy = Copy(folder, "roots", USER, HOME=f"/home/{USER}")
    try:
        copy.says("root's course", ["not yet", "Rule:      who comes later"], "1")
        case("nothing is written there", not list(copy.path.glob("bazel-*")) and not (copy.path / ".cache").exists())
        copy.says("hints that cannot be remembered", ["Hint 1 of 3", "./learn hint 1 2"], "hint", "1")
        copy.write("my answer\n")
        copy.says("reset, where git does not trust", ["was not changed", "git config --global --add safe.directory"],
                  "reset", "1")
        copy.says("the doctor says so too", ["missing  a course that you may write to", "safe.directory"], "doctor")
        trust = copy.command("git", "config", "--global", "--add", "safe.directory", copy.path)
        subprocess.run(trust, cwd="/", check=True)
        copy.says("reset, where it may not write",
                  ["was not changed", "Permission denied", "a copy of your own: git clone"], "reset", "1")
        copy.end()
        copy.environment["HOME"] = f"/home/{USER}/家 1"
        private.mkdir(mode=0o777)
        copy.says("a folder that somebody else has made first",
                  [f"{private} belongs to somebody else", "XDG_CACHE_HOME="], "1")
        private.rmdir()
        copy.says("a home with Chinese letters and a space", "does not compile yet", "1")
        case("works in a folder of one's own", private.stat().st_uid == uid and private.stat().st_mode & 0o777 == 0o700)
        copy.end()
    finally:
        subprocess.run(["chmod", "-R", "u+w", private], stderr=subprocess.DEVNULL, check=False)
        shutil.rmtree(private, ignore_errors=True)


LEFT_LINK = """
import os, sys
sys.dont_write_bytecode = True
sys.path.insert(0, "tools")
from learning import bazel
(bazel.workspace() / "learn").unlink()
os.symlink("nowhere", bazel.own_folder() / f"link-{os.getpid()}")
print(bazel.workspace() / "learn")
"""


def links(copy, folder):
    """Of what Bazel refuses, the path of most tests has all three."""
    plain = [path for path in ("/my course", "/课程", "/kä", "", "/a-1/B.c_d") if bazel.PLAIN.fullmatch(path)]
    case("which paths Bazel takes", plain == ["/a-1/B.c_d"], plain)
    found = [path for path in (folder / "cache/msgq-learn").iterdir() if (path / "lessons").is_symlink()]
    case("the links lie in a folder of one's own", len(found) == 1 and found[0].stat().st_mode & 0o777 == 0o700, found)
    done = subprocess.run(copy.command("python3", "-c", LEFT_LINK), cwd=copy.path, capture_output=True, text=True,
                          check=False)
    case("a link that a killed ./learn has left", pathlib.Path(done.stdout.strip()).is_symlink(), done.stderr)
    case("nothing of Bazel lies in the course", not list(copy.path.glob("bazel-*")))
