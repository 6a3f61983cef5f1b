# How ./learn speaks: in the user's language, and in colour on a terminal. Sourced by it.
# shellcheck disable=SC2034,SC2059
if [ -t 1 ]; then colour=yes; else colour=no; fi

page=README.md  # of a lesson
declare -A chinese=()
if [[ ${LC_ALL:-${LC_MESSAGES:-${LANG-}}} = zh* ]]; then
  page=README.zh-CN.md
  . tools/learn.zh-CN.sh
fi

# say FORMAT ARGUMENT...: a line. The format is also the key of its translation.
say() { printf "${chinese[$1]:-$1}\n" "${@:2}"; }

# The same in bold; the same as a last word.
bold() { if [ $colour = yes ]; then printf '\033[1m%s\033[0m\n' "$(say "$@")"; else say "$@"; fi; }
give_up() { say "$@" >&2; exit 1; }
