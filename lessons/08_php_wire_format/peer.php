<?php
// The PHP at the other end of lesson 08's queue: receives messages of type 1 until the queue is removed, and answers each
// with one of type 2, which says what msg_receive made of it.

class Intruder
{
    public function __wakeup(): void
    {
        $GLOBALS['ran'] = 'Intruder::__wakeup';  // harmless here; any code of this program could run
    }
}

set_error_handler(function (int $level, string $text): bool {
    $GLOBALS['warning'] = $text;
    return true;
});

$queue = msg_get_queue(ftok(__FILE__, 'P'), 0600);
while (true) {
    $ran = $warning = null;
    $returned = msg_receive($queue, 1, $type, 8192, $message, true, 0, $error);
    if ($error === 43 || $error === 22) {
        exit(0);  // the queue was removed, in our sleep (EIDRM) or a moment before (EINVAL)
    }
    $said = ['returned' => $returned, 'message' => is_object($message) ? 'object of ' . $message::class : $message];
    if (!$returned) {
        $said += ['error' => $error, 'warning' => $warning, 'waiting' => msg_stat_queue($queue)['msg_qnum']];
    }
    if ($ran) {
        $said['ran'] = $ran;
    }
    msg_send($queue, 2, $said);
}
