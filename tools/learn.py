"""./learn: the loop around the exercises. What it can do: ./learn help"""

import signal
import sys

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
from learning import doctor, messages, speech, verbs


def run(arguments):
    """The exit status."""
    everything = "--all" in arguments
    words = [word for word in arguments if word != "--all"]
    verb, rest = (words[0], words[1:]) if words else ("", [])
    if everything and not (verb in ("", "watch") or verb[:1].isdecimal()):
        raise speech.Stop(messages.NO_SUCH_VERB, words=" ".join(arguments))
    without_lesson = {"": verbs.all_in_order, "watch": verbs.watch, "list": verbs.list_all, "clean": verbs.clean,
                      "doctor": doctor.doctor}
    with_lesson = {"reset": verbs.reset, "diff": verbs.diff}
    if verb in ("help", "-h", "--help"):
        speech.say(messages.HELP)
        return 0
    if verb[:1].isdecimal() and not rest:
        return verbs.one(verbs.lesson_of(verb), everything)
    if verb in without_lesson and not rest:
        return without_lesson[verb](everything) if verb in ("", "watch") else without_lesson[verb]()
    if verb in [*with_lesson, "hint"] and not rest:
        raise speech.Stop(messages.WHICH_LESSON, verb=verb)
    if verb in with_lesson and len(rest) == 1:
        return with_lesson[verb](verbs.lesson_of(rest[0]))
    if verb == "hint" and len(rest) <= 2:
        return verbs.hint(verbs.lesson_of(rest[0]), *rest[1:])
    raise speech.Stop(messages.NO_SUCH_VERB, words=" ".join(arguments))


def main():
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # ./learn | head ends quietly
    speech.begin()
    try:
        return run(sys.argv[1:])
    except speech.Stop as stop:
        speech.complain(stop)
        return 1
    except OSError as error:
        speech.complain(speech.Stop(messages.SYSTEM_SAYS, error=error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
