"""A copy of the course for tools that change and build one, and an end without leftovers however they end."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def copy_of_course(prefix, parent=None):
    """A clone of the last commit, in a temporary folder of its own; at the end it goes, and so do its Bazel and what that built."""
    if not (ROOT / ".git").exists():
        sys.exit("this works on a copy that git clone makes: it needs a git clone of the course, not a zip file")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(dir=parent, prefix=prefix) as folder:
        course = pathlib.Path(folder) / "course"
        if subprocess.run(["git", "clone", "--quiet", str(ROOT), str(course)], check=False).returncode != 0:
            sys.exit("git cannot clone the course")
        try:
            yield course
        finally:
            # Where a second Ctrl-C does not reach it.
            subprocess.run(["bazel", "clean", "--expunge"], cwd=course, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, check=False)


def run(main):
    """The exit status of main(); Ctrl-C and a reader that has gone, as in `| head -1`, end it quietly."""
    try:
        status = main()
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for Python writes once more as it ends
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except (OSError, subprocess.SubprocessError) as error:
        print(f"{pathlib.Path(sys.argv[0]).name}: {error}", file=sys.stderr)
        return 1
