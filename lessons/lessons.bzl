"""The lessons, in their order."""

LESSONS = [
    "01_create_queue",
    "02_stat",
    "03_send",
    "04_receive_types",
    "05_flags",
    "06_fork_communication",
    "07_removal",
    "08_php_wire_format",
]
