<?php
// What docs/php_to_cpp.md says of PHP, tried with this machine's PHP. Run by tests/pages/php_facts_test.sh, which gives it an
// IPC namespace of its own and takes all capabilities away: php php_facts.php PAGE
declare(strict_types=1);

const FUNCTIONS = ['ftok', 'msg_get_queue', 'msg_queue_exists', 'msg_send', 'msg_receive', 'msg_stat_queue',
    'msg_set_queue', 'msg_remove_queue'];

$page = file_get_contents($argv[1]);
$file = tempnam(sys_get_temp_dir(), 'php_facts');  // for a key of our own
register_shutdown_function(fn() => @unlink($file));

$warning = null;  // the last one
set_error_handler(function (int $level, string $message) use (&$warning): bool {
    $warning = $message;
    return true;
});

$failures = 0;
function holds(string $fact, bool $true): void
{
    global $failures;
    if (!$true) {
        $failures++;
        echo "does not hold: $fact\n";
    }
}

// A fact that the page tells in the correction of this number.
$tried = [];
function correction(int $number, string $fact, bool $true): void
{
    global $tried;
    $tried[$number] = $number;
    holds("$number: $fact", $true);
}

// What $call throws.
function thrown(callable $call): string
{
    try {
        $call();
        return 'nothing';
    } catch (Throwable $error) {
        return $error::class;
    }
}

function fresh_queue(int $mode = 0600): SysvMessageQueue
{
    static $key = 0x50480000;
    return msg_get_queue(++$key, $mode);
}

// The message as it lies in the queue.
function bytes(SysvMessageQueue $queue): string
{
    msg_receive($queue, 0, $type, 8192, $message, false, MSG_IPC_NOWAIT);
    return (string)$message;
}

// Another PHP: its exit status and what it printed.
function php(string $code, string $options = '', string $before = ''): array
{
    exec("$before " . escapeshellarg(PHP_BINARY) . " $options -r " . escapeshellarg($code) . ' 2>&1', $lines, $status);
    return [$status, implode("\n", $lines)];
}

// The system calls of a piece of PHP, as strace(1) prints them, without their results. With $inject, some fail.
function calls(string $code, string $inject = ''): array
{
    $log = tempnam(sys_get_temp_dir(), 'php_facts');
    php($code, '', 'strace -qq -e trace=msgget,msgsnd,msgrcv,msgctl ' . ($inject ? "-e inject=$inject " : '') . "-o $log");
    $lines = file($log, FILE_IGNORE_NEW_LINES);
    unlink($log);
    return preg_replace('/ += .*/', '', $lines);
}

// A child that runs $body and ends with the number that it returns; returns its pid when it sleeps in $call.
function sleeper(string $call, callable $body): int
{
    $pid = pcntl_fork();
    if ($pid === 0) {
        pcntl_alarm(10);  // so that a failure is not a hang
        pcntl_exec('/bin/sh', ['-c', 'exit ' . $body()]);  // exits without this script's shutdown function
    }
    for ($deadline = time() + 10; time() < $deadline; usleep(1000)) {
        if (str_contains((string)@file_get_contents("/proc/$pid/wchan"), $call)) {
            return $pid;
        }
    }
    exit("the child does not sleep in $call\n");
}

function exit_status(int $pid): int
{
    pcntl_waitpid($pid, $status);
    return pcntl_wexitstatus($status);
}

// The tables.

foreach (FUNCTIONS as $name) {
    $function = new ReflectionFunction($name);
    $parameters = [];
    foreach ($function->getParameters() as $parameter) {  // "Parameter #1 [ <optional> int $permissions = 0666 ]"
        $parameters[] = preg_replace('/^.*<\w+> (.*) \]$/', '$1', (string)$parameter);
    }
    $signature = "$name(" . implode(', ', $parameters) . '): ' . $function->getReturnType();
    holds("the page has the signature $signature", str_contains($page, "`$signature`"));
}
foreach (get_defined_constants(true)['sysvmsg'] as $name => $value) {
    holds("the page says that $name is $value", str_contains($page, "\n| `$name` | $value |"));
}
foreach (array_keys(msg_stat_queue(fresh_queue())) as $number => $key) {
    holds("the page has the key $key", str_contains($page, "\n| `$key` |"));
}
holds('msg_stat_queue has these ten keys and no other', $number === 9);
holds('the page names the version of PHP', str_contains($page, sprintf('PHP %d.%d.', PHP_MAJOR_VERSION, PHP_MINOR_VERSION)));

// [tutorial]
$queue = msg_get_queue(ftok($file, 'A'), 0600);
msg_send($queue, 1, 'hello', false);
$waiting = msg_stat_queue($queue)['msg_qnum'];
msg_receive($queue, 1, $type, 100, $message, false);
msg_remove_queue($queue);
// [/tutorial]
holds('the tutorial', [$waiting, $type, $message] === [1, 1, 'hello'] && !msg_queue_exists(ftok($file, 'A')));

$prepare = '$q = msg_get_queue(5, 0600); ';
holds('msg_get_queue asks, and then creates', calls($prepare) === ['msgget(0x5, 000)', 'msgget(0x5, IPC_CREAT|IPC_EXCL|0600)']);
holds('if the queue is there, it only asks', calls($prepare) === ['msgget(0x5, 000)']);
holds('msg_queue_exists asks', calls('msg_queue_exists(5);') === ['msgget(0x5, 000)']);
foreach ([
    'msg_stat_queue($q);' => ['/^msgctl\(\d+, IPC_STAT, /'],
    'msg_set_queue($q, []);' => ['/^msgctl\(\d+, IPC_STAT, /', '/^msgctl\(\d+, IPC_SET, /'],
    'msg_send($q, 1, "hello");' => ['/^msgsnd\(\d+, {mtype=1, mtext="s:5:\\\\"hello\\\\";"}, 12, 0\)$/'],
    'msg_send($q, 2, "hello", false, false);' => ['/^msgsnd\(\d+, {mtype=2, mtext="hello"}, 5, IPC_NOWAIT\)$/'],
    'msg_receive($q, -9, $t, 99, $m, false, MSG_IPC_NOWAIT | MSG_NOERROR | MSG_EXCEPT);'
        => ['/^msgrcv\(\d+, {mtype=1, .*}, 99, -9, MSG_NOERROR\|MSG_EXCEPT\|IPC_NOWAIT\)$/'],
    'msg_receive($q, 2, $t, 99, $m, false, 2048);' => ['/^msgrcv\(\d+, {mtype=2, .*}, 99, 2, 0\)$/'],
    'msg_remove_queue($q);' => ['/^msgctl\(\d+, IPC_RMID, NULL\)$/'],
] as $code => $patterns) {
    $lines = array_slice(calls($prepare . $code), 1);
    $good = count($lines) === count($patterns);
    foreach ($good ? $patterns : [] as $i => $pattern) {
        $good = $good && preg_match($pattern, $lines[$i]);
    }
    holds("$code makes the system calls of the page, not " . implode(', ', $lines), (bool)$good);
}

// How the functions fail.

$removed = fresh_queue();
msg_remove_queue($removed);
$warning = null;
holds('stat, set and remove say false and warn of nothing', [msg_stat_queue($removed), msg_set_queue($removed, []),
    msg_remove_queue($removed), $warning] === [false, false, false, null]);
holds('msg_receive says false, 0 and false, and warns of nothing', [msg_receive($removed, 1, $type, 9, $message, true, 0, $error),
    $type, $message, $error, $warning] === [false, 0, false, 22, null]);
$unreadable = fresh_queue(0200);
holds('msg_set_queue says false if it may not read', msg_set_queue($unreadable, ['msg_perm.mode' => 0600]) === false);
msg_remove_queue($unreadable);
holds('msg_queue_exists says false and warns of nothing', [msg_queue_exists(0x50481111), $warning] === [false, null]);
holds('msg_send warns', [msg_send($removed, 1, 'x', true, true, $error), $error, $warning]
    === [false, 22, 'msg_send(): msgsnd failed: Invalid argument']);
holds('only msg_get_queue makes a SysvMessageQueue', thrown(fn() => new SysvMessageQueue()) === 'Error');
$queue = fresh_queue();
foreach ([null, [], new stdClass()] as $value) {
    holds('raw, only strings, numbers and booleans can be sent', thrown(fn() => msg_send($queue, 1, $value, false)) === 'TypeError');
}
holds('serialized, a closure throws', thrown(fn() => msg_send($queue, 1, fn() => 1)) === 'Exception');
msg_send($queue, 5, 'no serialization', false);
holds('what is no serialization has its type', [msg_receive($queue, 0, $type, 99, $message), $type, $message] === [false, 5, false]);
msg_send($queue, 1, true, false);
msg_send($queue, 1, 1.5, false);
holds('raw, true is 1 and 1.5 is 1.500000', [bytes($queue), bytes($queue)] === ['1', '1.500000']);
holds('msg_set_queue takes the four keys and ignores others',
    msg_set_queue($queue, ['msg_qbytes' => 99, 'msg_perm.mode' => 0640, 'msg_qnum' => 7])
    && array_intersect_key(msg_stat_queue($queue), ['msg_qbytes' => 0, 'msg_perm.mode' => 0, 'msg_qnum' => 0])
    === ['msg_perm.mode' => 0640, 'msg_qnum' => 0, 'msg_qbytes' => 99]);

// The corrections.

$queue = msg_get_queue(1, 0600);
$again = msg_get_queue(1);
msg_send($queue, 1, 'hello');
msg_receive($again, 1, $type, 100, $message);
correction(1, 'a second object, the same queue', $queue !== $again && $message === 'hello');
unset($queue, $again);
correction(1, 'no object is left, and the queue is there', msg_queue_exists(1));
php('msg_get_queue(2, 0600);');
correction(1, 'the script has ended, and the queue is there', msg_queue_exists(2));

umask(077);
correction(2, 'umask does not apply, and the default is 0666', msg_stat_queue(msg_get_queue(3))['msg_perm.mode'] === 0666);

$queue = msg_get_queue(4, 0);
$again = msg_get_queue(4, 0666);
correction(3, 'an object for a queue that grants nothing', $again instanceof SysvMessageQueue);
correction(3, 'to send is errno 13', !msg_send($again, 1, 'x', true, false, $error) && $error === 13);
correction(3, 'to receive is errno 13', !msg_receive($again, 0, $type, 9, $message, true, MSG_IPC_NOWAIT, $error) && $error === 13);
correction(3, 'no status, and the mode is the old one', msg_stat_queue($again) === false
    && msg_set_queue($queue, []) === false && msg_remove_queue($queue));

msg_get_queue(6, 0600);
[, $says] = php('var_dump(msg_get_queue(6, 0600));', '', 'strace -qq -o /dev/null -e trace=msgget -e inject=msgget:error=ENOENT:when=1');
correction(4, 'another process comes between its two calls', str_contains($says, 'File exists') && str_ends_with($says, 'bool(false)'));

correction(5, 'no file, no key', ftok('/no/such/file', 'A') === -1 && str_contains($warning, 'No such file or directory'));
correction(5, '-1 is a key', msg_get_queue(-1, 0600) && str_contains(file_get_contents('/proc/sysvipc/msg'), "\n        -1 "));
correction(5, 'an empty path is a ValueError', thrown(fn() => ftok('', 'A')) === 'ValueError');
correction(5, 'so is a project id that is not one byte', thrown(fn() => ftok($file, '')) === 'ValueError'
    && thrown(fn() => ftok($file, 'AB')) === 'ValueError');

function queues_without_key(): int
{
    return preg_match_all('/^ +0 /m', file_get_contents('/proc/sysvipc/msg'));
}
$before = queues_without_key();
correction(6, 'key 0 exists always', msg_queue_exists(0) && msg_queue_exists(0));
correction(6, 'and each answer makes a queue', queues_without_key() === $before + 2);
correction(6, 'of mode 0', preg_match('/^ +0 +\d+ +0 /m', file_get_contents('/proc/sysvipc/msg')) === 1);
correction(6, 'msg_get_queue(0, 0600) has mode 0 too', msg_stat_queue(msg_get_queue(0, 0600)) === false);
correction(6, 'keys have 32 bits', msg_queue_exists(0x100000001) && msg_queue_exists(1));

php('msg_send(msg_get_queue(7, 0600), 1, "yesterday");');
msg_receive(msg_get_queue(7), 0, $type, 100, $message, true, MSG_IPC_NOWAIT);
correction(8, 'a message waits for the next run', $message === 'yesterday');
php('msg_send(msg_get_queue(7), 1, "yesterday");');
msg_remove_queue(msg_get_queue(7));
correction(8, 'the queue that is made anew is empty', msg_stat_queue(msg_get_queue(7, 0600))['msg_qnum'] === 0);

$queue = fresh_queue(0666);
$empty = msg_stat_queue($queue);
msg_send($queue, 1, 'hello');
correction(9, 'a send leaves msg_qbytes alone', msg_stat_queue($queue)['msg_qbytes'] === $empty['msg_qbytes']);
correction(9, 'the mode is printed as 438', "{$empty['msg_perm.mode']}" === '438');

$queue = fresh_queue();
correction(11, '8193 bytes are errno 22, though the queue is empty and the call may block',
    !msg_send($queue, 1, str_repeat('x', 8193), false, true, $error) && $error === 22);
correction(11, 'a string of 8182 bytes can be sent serialized', msg_send($queue, 1, str_repeat('x', 8182)));
correction(11, 'one of 8183 cannot', !msg_send($queue, 1, str_repeat('x', 8183), true, true, $error) && $error === 22);

$queue = fresh_queue();
correction(12, 'too large is errno 22', !msg_send($queue, 1, str_repeat('x', 8193), false, false, $error) && $error === 22);
correction(12, 'type 0 too', !msg_send($queue, 0, 'x', false, false, $error) && $error === 22);
msg_set_queue($queue, ['msg_qbytes' => 4]);
correction(12, 'what never fits is errno 11', !msg_send($queue, 1, 'hello', false, false, $error) && $error === MSG_EAGAIN);

$error = 777;
msg_send($queue, 1, 'x', false, true, $error);
correction(13, 'success leaves the error code of msg_send alone', $error === 777);
set_error_handler(fn() => @file_get_contents('/no/such/file') || true);
msg_send($queue, 1, 'hello', false, false, $error);
restore_error_handler();
correction(13, 'an error handler changes it', $error === 2);
msg_receive($queue, 0, $type, 9, $message, false, MSG_IPC_NOWAIT, $error);
correction(13, 'msg_receive sets it to 0', $error === 0);

foreach (['php', 'php_serialize', 'php_binary'] as $handler) {
    php('msg_send(msg_get_queue(8, 0600), 1, ["a" => 1]);', "-d session.serialize_handler=$handler");
    correction(14, "the same bytes with $handler", bytes(msg_get_queue(8)) === 'a:1:{s:1:"a";i:1;}');
}

$queue = fresh_queue();
foreach ([4, 3, 2, 1, 2] as $type) {
    msg_send($queue, $type, $type);
}
msg_receive($queue, -2, $type, 100, $message);
correction(16, '-2 takes the lowest type', $type === 1);

correction(17, "PHP's numbers are its own", [MSG_IPC_NOWAIT, MSG_NOERROR, MSG_EXCEPT] === [1, 2, 4]);
correction(17, '2048, the IPC_NOWAIT of the kernel, is no flag', str_ends_with(calls('msg_send($q = msg_get_queue(9, 0600), 1, "x");
    msg_receive($q, 1, $t, 9, $m, true, 2048);')[3], ', 1, 0)'));
msg_receive($queue, 4, $type, 100, $message, true, MSG_EXCEPT);
correction(17, 'MSG_EXCEPT takes one message, the oldest of another type', $type === 3 && msg_stat_queue($queue)['msg_qnum'] === 3);
msg_receive($queue, 0, $type, 100, $message, true, MSG_EXCEPT);
correction(17, 'with 0 it is ignored', $type === 4);

correction(18, 'MSG_IPC_NOWAIT returns false', msg_receive($queue, 9, $type, 100, $message, true, MSG_IPC_NOWAIT, $error) === false
    && $error === MSG_ENOMSG && $error === 42);

$queue = fresh_queue();
msg_send($queue, 1, '0123456789');
correction(19, '17 is too little for 10 characters', !msg_receive($queue, 1, $type, 17, $message, true, 0, $error) && $error === 7);
correction(19, 'the message stays', msg_stat_queue($queue)['msg_qnum'] === 1);
correction(19, '18 is enough', msg_receive($queue, 1, $type, 18, $message) && $message === '0123456789');
correction(19, '0 is a ValueError', thrown(fn() => msg_receive($queue, 1, $type, 0, $message)) === 'ValueError');
[$status, $says] = php('msg_receive(msg_get_queue(1), 1, $t, 1 << 30, $m, true, MSG_IPC_NOWAIT);', '-d memory_limit=128M');
correction(19, 'room for 1 GiB ends the script', $status !== 0 && str_contains($says, 'bytes exhausted'));

msg_send($queue, 1, '0123456789');
correction(20, 'a cut serialization is lost', msg_receive($queue, 1, $type, 12, $message, true, MSG_NOERROR, $error) === false
    && [$message, $error, msg_stat_queue($queue)['msg_qnum'], $warning] === [false, 0, 0, 'msg_receive(): Message corrupted']);

msg_send($queue, 1, false);
correction(21, 'false is a message', msg_receive($queue, 1, $type, 100, $message) === true && $message === false);
msg_send($queue, 1, '', false);
correction(21, 'so are no bytes', msg_receive($queue, 1, $type, 100, $message, false) === true && $message === '');

$child = sleeper('msgrcv', function () use ($queue): int {
    pcntl_async_signals(true);
    pcntl_signal(SIGUSR1, fn() => null);  // restarts system calls, by default
    return msg_receive($queue, 1, $type, 100, $message, true, 0, $error) === false ? $error : 0;
});
posix_kill($child, SIGUSR1);
correction(24, 'a handler ends the sleep with errno 4', exit_status($child) === 4);

correction(25, "PHP does not pass the kernel's MSG_COPY on", str_ends_with(calls('msg_send($q = msg_get_queue(9, 0600), 1, "x");
    msg_receive($q, 1, $t, 9, $m, true, 040000);')[2], ', 1, 0)'));

class Intruder
{
    public static int $woken = 0;
    public function __wakeup(): void
    {
        self::$woken++;
    }
}
msg_send($queue, 1, 'O:8:"Intruder":0:{}', false);
msg_receive($queue, 1, $type, 100, $message);
correction(26, "the sender chose the class, and its code ran", $message instanceof Intruder && Intruder::$woken === 1);
foreach (['no serialization', ''] as $raw) {
    msg_send($queue, 1, $raw, false);
    correction(26, 'other bytes are lost', !msg_receive($queue, 1, $type, 100, $message, true, 0, $error)
        && $error === 0 && msg_stat_queue($queue)['msg_qnum'] === 0);
}

$child = sleeper('msgrcv', fn(): int => msg_receive($queue, 1, $type, 100, $message, true, 0, $error) ? 0 : $error);
msg_remove_queue($queue);
correction(29, 'who sleeps gets errno 43', exit_status($child) === 43);
correction(29, 'who comes later gets 22', !msg_receive($queue, 1, $type, 100, $message, true, 0, $error) && $error === 22);

while (@msg_get_queue(0)) {  // a new one each time
}
correction(7, 'as many queues as msgmni', str_ends_with($warning, 'No space left on device'));

preg_match_all('/^(\d+)\. .*?(?=^\d+\. |^#|\z)/ms', $page, $corrections, PREG_SET_ORDER);
foreach ($corrections as [$text, $number]) {
    holds("correction $number of the page names PHP as what shows it, if and only if it is tried here",
        str_contains($text, '[PHP](../tests/pages/php_facts.php)') === isset($tried[(int)$number]));
    unset($tried[(int)$number]);
}
holds('no correction is tried that the page does not have: ' . implode(', ', $tried), $tried === []);

echo $failures === 0 ? 'All of it holds with PHP ' . PHP_VERSION . "\n" : '';
exit($failures === 0 ? 0 : 1);
