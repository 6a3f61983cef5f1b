#include "common/orders/registers.h"

#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#include <algorithm>
#include <cstddef>

#include "common/calls.h"

namespace msgq::orders {
namespace {

constexpr long restart_without_a_trace =
    -513;  // the kernel's ERESTARTNOINTR, which no program sees

__ptrace_syscall_info info_of(pid_t tid) {
  __ptrace_syscall_info info{};
  if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, &info) == -1) calls::fail("ptrace");
  return info;
}

user_regs_struct registers_of(pid_t tid) {
  user_regs_struct registers{};
  iovec all{&registers, sizeof registers};
  if (ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &all) == -1) calls::fail("ptrace");
  return registers;
}

void set_registers(pid_t tid, user_regs_struct registers) {
  iovec all{&registers, sizeof registers};
  if (ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &all) == -1) calls::fail("ptrace");
}

#if defined(__x86_64__)

void set_result(user_regs_struct& registers, long result) {
  registers.rax = static_cast<unsigned long>(result);
}

void set_number(pid_t, user_regs_struct& registers, long number) {
  registers.orig_rax = static_cast<unsigned long>(number);
}

#elif defined(__aarch64__)

void set_result(user_regs_struct& registers, long result) {
  registers.regs[0] = static_cast<unsigned long>(result);
}

void set_number(pid_t tid, user_regs_struct&, long number) {
  int value = static_cast<int>(number);
  iovec only{&value, sizeof value};
  if (ptrace(PTRACE_SETREGSET, tid, NT_ARM_SYSTEM_CALL, &only) == -1) calls::fail("ptrace");
}

#else
#error "Tell here in which registers this processor has the number and the result of a system call."
#endif

}  // namespace

Call call_of(pid_t tid) {
  const __ptrace_syscall_info info = info_of(tid);
  Call call;
  call.number = static_cast<long>(info.seccomp.nr);
  std::copy(std::begin(info.seccomp.args), std::end(info.seccomp.args), call.arguments.begin());
  return call;
}

long result_of(pid_t tid) { return static_cast<long>(info_of(tid).exit.rval); }

void skip_call(pid_t tid, long result) {
  user_regs_struct registers = registers_of(tid);
  set_result(registers, result);
  set_number(tid, registers, -1);
  set_registers(tid, registers);
}

void restart_call(pid_t tid, const Call& call) {
  user_regs_struct registers = registers_of(tid);
  set_result(registers, restart_without_a_trace);
  set_number(tid, registers, call.number);
  set_registers(tid, registers);
}

}  // namespace msgq::orders
