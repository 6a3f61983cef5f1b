# Runs the Perl code that //tests/interop:test sends, piece by piece, and says what each returns: the values of the
# list, with commas. Code and answer are their length in bytes, a newline, and the bytes.
use warnings;
use IPC::Msg;
use IPC::SysV qw(ftok IPC_CREAT IPC_NOWAIT MSG_NOERROR MSG_EXCEPT);

binmode STDIN;
binmode STDOUT;
$| = 1;
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $code, $size);
    my @values = eval $code;
    my $said = $@ ? "died: $@" : join ',', map { defined $_ ? $_ : 'undef' } @values;
    print length($said), "\n", $said;
}
