"""docs/benchmarks.md: the part between the markers is written here, the rest by people."""

import json
import re
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


def _kafka_commits(rows: list[Result], brokers: int) -> list[list[str]]:
    out = []
    for row in rows:
        ours, bare = row["log"], row["bare"]
        out.append([
            str(brokers), str(row["results"]),
            *(f"{one['results_per_s']:,.0f}" for one in (ours, bare)),
            *(f"{one['cpu_ms_per_1000']:,.1f} ms" for one in (ours, bare)),
            f"{ours['cpu_ms_per_1000'] / bare['cpu_ms_per_1000']:.2f}",
            *(f"{one['median_ms']:.0f} / {one['p99_ms']:.0f} ms" for one in (ours, bare)),
        ])
    return out


def _kafka_waits(of: Result) -> list[str]:
    restore, handover, flow = of["restore"], of["rebalance"], of["flow"]
    killed, leaves = handover["killed"], handover["leaves"]
    return _table(["", "", ""], [
        [f"restore of {restore['mails']:,} pending mails", f"{restore['seconds']:.1f} s",
         f"CPU {restore['cpu_s']:.1f} s, {restore['peak_rss_mib']:.0f} MiB at most; librdkafka "
         f"alone reads them in {restore['bare_s']:.1f} s"],
        [f"one of two checkers is killed, {handover['mails']:,} mails pending",
         f"{killed['seconds']:.1f} s",
         f"session timeout {handover['session_timeout_s']:g} s; then "
         f"{killed['reading_s']:.1f} s for reading"],
        ["one of two checkers leaves", f"{leaves['seconds']:.1f} s",
         f"of these {leaves['reading_s']:.1f} s for reading"],
        ["from a `sent` to its result, median / p95",
         f"{flow['kafka']['median_ms']:.0f} / {flow['kafka']['p95_ms']:.0f} ms",
         f"{flow['added_ms']:.0f} ms more than by the embedded log, "
         f"{flow['embedded']['median_ms']:.0f} / {flow['embedded']['p95_ms']:.0f} ms"],
    ])


def _kafka(of: Result) -> list[str]:
    one, three = of["one"], of["three"]
    per_core = 1e6 / one["commits"][-1]["log"]["cpu_ms_per_1000"]
    restored = one["restore"]["seconds"]
    return [
        "### The event log on Apache Kafka", "",
        *_table(["brokers", "results in a transaction", "results per s", "bare", "CPU per 1,000",
                 "bare", "ratio", "transaction, median / p99", "bare"],
                _kafka_commits(one["commits"], 1) + _kafka_commits(three["commits"], 3)),
        f"By the CPU that they take, one core is enough for {per_core:,.0f} results per second (goal "
        f"10,000: {_verdict(per_core >= 10_000)}).", "",
        *_kafka_waits(one),
        f"With one broker. Goal for the restore, 5 s: {_verdict(restored <= 5)}. "
        f"{of['broker'].replace('-', ' ').title()}, librdkafka {one['librdkafka']}; the brokers "
        "ran on the same cores, with their files in memory.", "",
    ]


_WRITERS: dict[str, Callable[[Result], list[str]]] = {
    "roundtrip": _roundtrip, "look": _look, "scale": _scale, "delay": _delay, "log": _log,
    "kafka": _kafka,
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


def _sections(text: str) -> dict[str, str]:
    """By their headings."""
    parts = re.split(r"(?m)^(?=### )", text)
    return {part.partition("\n")[0]: part.strip() for part in parts if part.startswith("### ")}


def update(page: Path, figures: str) -> None:
    """What was not measured here keeps the figures that it has."""
    before, begin, rest = page.read_text().partition(BEGIN)
    old, end, after = rest.partition(END)
    assert begin and end, f"{page} has no place for the figures"
    text = "\n\n".join((_sections(old) | _sections(figures)).values())
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
