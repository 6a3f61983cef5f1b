#!/usr/bin/env python3
"""break_it.py README.md main.cc > broken.cc: makes the change that the page's ```diff block asks for.

The lines without + must stand in main.cc, one after the other; so the page cannot ask for a change that
the reader would not find.
"""

import re
import sys


def main(page_path, source_path):
    with open(page_path, encoding="utf-8") as page, open(source_path, encoding="utf-8") as source:
        blocks = re.findall(r"^```diff\n(.*?)^```$", page.read(), re.M | re.S)
        text = source.read()
    if len(blocks) != 1:
        sys.exit(f"{page_path} must have one ```diff block, not {len(blocks)}")
    lines = blocks[0].splitlines()
    old = "".join(line[1:] + "\n" for line in lines if line[:1] != "+")
    new = "".join(line[1:] + "\n" for line in lines if line[:1] != "-")
    if text.count(old) != 1:
        sys.exit(f"{page_path}: {source_path} has not once, but {text.count(old)} times:\n{old}")
    sys.stdout.write(text.replace(old, new))


if __name__ == "__main__":
    main(*sys.argv[1:])
