"""Where somebody else's code is compiled and run: it sees the compiler, what it is given, and nothing else.

No network, no files but those, none of the teacher's processes; a limit of time, of processes, of their memory, and of
the size of a file. Root becomes nobody first, for limits do not bind root.
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass

NOBODY = "65534"
MOST_PROCESSES = 1000  # and threads, of one sandbox
MOST_MEMORY = 2 << 30  # bytes, of all its processes together
LOOK_SECONDS = 0.2  # between two looks at their memory
LARGEST_OUTPUT = 1 << 20  # bytes of what is printed
SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/libx32", "/bin", "/sbin", "/etc/alternatives", "/etc/ld.so.cache")

NEEDED = """\
Submissions are compiled and run in a sandbox, and that cannot be had here:
    {words}
Nobody was graded. What usually helps:
    Ubuntu 23.10 and newer   sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0
    hardened kernels         sudo sysctl kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000
    in a container           start it with --privileged, or --security-opt seccomp=unconfined"""


@dataclass
class Ended:
    status: int  # 128 + the signal's number, if one ended it
    output: str
    excess: str = ""  # of what it had too much, and so was ended: "did not end within 20 seconds"


def _tasks_of(uid):
    """How many processes and threads this user has, for the kernel's limit counts them all."""
    count = 0
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if process.stat().st_uid == uid:
                count += len(os.listdir(process / "task"))
        except OSError:
            pass
    return count


def _memory_of(pid):
    """Bytes that this process and all that descend from it have; what they share with each other counts for each."""
    children, bytes_of = {}, {}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            status = (process / "status").read_text("utf-8", "replace")
        except OSError:  # it has just ended
            continue
        number = {name: int(value) for name, value in re.findall(r"^(PPid|RssAnon|RssShmem):\s+(\d+)", status, re.M)}
        children.setdefault(number["PPid"], []).append(int(process.name))
        bytes_of[int(process.name)] = (number.get("RssAnon", 0) + number.get("RssShmem", 0)) << 10  # in KiB
    family = [pid]
    for member in family:  # which grows as it goes
        family += children.get(member, [])
    return sum(bytes_of.get(member, 0) for member in family)


def _excess_of(process, seconds):
    """Waits for its end, or ends it and says of what it has had too much."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            process.wait(timeout=LOOK_SECONDS)
            return ""
        except subprocess.TimeoutExpired:
            if _memory_of(process.pid) > MOST_MEMORY:
                _end(process)
                return f"used more than {MOST_MEMORY >> 30} GiB of memory"
    _end(process)
    return f"did not end within {seconds} seconds"


def give(path):
    """Lets those in the sandbox, and nobody else, read and write it."""
    if os.getuid() == 0:
        os.chown(path, int(NOBODY), int(NOBODY))
    path.chmod(0o700)


def _command(command, readable, writable, environment, memory, cpu_seconds, file_size):
    is_root = os.getuid() == 0
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if is_root else []
    # Outside, the kernel counts all that this user has; in a user namespace of its own, only what is in there.
    processes = 10_000 + _tasks_of(int(NOBODY) if is_root else os.getuid())
    limits = ["prlimit", f"--nproc={processes}", f"--as={memory}", f"--fsize={file_size}", f"--cpu={cpu_seconds}",
              "--core=0", "--nofile=256"]
    box = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--setenv", "PATH",
           "/usr/bin:/bin", "--setenv", "LANG", "C.UTF-8"]
    for name, value in environment.items():
        box += ["--setenv", name, value]
    for path in SYSTEM:
        if os.path.islink(path):
            box += ["--symlink", os.readlink(path), path]
        elif os.path.exists(path):
            box += ["--ro-bind", path, path]
    box += ["--proc", "/proc", "--dev", "/dev", "--size", str(256 << 20), "--tmpfs", "/tmp",
            "--size", str(16 << 20), "--tmpfs", "/dev/shm"]
    for source, target in readable:
        box += ["--ro-bind", str(source), target]
    for source, target in writable:
        box += ["--bind", str(source), target]
    box += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]
    return become + limits + box + ["prlimit", f"--nproc={MOST_PROCESSES}"] + command


def run(command, readable=(), writable=(), environment=None, seconds=20, memory=2 << 30, file_size=64 << 20):
    """Runs it with these files, pairs of a path and its name in there, and waits for its end."""
    whole = _command(command, readable, writable, environment or {}, memory, seconds, file_size)
    with tempfile.TemporaryFile() as output:
        with subprocess.Popen(whole, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                              start_new_session=True) as process:
            _running.add(process)
            try:
                if _is_over.is_set():
                    _end(process)
                excess = _excess_of(process, seconds)
            finally:
                _running.discard(process)
        if _is_over.is_set():  # nobody is to take it for the answer's own end, and try again
            raise InterruptedError("it was ended with all others")
        status = process.returncode
        output.seek(0)
        text = output.read(LARGEST_OUTPUT).decode("utf-8", "replace")
    return Ended(status if status >= 0 else 128 - status, text, excess)


_running = set()
_is_over = threading.Event()


def _end(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it has just ended by itself


def end_all():
    """Ends whatever runs in sandboxes, for those who wait for it in other threads; nothing runs in one from now on."""
    _is_over.set()
    for process in list(_running):
        _end(process)


def why_not():
    """What keeps the sandbox from working here, and what helps; "" if it works."""
    for tool, package in (("bwrap", "bubblewrap"), ("prlimit", "util-linux"), ("setpriv", "util-linux")):
        if not shutil.which(tool):
            return f"{tool} is missing. Install it: sudo apt-get install -y --no-install-recommends {package}"
    ended = run(["true"])
    if ended.status == 0:
        return ""
    words = ended.output.strip() or f"bwrap ended with status {ended.status}"
    return NEEDED.format(words=words.replace("\n", "\n    "))
