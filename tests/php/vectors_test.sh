#!/usr/bin/env bash
# This machine's PHP still writes tests/php_vectors.txt, and agrees with the codec on bytes with mistakes in them.
set -u
command -v php > /dev/null || {
  echo "php is missing. Install it: sudo apt-get install -y --no-install-recommends php-cli"
  exit 1
}
# -n: as PHP is by itself, whatever its php.ini says.
diff tests/php_vectors.txt <(php -n tests/php_vectors.php) || {
  echo "PHP writes other bytes than tests/php_vectors.txt has. If it is right: php tests/php_vectors.php > tests/php_vectors.txt"
  exit 1
}
php -n tests/php_mutants.php tests/php_reserialize 100000 1
