#!/usr/bin/env bash
# What docs/php_to_cpp.md says of PHP, tried with this machine's: bazel test //tests/pages:php_facts_test
set -u
for tool in php strace; do
  command -v $tool > /dev/null && continue
  echo "$tool is missing. Install it: sudo apt-get install -y --no-install-recommends php-cli strace"
  exit 1
done
php -m | grep -qx sysvmsg || { echo "$(command -v php) has no msg_* functions: use Debian's php-cli"; exit 1; }

facts=(php -d error_reporting=-1 -d memory_limit=-1 tests/pages/php_facts.php docs/php_to_cpp.md)

# Root may do what others may not; so without capabilities.
[ "$(id -u)" -ne 0 ] || facts=(setpriv --bounding-set=-all --inh-caps=-all "${facts[@]}")

# Queues of its own. Bazel's sandbox is such a place already.
if [ "$(cat /proc/1/comm)" = linux-sandbox ]; then
  "${facts[@]}"
elif [ "$(id -u)" -eq 0 ]; then
  unshare --ipc "${facts[@]}"
else
  unshare --ipc --user --map-current-user "${facts[@]}"
fi
