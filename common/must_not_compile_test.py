#!/usr/bin/env python3
"""What is no message does not compile, and the compiler's error names the rule that is broken in its own words.

Runs the machine's compilers: g++, and clang++ where there is one.
"""

import shutil
import subprocess
import sys

PROGRAM = """
#include <span>
#include <string>
#include <string_view>

#include "common/queue.h"

struct Rest {{
  static constexpr std::size_t room = 4;
  std::size_t size() const {{ return 4; }}
  void set_size(std::size_t) {{}}
}};
{declaration}
void use(msgq::Queue queue, msgq::Text<8> text) {{
  {statement}
}}
"""

FINE = [
    ("struct Own : Rest { long type; char bytes[8]; };", "queue.send(Own{});"),
    ("", "queue.send(msgq::Message<int>{}); queue.receive(text);"),
    ("", "(void)queue.try_send(text);"),
]

# A declaration, a statement, and what the compiler must say.
WRONG = [
    ("struct Own : Rest { int type; char bytes[12]; };", "queue.send(Own{});", "BeginsWithALongCalledType"),
    ("struct Own : Rest { char bytes[8]; long type; };", "Own own; queue.receive(own);", "BeginsWithALongCalledType"),
    ("struct Own : Rest { long type; char bytes[2]; static constexpr std::size_t room = 100; };",
     "Own own; (void)queue.try_receive(own);", "HasRoomForWhatIsReceived"),
    ("struct Own : Rest { long type; alignas(16) char bytes[8]; };", "queue.send(Own{});", "HasNoPaddingBehindTheType"),
    ("struct Own : Rest { long type; std::string bytes; };", "queue.send(Own{});", "MayBeCopiedByteByByte"),
    ("struct Own { long type; char bytes[8]; static constexpr std::size_t room = 8; };", "queue.send(Own{});",
     "TellsItsSize"),
    ("", "queue.send(7L);", "BeginsWithALongCalledType"),
    ("", "queue.send(msgq::Message<std::string>{});", "MayBeCopiedByteByByte"),
    ("", "queue.send(msgq::Message<const char*>{});", "HoldsNoPointer"),
    ("", "queue.send(msgq::Message<std::string_view>{});", "HoldsItsBytesItself"),
    ("", "queue.send(msgq::Message<std::span<char>>{});", "HoldsItsBytesItself"),
    ("struct Body { int& number; };", "msgq::Message<Body>* message = nullptr; (void)message;", "HasALayoutThatOthersKnow"),
    ("", "queue.send(msgq::Message<long double>{});", "FollowsTheTypeWithoutPadding"),
    ("", "constexpr auto select = msgq::Select::exactly(-1); (void)select;", "throw_not_positive"),
    ("", "if (queue.try_send(text)) {} queue.try_send(text);", "nodiscard"),
]


def compiled(compiler, declaration, statement):
    """Exit status and words."""
    done = subprocess.run(
        [compiler, "-std=c++20", "-Wall", "-Werror", "-I.", "-fsyntax-only", "-x", "c++", "-"],
        input=PROGRAM.format(declaration=declaration, statement=statement).encode(),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout.decode(errors="replace")


def main():
    compilers = [name for name in ("g++", "clang++") if shutil.which(name)]
    if not compilers:
        print("neither g++ nor clang++ is here. Install one: sudo apt-get install -y --no-install-recommends g++")
        return 1
    failures = 0
    for compiler in compilers:
        for declaration, statement in FINE:
            status, said = compiled(compiler, declaration, statement)
            if status != 0:
                failures += 1
                print(f"{compiler} refuses what is right: {declaration} {statement}\n{said}")
        for declaration, statement, words in WRONG:
            status, said = compiled(compiler, declaration, statement)
            if status == 0 or words not in said:
                failures += 1
                print(f"{compiler}: {declaration} {statement}\nstatus {status}, and this is not said: {words}\n{said}")
    print(f"{len(compilers) * (len(FINE) + len(WRONG))} programs, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
