"""The lessons, in their order."""

LESSONS = [
    "01_create_queue",
]
