// What every lesson's main() does at its edges.
#pragma once

#include <exception>

namespace msgq {

// Throws std::invalid_argument, with the usage, if there are more arguments than that, or if the
// first one begins with -- (as --help does) and is no file.
void expect_arguments(int argc, char** argv, int at_most, const char* usage = "");

// The number that `text` stands for: decimal, or 0x41 in hexadecimal. Throws std::invalid_argument,
// which says what `name` is, if it is none or does not lie between the two.
long number(const char* text, const char* name, long least, long most);

// bazel run starts a program elsewhere: goes back to where the command was typed, so that relative
// paths mean what they say; chdir(2). Throws std::system_error if that folder is gone.
void enter_callers_directory();

// One line on standard error: what failed and how to mend it. What would act on a terminal in it is
// escaped. Returns 1, the exit status for main().
int report(const std::exception& error);

}  // namespace msgq
