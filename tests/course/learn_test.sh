#!/usr/bin/env bash
# ./learn as a learner uses it, on a copy whose path has a space: tests/course/learn_test.sh. Not run by Bazel, because it runs Bazel itself.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'cd /; (cd "$folder"/learn-* && bazel clean --expunge) > /dev/null 2>&1; rm -rf "$folder"' EXIT
export TMPDIR=$folder
git clone --quiet "$root" "$folder/my course" && cd "$folder/my course" || exit 1
git config user.name learner && git config user.email learner@example.com
unset LC_ALL LC_MESSAGES
export LANG=C.UTF-8
failed=0
answer=lessons/01_create_queue/exercise.cc

# says WORDS COMMAND...: the command's output holds the words.
says() {
  local words=$1 output
  shift
  output=$("$@" 2>&1)
  if grep -qF -- "$words" <<< "$output"; then
    echo "good: $* says: $words"
  else
    echo "WRONG: $* does not say: $words"
    echo "$output"
    failed=1
  fi
}

cd / || exit 1
learn="$folder/my course/learn"
says "01 · Create a queue: not yet" "$learn"
says "rule: who comes later has not created it" "$learn" 1
says "Next:  ./learn hint 1" "$learn" 1
says "Hint 1 of 3" "$learn" hint 1
says "Hint 2 of 3" "$learn" hint 1
says "Hint 3 of 3" "$learn" hint 1
says "Hint 1 of 3" "$learn" hint 1
says "Hint 3 of 3" "$learn" hint 1 3
says "There are 3 hints" "$learn" hint 1 4
says "There is no lesson 99" "$learn" 99
says "Which lesson?" "$learn" hint
says "There is no lesson x" "$learn" reset x
says "The solution is shown when your own answer is green" "$learn" diff 1
says "is as it was already" "$learn" reset 1
says "not yet  01 · Create a queue" "$learn" list
says "./learn doctor" "$learn" help
says "There is no ./learn foo" "$learn" foo
says "good     Bazel" "$learn" doctor

cd "$folder/my course" || exit 1
echo "nonsense" >> $answer
says "error: 'nonsense' does not name a type" ./learn 1
says "Your answer is kept" ./learn reset 1
says "nonsense" git stash show -p
cp lessons/01_create_queue/answers/solution.cc $answer
says "01 · Create a queue: green" ./learn 1
says "Next:  lessons/02_stat/README.md" ./learn 1
says "02 · Status: not yet" ./learn
says "green    01 · Create a queue" ./learn list
says "to the letter" ./learn diff 1
for lesson in lessons/[0-9]*; do cp "$lesson/answers/solution.cc" "$lesson/exercise.cc"; done
says "All exercises are green" ./learn
says "All exercises are green" timeout 60 ./learn watch

# watch notices a save.
cp lessons/02_stat/answers/wrong_only_bytes.cc lessons/02_stat/exercise.cc
./learn watch > watched 2>&1 &
until grep -qs 'Watching lessons/02_stat' watched || ! kill -0 $!; do sleep 0.1; done
cp lessons/02_stat/answers/solution.cc lessons/02_stat/exercise.cc
says "All exercises are green" timeout 60 tail --pid=$! -n +1 -f watched

(cd "$root" && bazel run //lessons/01_create_queue -- "$folder/my course" > /dev/null)
says "Removed the queue with key" ./learn clean

# The same in Chinese: no message without its translation, none that is no longer said, as many %s in both.
declare -A chinese
. tools/learn.zh-CN.sh
mapfile -t messages < <(
  sed -n 's/^#   //p' learn
  grep -oP "\b(say|bold|give_up|need) '\K[^']*" learn
  grep -oP '\b(say|bold|give_up|need) "\K[^"$]*(?=")' learn
  grep -oP '^  need "[^"]*" "[^"]*(\|\|[^"]*)?" "\K[^"]*' learn)
for message in "${messages[@]}"; do
  [ "${chinese[$message]+there}" ] || { echo "WRONG: tools/learn.zh-CN.sh lacks: $message"; failed=1; }
  [ "$(grep -o '%s' <<< "$message")" = "$(grep -o '%s' <<< "${chinese[$message]}")" ] || { echo "WRONG: how many %s: $message"; failed=1; }
done
[ "${#chinese[@]}" = "$(printf '%s\n' "${messages[@]}" | sort -u | wc -l)" ] || { echo "WRONG: tools/learn.zh-CN.sh has messages that are not said"; failed=1; }

export LANG=zh_CN.UTF-8
git checkout --quiet -- lessons
says "01 · 创建队列：还没通过" ./learn
says "课文：  lessons/01_create_queue/README.zh-CN.md" ./learn 1
says "rule: who comes later has not created it" ./learn 1
says "提示 1（共 3 条）" ./learn hint 1 1
says "有第 99 课" ./learn 99
says "还没通过  01 · 创建队列" ./learn list
says "每次存盘后自动再检查" ./learn help
says "正常  Bazel" ./learn doctor
says "checks again whenever you save" env LANG=fr_FR.UTF-8 ./learn help

if ./learn 1 | grep -q $'\033'; then echo "WRONG: colours in a pipe"; failed=1; fi
exit $failed
