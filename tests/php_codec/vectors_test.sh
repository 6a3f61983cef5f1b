#!/usr/bin/env bash
# This machine's PHP still writes tests/php_codec/vectors.txt, and agrees with the codec on bytes with mistakes in them.
set -u
command -v php > /dev/null || {
  echo "php is missing. Install it: sudo apt-get install -y --no-install-recommends php-cli"
  exit 1
}
# -n: as PHP is by itself, whatever its php.ini says.
diff tests/php_codec/vectors.txt <(php -n tests/php_codec/vectors.php) || {
  echo "PHP writes other bytes than tests/php_codec/vectors.txt has. If it is right: php tests/php_codec/vectors.php > tests/php_codec/vectors.txt"
  exit 1
}
php -n tests/php_codec/mutants.php tests/php_codec/reserialize 100000 1
