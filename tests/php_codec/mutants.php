<?php
// PHP against the codec, on bytes like PHP's with mistakes in them: php mutants.php RESERIALIZE COUNT SEED
// - What the codec takes, PHP takes too, as the same value.
// - What PHP takes and writes again just so, the codec takes too, if it is no object or reference.
declare(strict_types=1);
[, $program, $count, $seed] = $argv;
mt_srand((int) $seed);
ini_set('serialize_precision', '-1');

// What PHP writes, and some of what only it understands.
final class Foo
{
    public mixed $a = [1];
}
$originals = array_map('serialize', [null, true, false, 0, -7, 42, PHP_INT_MAX, PHP_INT_MIN, 0.1, -0.0, 1e100, 5e-324,
    1.5e-7, 123.456, 1e16, 0.30000000000000004, INF, -INF, NAN, '', 'hello', 's:1:"a";', "a\0\"", [], [1, 2, 3], ['a' => 1, 'b' => 2],
    ['7' => 7, '07' => 8, -7 => 9], [[], [[]], ['x' => [1.5, null, true]]], ['' => '', 'é' => INF], new Foo(), [new Foo()]]);
array_push($originals, 'a:2:{i:0;i:1;i:1;R:2;}', 'E:6:"Suit:H";', 'C:3:"Foo":0:{}', 'S:3:"a\62c";', 'i:007;', 'a:1:{s:1:"7";N;}',
    'd:0.10000000000000001;', 'd:1.0000000000000001E-5;', 'd:.5;', 'd:1e5;', 'd:10000000000000000000000;');

function any(array $of): mixed
{
    return $of[mt_rand(0, count($of) - 1)];
}

function mutant(string $bytes, array $originals): string
{
    $at = mt_rand(0, strlen($bytes));
    $rest = substr($bytes, $at);
    $length = mt_rand(0, 4);
    switch (mt_rand(0, 7)) {
        case 0:
        case 1:
            return substr($bytes, 0, $at) . any(str_split('0123456789:;"{}abdiNsSOCERr+-.EeINFA ' . "\0\xff")) . substr($rest, 1);
        case 2:
            return substr($bytes, 0, $at) . any(str_split('0123456789:;"{}-+.E')) . $rest;
        case 3:
            return substr($bytes, 0, $at) . substr($rest, $length);
        case 4:
            return substr($bytes, 0, $at) . substr($rest, 0, $length) . $rest;
        case 5:
            return substr($bytes, 0, $at) . any($originals) . $rest;
        case 6:
            // Another digit: a length, a count, a key.
            return preg_replace_callback('/\d+/', fn ($n) => mt_rand(0, 2) > 0 ? $n[0] : (string) ((int) $n[0] + mt_rand(-1, 1)), $bytes);
    }
    // An array of two.
    return 'a:2:{' . any(['i:0;', 'i:1;', 's:1:"a";', 's:1:"7";', 's:2:"07";', 'i:7;']) . $bytes
        . any(['i:0;', 'i:1;', 's:1:"a";', 's:1:"7";', 'i:7;', 's:1:"b";']) . any($originals) . '}';
}

$inputs = [];
while (count($inputs) < $count) {
    // Now and then any double at all.
    $bits = pack('n4', ...array_map(fn () => mt_rand(0, 0xffff), range(1, 4)));
    $bytes = mt_rand(0, 3) === 0 ? serialize(unpack('E', $bits)[1]) : any($originals);
    for ($times = mt_rand(0, 3); $times > 0; --$times) {
        $bytes = mutant($bytes, $originals);
    }
    $inputs[] = $bytes;
}
$file = tempnam(getenv('TEST_TMPDIR') ?: sys_get_temp_dir(), 'mutants');
file_put_contents($file, implode("\n", array_map('bin2hex', $inputs)) . "\n");
exec(escapeshellarg($program) . ' < ' . escapeshellarg($file), $answers, $status);
unlink($file);
if ($status !== 0 || count($answers) !== count($inputs)) {
    exit("$program failed: status $status, " . count($answers) . " answers\n");
}

$taken = $by_both = $by_php = $wrong = 0;
foreach ($inputs as $i => $bytes) {
    $value = @unserialize($bytes, ['allowed_classes' => false]);
    $again = $value === false && !str_starts_with($bytes, 'b:0;') ? null : serialize($value);
    $refusal = str_starts_with($answers[$i], 'unserialize: ') ? $answers[$i] : null;
    $by_php += $again !== null;
    $by_both += $refusal === null;
    $right = $refusal === null ? $again === hex2bin($answers[$i]) : $again !== $bytes || str_ends_with($refusal, ': refused');
    if (!$right && ++$wrong <= 20) {
        echo json_encode($bytes, JSON_INVALID_UTF8_SUBSTITUTE), "\n  PHP:   ", var_export($again, true), "\n  codec: ",
            $refusal ?? hex2bin($answers[$i]), "\n";
    }
}
echo "$count mutants: PHP takes $by_php, the codec $by_both; $wrong wrong\n";
exit($wrong === 0 && $by_both > 0 ? 0 : 1);
