"""The lessons, in their order."""

LESSONS = [
    "01_create_queue",
    "06_fork_communication",
    "07_removal",
]
