"""Many mailboxes at intervals of five minutes: CPU, memory, and how soon a loss is told."""

import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.process import Usage, usage
from tests.support.mailsonde import Mailsonde, Settings, elapse
from tests.support.mailsonde.journal import seconds_since_epoch
from tests.support.mailsonde.program import call
from tests.support.responder import Responder, fill

BOXES_PER_SERVER = 500
BOXES_PER_FILE = 1000
# Mails to these mailboxes never arrive: the first so many of each hundred.
LOST_PER_HUNDRED = 2
SAMPLE_SECONDS = 1.0


@dataclass(frozen=True)
class Plan:
    boxes: int
    every: int  # seconds
    deadline: int
    intervals: int = 2  # the first is for warming up


class LargeSettings(Settings):
    """Mailboxes and probes in files of their own, as a provider would have them; one password each."""

    def write(self, file: Path) -> None:
        names = sorted(self.mailboxes)
        for start in range(0, len(names), BOXES_PER_FILE):
            some = names[start:start + BOXES_PER_FILE]
            part = {"mailboxes": {name: self.mailboxes[name] for name in some},
                    "probes": {name: self.probes[name] for name in some}}
            (file.parent / f"part-{start:06}.yaml").write_text(json.dumps(part))
        whole = self.copy()
        whole.mailboxes, whole.probes = {}, {}
        whole.top["include"] = ["part-*.yaml"]
        Settings.write(whole, file)


def _settings(plan: Plan, names: list[str], responder: Responder) -> LargeSettings:
    settings = LargeSettings()
    settings.top["log"] = {"level": "info"}
    fill(settings, responder, names, every=f"{plan.every}s", grace="5s",
         deadline=f"{plan.deadline}s", undetermined_after=f"{plan.deadline * 2}s",
         send_window=f"{plan.every}s", delay={"warn": f"{plan.deadline}s",
                                              "crit": f"{plan.deadline}s"})
    for name in names:
        settings.mailboxes[name]["auth"]["password"] = settings.secret(f"pass-{name}", "secret")
    return settings


class Meter:
    """Watches the process over one interval."""

    def __init__(self, sonde: Mailsonde, responder: Responder) -> None:
        self._sonde = sonde
        self._responder = responder
        self.first = self.last = usage(sonde.pid)
        self._looked = responder.stats()["fetches"]
        self._began = time.monotonic()
        self.most_files = 0
        self.rss: list[float] = []

    def watch(self, seconds: float) -> None:
        end = self._began + seconds
        while (left := end - time.monotonic()) > 0:
            elapse(min(SAMPLE_SECONDS, left))
            self._sonde.must_run()
            self.last = usage(self._sonde.pid)
            self.rss.append(self.last.rss_mib)
            self.most_files = max(self.most_files, self.last.files)
        self.seconds = time.monotonic() - self._began
        stats = self._responder.stats()
        self.fetches, self.most_sessions = stats["fetches"] - self._looked, stats["most_sessions"]

    @property
    def usage(self) -> Usage:
        return self.last


def _events(sonde: Mailsonde, kind: str) -> list[dict[str, Any]]:
    done = call(sonde.config, "tail", "--all", "--json", "--type", kind, seconds=600.0)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _alert_latencies_ms(sonde: Mailsonde) -> list[float]:
    """From the deadline of a missing mail to the alert that it caused."""
    deadlines = {event["data"]["mail"]["mail_id"]: seconds_since_epoch(event["data"]["deadline_at"])
                 for event in _events(sonde, "result") if event["data"]["outcome"] == "missing"}
    out = []
    for event in _events(sonde, "alert"):
        told = [mail for mail in event["data"]["evidence"] if mail in deadlines]
        if event["data"]["rule"] == "missing" and told and event["data"]["phase"] != "closed":
            newest = max(deadlines[mail] for mail in told)
            out.append((seconds_since_epoch(event["time"]) - newest) * 1e3)
    return sorted(out)


def measure(plan: Plan) -> dict[str, Any]:
    names = [f"box{number:05}" for number in range(plan.boxes)]
    with Responder(hosts=math.ceil(plan.boxes / BOXES_PER_SERVER), foreign=3) as responder:
        settings = _settings(plan, names, responder)
        responder.lose(name for number, name in enumerate(names)
                       if number % 100 < LOST_PER_HUNDRED)
        with Mailsonde(settings) as sonde:
            warm_up = Meter(sonde, responder)
            warm_up.watch(plan.every * (plan.intervals - 1))
            meter = Meter(sonde, responder)
            meter.watch(plan.every)
            sonde.stop()
            outcomes: dict[str, int] = {}
            for event in _events(sonde, "result"):
                outcome = event["data"]["outcome"]
                outcomes[outcome] = outcomes.get(outcome, 0) + 1
            latencies = _alert_latencies_ms(sonde)
        touched = 3 * len(names) - responder.stats()["untouched_foreign"]
    cpu = meter.last.cpu_since(meter.first)
    return {
        "mailboxes": plan.boxes, "cpu_share": cpu / meter.seconds,
        "cpu_ms_per_trip": cpu * 1e3 / (plan.boxes * meter.seconds / plan.every),
        "rss_mib": max(meter.rss), "peak_rss_mib": meter.usage.peak_rss_mib,
        "files": max(meter.most_files, warm_up.most_files),
        "fetches_per_s": meter.fetches / meter.seconds, "most_sessions": meter.most_sessions,
        "alert_ms": {"count": len(latencies), "median": _at(latencies, 0.5),
                     "p99": _at(latencies, 0.99)},
        "outcomes": outcomes, "foreign_mails_touched": touched,
    }


def _at(ordered: list[float], share: float) -> float | None:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else None


def run(quick: bool) -> dict[str, Any]:
    if quick:
        plans = [Plan(boxes, 30, 12) for boxes in (10, 100, 1000)]
    else:
        plans = [Plan(boxes, 300, 120) for boxes in (100, 1000, 10_000)]
    rows = []
    for plan in plans:
        rows.append(measure(plan))
        print(json.dumps(rows[-1]), flush=True)
    return {"every_s": plans[0].every, "deadline_s": plans[0].deadline, "rows": rows,
            "growth": rows[-1]["cpu_ms_per_trip"] / rows[0]["cpu_ms_per_trip"]}
