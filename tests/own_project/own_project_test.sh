#!/usr/bin/env bash
# The library in a project of one's own, built by CMake and by Bazel, as common/README.md says. Not run by Bazel, because
# it runs Bazel itself.
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

cp "$here/main.cc" "$here/CMakeLists.txt" "$folder/" && cp "$here/WORKSPACE.own" "$folder/WORKSPACE" &&
  cp "$here/BUILD.own" "$folder/BUILD" && cp "$course/.bazelrc" "$folder/" || exit 1
git clone --quiet "$course" "$folder/message_queues" || exit 1
cd "$folder" || exit 1

# prints WHAT COMMAND...: the last line that the command prints is the program's.
prints() {
  local what=$1 last
  shift
  last=$("$@" 2>&1 | tee output | tail -n 1)
  if [ "$last" = "i:42;, exit status 0" ]; then
    echo "good: with $what the program prints: $last"
  else
    echo "WRONG: with $what the last line is: $last"
    cat output
    failed=1
  fi
}

prints CMake bash -c "cmake -S . -B build && cmake --build build && build/own_program"
# A folder of the course within the project would be built too, if it were not left out.
echo message_queues > .bazelignore
prints Bazel bazel run //:own_program
exit $failed
