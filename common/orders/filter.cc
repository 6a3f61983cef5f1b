#include "common/orders/filter.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>

namespace msgq::orders {
namespace {

#if defined(__x86_64__)
constexpr unsigned native = AUDIT_ARCH_X86_64;
constexpr unsigned other_calls = 0x4000'0000;  // from this number on those of x32
#elif defined(__aarch64__)
constexpr unsigned native = AUDIT_ARCH_AARCH64;
constexpr unsigned other_calls = 0xffff'ffff;
#endif

}  // namespace

bool watch(const std::vector<int>& numbers) {
  constexpr sock_filter refuse = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
  constexpr sock_filter stop = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
  constexpr sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  constexpr sock_filter first_argument =  // its low half
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args));
  std::vector<sock_filter> filter = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native, 1, 0),
      refuse,
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, other_calls, 0, 1),
      refuse,
  };
  const auto add = [&](int number, const std::vector<sock_filter>& what_then) {
    const auto behind = static_cast<unsigned char>(what_then.size());
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(number), 0, behind));
    filter.insert(filter.end(), what_then.begin(), what_then.end());
  };
  for (const int number : numbers) add(number, {stop});
  for (const int number : {SYS_clone3, SYS_ptrace, SYS_process_vm_writev}) add(number, {refuse});
  add(SYS_clone,
      {first_argument, BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_UNTRACED, 0, 1), refuse, allow});
  constexpr unsigned itself = 0;  // the pid
  add(SYS_prlimit64,
      {first_argument, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, itself, 1, 0), refuse, allow});
  filter.push_back(allow);
  const sock_fprog program{.len = static_cast<unsigned short>(filter.size()),
                           .filter = filter.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

}  // namespace msgq::orders
