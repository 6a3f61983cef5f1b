"""Links and anchors inside the repository lead somewhere."""

import os
import re

from pages.page import Wrong, anchors, prose, read

LINK = re.compile(r"\]\(([^)\s]+)\)")


def targets(text):
    """What the links of a text lead to; a link within `code` is none."""
    return LINK.findall(re.sub(r"`[^`]*`", "``", prose(text)))


def check_links(page):
    for target in targets(read(page)):
        if re.match(r"\w+:", target):
            continue  # somebody else's page
        path, _, anchor = target.partition("#")
        path = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
        if not os.path.exists(path):
            raise Wrong(f"the link to {target} leads nowhere: there is no {path}")
        if anchor and anchor not in anchors(read(path)):
            raise Wrong(f"the link to {target} leads nowhere: {path} has only #{', #'.join(anchors(read(path)))}")
