<?php
// Runs the PHP code that //tests/interop:test sends, piece by piece, and says what each returns, as JSON. Code and
// answer are their length in bytes, a newline, and the bytes.

class Intruder  // for objects that a sender makes
{
    public static array $ran = [];
    public function __wakeup(): void
    {
        self::$ran[] = '__wakeup';
    }
    public function __destruct()
    {
        self::$ran[] = '__destruct';
    }
}

// Also for NAN, -0.0 and arrays.
function same(mixed $a, mixed $b): bool
{
    return serialize($a) === serialize($b);
}

$warning = null;
set_error_handler(function (int $level, string $text): bool {
    $GLOBALS['warning'] = $text;
    return true;
});

while (($size = fgets(STDIN)) !== false) {
    $code = (int)$size === 0 ? '' : stream_get_contents(STDIN, (int)$size);
    try {
        $said = json_encode(eval($code), JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION);
    } catch (Throwable $error_thrown) {
        $said = $error_thrown::class;
    }
    fwrite(STDOUT, strlen($said) . "\n" . $said);
    unset($said, $error_thrown);
}
