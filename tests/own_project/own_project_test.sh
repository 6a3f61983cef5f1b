#!/usr/bin/env bash
# The library in a project of one's own, built by CMake and by Bazel with nothing but what common/README.md says. Not run
# by Bazel, because it runs Bazel itself.
set -u
here=$(cd "$(dirname "$0")" && pwd)
course=$(cd "$here/../.." && pwd)
folder=$(mktemp -d)
trap 'cd "$folder" && bazel clean --expunge > /dev/null 2>&1; rm -rf "$folder"' EXIT
failed=0

command -v cmake > /dev/null || {
  echo "cmake is missing. Install it: sudo apt-get install -y --no-install-recommends cmake make"
  exit 1
}

cp "$here"/*.cc "$here/CMakeLists.txt" "$folder/" || exit 1
for file in WORKSPACE BUILD; do cp "$here/$file.own" "$folder/$file" || exit 1; done
cp "$here/bazelrc.own" "$folder/.bazelrc" && git clone --quiet "$course" "$folder/message_queues" || exit 1
cd "$folder" || exit 1

# prints WORDS WITH COMMAND...: they are the last line that the command prints.
prints() {
  local words=$1 with=$2 last
  shift 2
  last=$("$@" 2>&1 | tee output | tail -n 1)
  if [ "$last" = "$words" ]; then
    echo "good: with $with the program prints: $last"
  else
    echo "WRONG: with $with the last line is: $last"
    cat output
    failed=1
  fi
}

if ! { cmake -S . -B build && cmake --build build; } > output 2>&1; then cat output; fi
prints "hello from the child" CMake build/own_program
prints "i:42;" CMake build/with_php
prints "hello from the child" Bazel bazel run //:own_program
prints "i:42;" Bazel bazel run //:with_php
exit $failed
