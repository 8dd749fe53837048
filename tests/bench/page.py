"""docs/benchmarks.md: the part between the markers is written here, the rest by people."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- figures:begin (scripts/bench writes this) -->", "<!-- figures:end -->"
Result = dict[str, Any]


def _verdict(good: bool) -> str:
    return "met" if good else "**missed**"


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    line = "|" + "|".join("---" for _ in head) + "|"
    return ["| " + " | ".join(head) + " |", line,
            *("| " + " | ".join(row) + " |" for row in rows), ""]


def _roundtrip(of: Result) -> list[str]:
    return [
        "### One round trip, with real Postfix and Dovecot", "",
        *_table(["", "CPU per round trip"], [
            ["`mailsonde run`, event log included", f"{of['mailsonde_us']:.0f} µs"],
            ["Python, smtplib and imaplib", f"{of['python_us']:.0f} µs"],
        ]),
        f"1/{1 / of['share']:.1f} of the script (goal 1/20: {_verdict(of['share'] <= 0.05)}); "
        f"{of['trips']} trips each, {of['looks']:.1f} looks per mail.", "",
    ]


def _look(of: Result) -> list[str]:
    return [
        "### A look that finds nothing new", "",
        *_table(["", "CPU per look"], [
            ["`imap_client::look`", f"{of['mailsonde_us']:.1f} µs"],
            ["bare C over OpenSSL, same octets", f"{of['bare_us']:.1f} µs"],
        ]),
        f"{of['factor']:.2f} times the least that is possible (goal 2: "
        f"{_verdict(of['factor'] <= 2)}); {of['round_trips']} network round trip, "
        f"{of['octets']} octets sent.", "",
    ]


def _scale(of: Result) -> list[str]:
    rows = []
    for row in of["rows"]:
        alert = row["alert_ms"]
        told = f"{alert['median']:.0f} / {alert['p99']:.0f} ms" if alert["count"] else "—"
        rows.append([
            f"{row['mailboxes']:,}", f"{row['cpu_share'] * 100:.2f} %",
            f"{row['cpu_ms_per_trip']:.2f} ms",
            f"{row['rss_mib']:.0f} / {row['peak_rss_mib']:.0f} MiB", told,
            f"{row['fetches_per_s']:.1f}", str(row["files"]),
        ])
    largest = of["rows"][-1]
    good = largest["cpu_share"] <= 1 and largest["peak_rss_mib"] <= 256
    return [
        "### Many mailboxes", "",
        *_table(["mailboxes", "CPU of one core", "CPU per round trip", "RSS steady / peak",
                 "deadline to alert, median / p99", "folders read per s", "open files"], rows),
        f"Every mailbox once in {of['every_s']} s, 2 % of the mails lost, deadline "
        f"{of['deadline_s']} s. One core and 256 MiB for {largest['mailboxes']:,} mailboxes: "
        f"{_verdict(good)}. A mailbox costs {of['growth']:.2f} times as much in the largest "
        f"installation as in the smallest (goal 1.2: {_verdict(of['growth'] <= 1.2)}).", "",
    ]


def _delay(of: Result) -> list[str]:
    rows = [[f"{row['arrival_s']:g} s", f"{row['median_ms']:.0f} ms", f"{row['p95_ms']:.0f} ms",
             str(row["mails"])] for row in of["rows"]]
    usual = of["rows"][0]["median_ms"]
    return [
        "### The stated delay beside the server's own save time", "",
        *_table(["arrival after", "median error", "95th percentile", "mails"], rows),
        f"With a grace of {of['grace']}. Goal for mail that comes at once, 50 ms: "
        f"{_verdict(usual <= 50)}.", "",
    ]


def _log(of: Result) -> list[str]:
    if not of:
        return []
    rows = [[key.replace("_", " "), f"{value:,.1f}" if isinstance(value, float) else str(value)]
            for key, value in of.items()]
    return ["### The embedded event log", "", *_table(["", ""], rows)]


_WRITERS: dict[str, Callable[[Result], list[str]]] = {
    "roundtrip": _roundtrip, "look": _look, "scale": _scale, "delay": _delay, "log": _log,
}


def render(folder: Path) -> str:
    """The figures of all runs whose results lie in `folder`."""
    lines: list[str] = []
    for name, write in _WRITERS.items():
        file = folder / f"{name}.json"
        if file.exists():
            whole = json.loads(file.read_text())
            section = write(whole["figures"])
            if section:
                machine = "; ".join(f"{key}: {value}" for key, value in whole["machine"].items())
                lines += [*section, f"<sub>{machine}</sub>", ""]
    return "\n".join(lines)


def update(page: Path, figures: str) -> None:
    before, begin, rest = page.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    assert begin and end, f"{page} has no place for the figures"
    page.write_text(f"{before}{BEGIN}\n\n{figures}\n{END}{after}")
