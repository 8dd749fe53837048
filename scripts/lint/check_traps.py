#!/usr/bin/env python3
"""docs/hostile-servers.md and the tests that it names say the same.

The last column of the table names tests, as `Name` below the row of its **Suite** or as
`Suite.Name`. Each must exist, and no test of a suite with such a row may be missing.
"""

from __future__ import annotations

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "hostile-servers.md"
CASE = re.compile(r"\bTEST(?:_F)?\(\s*(\w+)\s*,\s*(\w+)\s*\)")
METHOD = re.compile(r"^class (\w+)\(|^    def (test_\w+)\(", re.MULTILINE)
SUITE = re.compile(r"\| \*\*(\w+)\*\*")
NAMED = re.compile(r"`(?:([A-Z]\w+)\.)?([A-Z]\w+|test_\w+)`")


def tests() -> set[str]:
    found = set()
    for path in (ROOT / "tests").rglob("*.cpp"):
        found |= {".".join(case) for case in CASE.findall(path.read_text(encoding="utf-8"))}
    for path in (ROOT / "tests" / "system").glob("test_*.py"):
        suite = ""
        for name, method in METHOD.findall(path.read_text(encoding="utf-8")):
            suite = name or suite
            if method:
                found.add(f"{suite}.{method}")
    return found


def named(page: str) -> tuple[set[str], set[str]]:
    """What the page names, and the suites that have a row."""
    names, suites, suite = set(), set(), ""
    for line in page.splitlines():
        if head := SUITE.match(line):
            suite = head[1]
            suites.add(suite)
        elif line.startswith("|"):
            names |= {f"{other or suite}.{name}"
                      for other, name in NAMED.findall(line.rstrip("| ").rpartition("|")[2])}
    return names, suites


def main() -> int:
    known = tests()
    names, suites = named(PAGE.read_text(encoding="utf-8"))
    unknown = sorted(names - known)
    missing = sorted(test for test in known - names if test.split(".")[0] in suites)
    for test in unknown:
        print(f"{PAGE.name}: there is no test {test}")
    for test in missing:
        print(f"{PAGE.name}: {test} is not on the page")
    if not unknown and not missing:
        print(f"traps: {len(names)} tests are on the page and exist")
    return 1 if unknown or missing or not names else 0


if __name__ == "__main__":
    sys.exit(main())
