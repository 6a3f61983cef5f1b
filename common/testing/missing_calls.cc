#include "common/testing/missing_calls.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <bit>
#include <cerrno>
#include <cstddef>

#include "common/calls.h"

namespace msgq::testing {
namespace {

// A filter is a little program that the kernel runs before each system call; seccomp(2). It does
// not look at seccomp_data.arch, as a filter for security must: this process makes only the calls
// it was compiled for, and __NR_ numbers are those.
constexpr sock_filter load_number = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr));
constexpr sock_filter answer(unsigned error) {
  return BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error & SECCOMP_RET_DATA));
}
constexpr sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);

// Goes so many lines further if the loaded number is this one.
constexpr sock_filter if_equal(unsigned number, unsigned char lines) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, lines, 0);
}

template <std::size_t Lines>
void install(sock_filter (&filter)[Lines]) {
  const sock_fprog program{.len = Lines, .filter = filter};
  // Without the first, only root may do the second.
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1) calls::fail("prctl");
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == -1) calls::fail("prctl");
}

}  // namespace

void without_system_v_ipc() {
  sock_filter filter[] = {
      load_number,
      if_equal(__NR_msgget, 4),
      if_equal(__NR_msgsnd, 3),
      if_equal(__NR_msgrcv, 2),
      if_equal(__NR_msgctl, 1),
      allow,
      answer(ENOSYS),
  };
  install(filter);
}

void without_fork() {
  sock_filter filter[] = {
      load_number,
      // The C library's fork is a clone.
      if_equal(__NR_clone, 2),
      if_equal(__NR_clone3, 1),
      allow,
      answer(EAGAIN),
  };
  install(filter);
}

void without_mmap() {
  sock_filter filter[] = {
      load_number,
      if_equal(__NR_mmap, 1),
      allow,
      answer(ENOMEM),
  };
  install(filter);
}

void without_ptrace() {
  sock_filter filter[] = {
      load_number,
      if_equal(__NR_ptrace, 1),
      allow,
      answer(EPERM),
  };
  install(filter);
}

void without_kill() {
  sock_filter filter[] = {
      load_number,
      if_equal(__NR_kill, 1),
      allow,
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
  };
  install(filter);
}

void without_msg_copy() {
  // Arguments are 64 bits wide; the flags are in the lower half of msgrcv's fifth.
  constexpr unsigned msgflg =
      offsetof(seccomp_data, args[4]) + (std::endian::native == std::endian::big ? 4 : 0);
  sock_filter filter[] = {
      load_number,
      if_equal(__NR_msgrcv, 1),
      allow,
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, msgflg),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, MSG_COPY, 1, 0),
      allow,
      answer(ENOSYS),
  };
  install(filter);
}

}  // namespace msgq::testing
