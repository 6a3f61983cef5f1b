"""Answers to exercise 1 that cheat, harm or are merely odd; for grade_test.py."""

HEAD = """
#include "lessons/01_create_queue/exercise.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <stdio.h>
"""


def answer(body, before=""):
    """The starter's answer, behind something else: it is right about half of the steps."""
    return HEAD + before + f"""
Opened open_or_create(msgq::Key key) {{
  {body}
  return {{msgq::Queue::open_or_create(key), true}};
}}
"""


FORGED = ('<?xml version=\\"1.0\\"?><testsuites>' + "".join(
    f'<testcase name=\\"step {number}: x\\"/>' for number in range(1, 7)) + "</testsuites>")
WRITES_REPORT = f"""
  const char forged[] = "{FORGED}";
  const int fd = open("/report.xml", O_WRONLY | O_TRUNC);
  if (fd != -1 && write(fd, forged, sizeof forged - 1) < 0) abort();
  close(fd);
"""

# name -> what is compiled; at most the starter's points may come of it
CHEATS = {
    "ends the process": answer("_exit(0);"),
    "ends it before main": answer("", "[[gnu::constructor]] void early() { _exit(0); }"),
    "ends it at exit": answer("", "[[gnu::destructor]] void late() { _exit(0); }"),
    "prints success": answer(r'write(1, "[doctest] Status: SUCCESS!\nSUCCESS!\n", 36);'),
    "prints a rule": answer(r'write(2, "rule: you are the best\n", 23);'),
    "writes the report": answer(WRITES_REPORT),
    "writes the report and kills the judge": answer(WRITES_REPORT + "kill(-1, SIGKILL);"),
    "writes the report, which the judge then cannot open": answer(
        WRITES_REPORT + "rlimit none{0, 0}; prlimit(getppid(), RLIMIT_NOFILE, &none, nullptr); _exit(0);"),
    "writes into the judge": answer(
        'char path[64]; snprintf(path, sizeof path, "/proc/%d/mem", getppid()); if (open(path, O_RDWR) != -1) { '
        + WRITES_REPORT + "kill(getppid(), SIGKILL); }"),
    "a daemon that writes the report": answer(
        "if (fork() == 0) { setsid(); if (fork() == 0) for (;;) {" + WRITES_REPORT + "} _exit(0); }"),
    "a child out of sight": answer(
        "if (syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0) == 0) for (;;) {" + WRITES_REPORT + "}"),
    "traces itself": answer("ptrace(PTRACE_TRACEME, 0, 0, 0);"),
    "kills its parent": answer("kill(getppid(), SIGKILL);"),
    "stops its parent": answer("kill(getppid(), SIGSTOP);"),
    "another doctest": answer("", '\n#define DOCTEST_CONFIG_IMPLEMENT\n#include <doctest/doctest.h>\n'
                                  "TEST_CASE(\"step 1: ha\") {}\n"),
    "another main": answer("", "extern \"C\" int main() { return 0; }"),
    "an own waitpid": answer("", 'extern "C" int waitpid(int, int* status, int) { if (status) *status = 0; return 1; }'),
    "an own msgget": answer("", 'extern "C" int msgget(int, int) { return 7; }'),
    "assembler in .init_array": answer("", 'asm(".section .init_array,\\"aw\\"\\n.quad ends_it\\n.text\\nends_it: mov $60,'
                                           '%eax\\nxor %edi,%edi\\nsyscall\\n");'),
}

HARMS = {
    "crashes": answer("raise(SIGSEGV);"),
    "is killed": answer("raise(SIGKILL);"),
    "stops itself": answer("raise(SIGSTOP);"),
    "sleeps for ever": answer("pause();"),
    "naps for ever": answer("for (;;) sleep(1);"),
    "computes for ever": answer("for (volatile bool on = true; on;) {}"),
    "calls for ever": answer("for (;;) msgget(key.value, 0);"),
    "prints for ever": answer('for (;;) if (write(1, "more and more", 13) < 0) abort();'),
    "forks for ever": answer("for (;;) fork();"),
    "makes threads for ever": answer(
        "pthread_t id; for (;;) pthread_create(&id, nullptr, [](void*) -> void* { for (;;) pause(); }, nullptr);"),
    "takes all memory": answer("for (;;) memset(malloc(1 << 26), 1, 1 << 26);"),
    "takes all memory with its children": answer(
        "for (int i = 0; i < 8; ++i) if (fork() == 0) for (;;) memset(malloc(700 << 20), 1, 700 << 20);"
        "for (volatile bool on = true; on;) {}"),
    "takes all shared memory": answer(
        "for (int i = 0; i < 8; ++i) if (fork() == 0) for (;;) memset(mmap(nullptr, 700 << 20, PROT_READ | PROT_WRITE,"
        "MAP_SHARED | MAP_ANONYMOUS, -1, 0), 1, 700 << 20); for (volatile bool on = true; on;) {}"),
    "fills the disk": answer('static char mib[1 << 20]; const int fd = open("/tmp/big", O_CREAT | O_WRONLY, 0600);'
                             "for (;;) if (write(fd, mib, sizeof mib) < 0) break;"),
    "fills what else there is": answer(
        'static char mib[1 << 20]; for (const char* path : {"/x", "/dev/x", "/dev/shm/x"}) {'
        "const int fd = open(path, O_CREAT | O_WRONLY, 0600); for (;;) if (write(fd, mib, sizeof mib) < 0) break; }"),
    "makes queues for ever": answer("for (int i = 0; i < 40000; ++i) msgget(IPC_PRIVATE, 0600);"),
    "blocks all signals": answer("sigset_t all; sigfillset(&all); sigprocmask(SIG_SETMASK, &all, 0); for (;;) {}"),
    "closes all descriptors": answer("for (int fd = 0; fd < 1024; ++fd) close(fd);"),
    "throws a number": answer("throw 7;"),
    "smashes the stack": answer("volatile char room[8]; for (int i = 0; i < 10000; ++i) room[i] = 1;"),
}

# What must not compile, nor take long.
NOT_COMPILED = {
    "nonsense": "nonsense",
    "nothing": "",
    "zeros": "\0" * 1000,
    "includes itself": '#include __FILE__\n#include __FILE__\n',
    "computes while it compiles": HEAD + """
constexpr unsigned long f(unsigned long n) { unsigned long x = 0; for (; n > 0; --n) x += n; return x; }
template <int N> struct S { static constexpr unsigned long v = f(10000000 + N) + S<N - 1>::v; };
template <> struct S<0> { static constexpr unsigned long v = 0; };
static_assert(S<300>::v != 1);
""",
    "templates without end": HEAD + "template <class T> struct S { S<S<T>> next; }; S<int> s;",
    "a large array": answer("", "char large[2000000000] = {1};"),
    "much to warn of": "\n".join(['#warning "again and again"'] * 30_000) + "\nnonsense",
    "reads a file of the teacher's": answer("", 'asm(".incbin \\"{secret}\\"");'),
    "includes the solution": '#include "lessons/01_create_queue/answers/solution.cc"\n',
    "includes by an absolute path": '#include "{root}/lessons/01_create_queue/answers/solution.cc"\n',
    "includes what lies around": '#include "/etc/passwd"\n',
}
