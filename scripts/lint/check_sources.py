#!/usr/bin/env python3
"""What no compiler tells: file sizes, sleeps in tests, and temporaries that g++ 12 destroys twice.

An aggregate temporary or a capturing lambda inside an expression with co_await is destroyed twice by
g++ 12 (docs/adr/0002-clang-by-default.md): name it and move it.
"""

from __future__ import annotations

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("shared", "sender-service", "checker-service", "cli", "tests")
MOST_LINES = 500
SLEEP = re.compile(r"sleep_for|sleep_until|usleep\(|time\.sleep|asyncio\.sleep|\bsleep\(")
AGGREGATE = re.compile(r"co_await[^;]*\(\s*(?:[^;()]*,\s*)?\w[\w:]*\{[^;}]")
LAMBDA = re.compile(r"co_await[^;]*\[[&=\w][^\]]*\]\s*[({]")
CODE = (".hpp", ".cpp", ".py")


def problems_in(path: pathlib.Path) -> list[str]:
    name = path.relative_to(ROOT).as_posix()
    text = path.read_text(encoding="utf-8")
    found = []
    if text.count("\n") > MOST_LINES:
        found.append(f"{name}: over {MOST_LINES} lines; one idea a file")
    for number, line in enumerate(text.splitlines(), 1):
        if name.startswith("tests/") and SLEEP.search(line):
            found.append(f"{name}:{number}: a sleep in a test; wait for the condition")
    if path.suffix != ".py" and "co_await" in text:
        for statement in re.split(r"(?<=[;{}])\n", text):
            if AGGREGATE.search(statement) or LAMBDA.search(statement):
                found.append(f"{name}: a temporary in a co_await expression: {statement.strip()[:80]}")
    return found


def main() -> int:
    sources = [p for f in FOLDERS for p in (ROOT / f).rglob("*") if p.suffix in CODE]
    problems = [problem for path in sorted(sources) for problem in problems_in(path)]
    print("\n".join(problems) if problems else f"sources: {len(sources)} files are fine")
    return 1 if problems or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
