"""The rights that docs/kafka.md promises to be enough, as rules for brokers."""

import re
from pathlib import Path

from .tools import Rule

PAGE = Path(__file__).resolve().parents[3] / "docs/kafka.md"
_RESOURCES = ("topic", "group", "transactional-id")


def rules_of(who: str, prefix: str) -> list[Rule]:
    """Of the row whose first cell contains `who`; `prefix` is that of the topics."""
    heading, *rows = [[cell.strip() for cell in line.strip("|").split("|")]
                      for line in PAGE.read_text().partition("## Rights")[2].splitlines()
                      if line.startswith("|")]
    row = next(row for row in rows if who in row[0])
    found: list[Rule] = []
    for resource, title, cell in zip(_RESOURCES, heading[1:], row[1:], strict=True):
        for part in filter(None, cell.split(";")):
            operations = re.findall(r"\b[A-Z]\w+", re.sub("`[^`]*`", "", part))
            names = [name.replace("PREFIX", prefix)
                     for name in re.findall("`([^`]*)`", part) or re.findall("`([^`]*)`", title)]
            found.append(Rule(resource, tuple(name.rstrip("*") for name in names),
                              tuple(operations), all(name.endswith("*") for name in names)))
    return found
