"""Mermaid sequence diagrams, held against the trace of the lesson's program.

    participant P as parent     a name that begins with "child" or "worker" is a process whose lines in the trace
                                begin with its pid; "queue" or "kernel" is what the others call
    P->>Q: msgsnd {1, "x"}      the trace has a line of P that begins with msgsnd( and contains {1, "x"}
    Q->>C: msgrcv -1 EIDRM      the same, of C
    P->>C: fork                 or exit N, wait, SIGKILL, SIGINT, between two processes
    Note over P: sleeps in CALL, or: ends

The order is not checked: a line of the trace appears when a call returns, not when it begins.
"""

import re

from pages.page import Wrong

PARTICIPANT = re.compile(r"participant (\w+) as (\w[\w ]*)")
ARROW = re.compile(r"(\w+)-?->>(\w+): (.+)")
NOTE = re.compile(r"Note over (\w+): (sleeps in msg(snd|rcv)|ends)")
BETWEEN_PROCESSES = re.compile(r"fork|exit \d+|wait|SIGKILL|SIGINT")


def parse(body):
    """Names by abbreviation, and the arrows."""
    if not body or body[0] != "sequenceDiagram":
        raise Wrong("a mermaid block must be a sequenceDiagram: nothing checks any other")
    names, arrows = {}, []
    for line in map(str.strip, body[1:]):
        if participant := PARTICIPANT.fullmatch(line):
            names[participant[1]] = participant[2]
        elif arrow := ARROW.fullmatch(line):
            arrows.append(arrow.groups())
        elif not (NOTE.fullmatch(line) and NOTE.fullmatch(line)[1] in names):
            raise Wrong(f'nothing checks this line of a diagram: "{line}"; see tools/pages/diagram.py')
    return names, arrows


def called(name):
    return name in ("queue", "kernel")


def check_form(body):
    names, arrows = parse(body)
    if sum(map(called, names.values())) != 1:
        raise Wrong("a diagram has exactly one participant that is called queue or kernel")
    for source, target, label in arrows:
        for name in (source, target):
            if name not in names:
                raise Wrong(f"the diagram has no participant {name}")
        if not called(names[source]) and not called(names[target]) and not BETWEEN_PROCESSES.fullmatch(label):
            raise Wrong(f'nothing checks this label between two processes: "{label}"')


def check_calls(body, trace):
    """Each call was really made by such a process; trace is a list of lines."""
    names, arrows = parse(body)
    for source, target, label in arrows:
        if not called(names[source]) and not called(names[target]):
            continue
        process = names[target] if called(names[source]) else names[source]
        call, _, words = label.partition(" ")
        begin = ("[PID] " if process.startswith(("child", "worker")) else "") + call + "("
        if not any(line.startswith(begin) and words in line for line in trace):
            raise Wrong(f'the trace has no line of the {process} that begins with "{begin}" and contains "{words}"')
