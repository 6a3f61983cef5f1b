<?php
// What PHP's serialize() makes of many values, for tests that need no PHP:
//   php tests/php_codec/vectors.php > tests/php_codec/vectors.txt
// A line is a value, a tab and its bytes. Quotes, backslashes and what is no printable ASCII are
// \x1f in a value, and all but quotes in the bytes; \{8182}x are 8182 letters x.
declare(strict_types=1);
ini_set('serialize_precision', '-1');

function escaped(string $bytes, string $also = ''): string
{
    $hex = fn ($match) => sprintf('\x%02x', ord($match[0]));
    $text = preg_replace_callback('/[^ -~]|[\\\\' . $also . ']/', $hex, $bytes);
    return preg_replace_callback('/(\\\\x..|.)\1{99,}/',
        fn ($match) => '\{' . intdiv(strlen($match[0]), strlen($match[1])) . '}' . $match[1], $text);
}

// A double is its 64 bits: double 3fb999999999999a.
function shown(mixed $value): string
{
    if (is_float($value)) {
        return 'double ' . bin2hex(pack('E', $value));
    }
    if (is_string($value)) {
        return '"' . escaped($value, '"') . '"';
    }
    if (!is_array($value)) {
        return json_encode($value);
    }
    $entries = array_map(fn ($key, $item) => shown($key) . ' => ' . shown($item), array_keys($value), $value);
    return '[' . implode(', ', $entries) . ']';
}

function vector(string $value, string $bytes): void
{
    echo $value, "\t", escaped($bytes), "\n";
}

function bits(string $hex): float
{
    return unpack('E', hex2bin($hex))[1];
}

function random_bits(): string
{
    return sprintf('%04x%04x%04x%04x', ...array_map(fn () => mt_rand(0, 0xffff), range(1, 4)));
}

function random_string(int $most): string
{
    return implode('', array_map(fn () => chr(mt_rand(0, 255)), array_fill(0, mt_rand(0, $most), 0)));
}

function random_value(int $depth): mixed
{
    switch (mt_rand(0, $depth > 0 ? 7 : 5)) {
        case 0:
            return null;
        case 1:
            return mt_rand(0, 1) === 1;
        case 2:
            return mt_rand(-1000, 1000);
        case 3:
            return mt_rand(-1000, 1000) / 8;
        case 4:
            return random_string(12);
        case 5:
            return 'job ' . mt_rand(1, 99);
    }
    $array = [];
    for ($i = mt_rand(0, 4); $i > 0; --$i) {
        $array[mt_rand(0, 1) === 1 ? mt_rand(-9, 9) : random_string(3)] = random_value($depth - 1);
    }
    return $array;
}

mt_srand(1);
echo "# Written by PHP: php tests/php_codec/vectors.php > tests/php_codec/vectors.txt\n";

$values = [null, false, true];

array_push($values, 0, 1, -1, 9, 10, 255, 256, 65536, 2147483647, 2147483648, -2147483648, -2147483649,
    9007199254740993, PHP_INT_MAX, PHP_INT_MAX - 1, PHP_INT_MIN, PHP_INT_MIN + 1);
for ($i = 0; $i < 20; ++$i) {
    $values[] = unpack('J', hex2bin(random_bits()))[1] >> mt_rand(0, 60);
}

array_push($values, 0.0, -0.0, 1.0, -1.0, 0.5, 1.5, -7.25, 0.1, 0.2, 0.1 + 0.2, 1 / 3, M_PI, 100.0, 123456789.0,
    0.001, 0.00012345, 0.000012345, 1e15 + 0.5, 12345678901234567.0, 123456789012345678.0, 99999999999999990.0,
    2.0 ** 53, 2.0 ** 63, -(2.0 ** 63), 2.0 ** 64, 1e21, 1e22, 1e23, 5e-324, 1.5e-323, 2.225073858507201e-308,
    2.2250738585072014e-308, 1.7976931348623155e308, 1.7976931348623157e308, -1.7976931348623157e308,
    INF, -INF, NAN);
for ($power = -7; $power <= 19; ++$power) {
    array_push($values, (float) "1e$power", (float) "-1.5e$power", (float) "9.999999999999999e$power");
}
foreach ([-324, -323, -308, -307, -100, -99, -10, -9, 20, 99, 100, 101, 307, 308] as $power) {
    $values[] = (float) "1e$power";
}
foreach ([-1074, -1073, -1022, -1021, -100, -44, -24, -17, -14, 24, 44, 54, 55, 56, 57, 58, 89, 100, 1023] as $power) {
    $values[] = 2.0 ** $power;
}
for ($i = 0; $i < 100; ++$i) {
    $values[] = bits(random_bits());
}
for ($i = 0; $i < 20; ++$i) {
    $values[] = mt_rand(0, 100000) / 100;
}

array_push($values, '', 'a', 'hello', "a\0b\xff", "\0", '"', '\\', '";', 's:1:"a";', '\x41', '\{3}a', "'", '$a {$b}',
    "line\nline\r\n\ttab", '7', 'Привет', '你好', "\u{1f600}", "\xc3", str_repeat('x', 100), str_repeat("\0", 1000),
    str_repeat('x', 8182), implode('', array_map('chr', range(0, 255))));
for ($i = 0; $i < 10; ++$i) {
    $values[] = random_string(40);
}

$list = null;
$map = 7;
for ($i = 0; $i < 128; ++$i) {
    $list = [$list];
    $map = ['' => $map];
}
array_push($values, [], [1, 2, 3], ['a' => 1, 'b' => true, 5 => null], [[]], [[], []], [1 => 'x'], [-1 => 'x', 'x'],
    [PHP_INT_MAX => 1, PHP_INT_MIN => 2], [2 => 'c', 0 => 'a', 1 => 'b'], ['' => ''], ["\0" => "\0", '"' => '"'],
    ['u' => ['n' => 'Ann', 't' => [1.5, false]], 'e' => []], ['7' => 'x', '07' => 'y', '-7' => 'z', '-0' => 0],
    ['job' => 'resize', 'id' => 42, 'sizes' => [[640, 480], [1280, 720]], 'after' => null],
    [null, true, false, 0, -0.0, NAN, INF, '', []], range(0, 99), array_fill_keys(range('a', 'z'), 0.1), $list, $map);
for ($i = 0; $i < 40; ++$i) {
    $values[] = array_map(fn () => random_value(3), array_fill(0, mt_rand(0, 4), 0));
}

foreach ($values as $value) {
    vector(shown($value), serialize($value));
}

echo "# key TEXT: serialize([TEXT => null])\n";
foreach (['', '0', '7', '-7', '10', '123456789', '07', '00', '+7', '-0', '-07', ' 7', '7 ', '-', '--7', '7-', '7.0',
    '.7', '1e1', '0x7', '7a', "7\0", "\x007", '９', 'INF', '2147483648', '9223372036854775806', '9223372036854775807',
    '9223372036854775808', '9223372036854775809', '9999999999999999999', '18446744073709551615',
    '-9223372036854775807', '-9223372036854775808', '-9223372036854775809', '-9999999999999999999',
    '09223372036854775807', '1000000000000000000', '10000000000000000000', '100000000000000000000'] as $key) {
    vector('key ' . shown($key), serialize([$key => null]));
}

echo "# precision N VALUE: with serialize_precision=N; VALUE is what unserialize() makes of the bytes\n";
// Finite ones only: with precision 2 PHP writes "d:IN;", which it cannot read.
$doubles = [0.1, -0.0, 0.1 + 0.2, 1e-5, 1e16, 1e17, 1e22, 1e23, 123456.0, 0.00012345, 5e-324, 2.0 ** -44, M_PI,
    9.999999999999999e22, 1.4e308];
foreach ([1, 2, 6, 14, 15, 16, 17, 18, 25, 40, 100, 1000] as $precision) {
    $some = $precision > 40 ? [0.1, 1e23, 1e-5, 5e-324, -bits('000fffffffffffff'), bits('7fefffffffffffff')] : [...$doubles, bits(random_bits()), bits(random_bits())];
    foreach ($some as $double) {
        ini_set('serialize_precision', (string) $precision);
        $bytes = serialize($double);
        ini_set('serialize_precision', '-1');
        vector("precision $precision " . shown(unserialize($bytes)), $bytes);
    }
}
