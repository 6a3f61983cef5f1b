"""The numbers of the course: how long its pages may be, and how long an exercise takes."""

MOST_LINES_OF_README = 80  # one screen, and what is folded
MOST_LINES_OF_LESSON = 140
MOST_NEW_WORDS = 4  # of a lesson
EXERCISE_MINUTES = 20
