#!/usr/bin/env python3
"""Proves that includes obey the layers of docs/architecture.md.

Every file may include its own folder and the folders listed for it here, nothing else of ours; the
wire layer may not touch sockets, TLS, files, threads or the clock; C headers of libraries and JSON
stay out of headers that others include.
"""

from __future__ import annotations

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

ALLOWED: dict[str, set[str]] = {
    "shared/core": set(),
    "shared/model": {"shared/core"},
    "shared/wire": {"shared/core"},
    "shared/config": {"shared/core", "shared/model"},
    "shared/telemetry": {"shared/core"},
    "shared/eventlog": {"shared/core", "shared/model"},
    "shared/net": {"shared/core", "shared/wire"},
    "shared/clients": {
        "shared/core", "shared/model", "shared/wire",
        "shared/config", "shared/net", "shared/eventlog", "shared/telemetry",
    },
}
LIBRARY = set(ALLOWED)
ALLOWED["sender-service"] = LIBRARY
ALLOWED["checker-service"] = LIBRARY
ALLOWED["cli"] = LIBRARY | {"sender-service", "checker-service"}

FORBIDDEN_IN_WIRE = re.compile(
    r"boost/asio|openssl/|<thread>|<mutex>|<fstream>|<filesystem>|<iostream>|spdlog|_clock::now"
)
# Headers of a library that are for its own .cpp files only say so in their first lines.
PRIVATE_MARK = "this library's .cpp files only"
C_HEADERS = re.compile(r'#include <(openssl/|sqlite3|librdkafka|nlohmann/)')
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)


def folder_of(path: str) -> str | None:
    return next((folder for folder in ALLOWED if path.startswith(folder + "/")), None)


def problems_in(path: pathlib.Path) -> list[str]:
    name = path.relative_to(ROOT).as_posix()
    own = folder_of(name)
    if own is None:
        return []
    text = path.read_text(encoding="utf-8")
    found = []
    for included in INCLUDE.findall(text):
        target = folder_of(included)
        if target is None or not (ROOT / included).is_file():
            found.append(f"{name}: includes {included}, which is no file of the project's layers")
        elif target != own and target not in ALLOWED[own]:
            found.append(f"{name}: {own} may not include {included}")
    if own == "shared/wire" and FORBIDDEN_IN_WIRE.search(text):
        found.append(f"{name}: wire/ does no I/O and has no clock")
    if path.suffix == ".hpp" and C_HEADERS.search(text) and PRIVATE_MARK not in text:
        found.append(f"{name}: a library's C or JSON header in an interface")
    return found


def main() -> int:
    sources = [p for folder in ALLOWED for p in (ROOT / folder).rglob("*") if p.suffix in (".hpp", ".cpp")]
    problems = [problem for path in sorted(sources) for problem in problems_in(path)]
    print("\n".join(problems) if problems else f"layers: {len(sources)} files obey")
    return 1 if problems or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
