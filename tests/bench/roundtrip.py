"""CPU of a whole round trip: `mailsonde run` beside a Python script, on the same real servers."""

import json
import subprocess
import sys
from typing import Any

from tests.bench.process import usage
from tests.support.mailhost import MailHost
from tests.support.mailhost.accounts import address_of
from tests.support.mailsonde import Mailsonde, Settings
from tests.support.mailsonde.program import ROOT

PYTHON_GRACE_SECONDS = 0.2
# Some mail is always out, so that sessions are kept; and one look serves all that are.
USERS = 5
PROBES = 8
EVERY, GRACE = "2s", "2s"
PATIENCE_SECONDS = 600.0


def _of_python(host: MailHost, trips: int) -> float:
    """Microseconds of CPU."""
    sender, mailbox = address_of("probe"), address_of("python")
    plan = {
        "host": host.host, "smtp": host.smtps_port, "imap": host.imaps_port,
        "ca_file": str(host.ca_file), "mailbox": mailbox, "sender": sender,
        "password": host.credentials[mailbox], "sender_password": host.credentials[sender],
        "grace": PYTHON_GRACE_SECONDS, "trips": trips,
    }
    done = subprocess.run([sys.executable, "-m", "tests.bench.python_monitor"], cwd=ROOT,
                          input=json.dumps(plan), text=True, capture_output=True, check=True)
    return float(done.stdout)


def _of_mailsonde(host: MailHost, trips: int) -> dict[str, float]:
    settings = Settings()
    settings.top["log"] = {"level": "info"}
    settings.route("relay", host, "probe")
    for number in range(USERS):
        user = f"user{number}"
        settings.mailbox(user, host)
        for probe in range(PROBES):
            settings.probe(f"{user}-{probe}", user, every=EVERY, grace=GRACE)
    with Mailsonde(settings) as sonde:
        warm = 3 * USERS * PROBES
        sonde.wait_for(lambda journal: len(journal.results()) >= warm, "warming up")
        before, first = usage(sonde.pid), sonde.journal()
        target = len(first.results()) + trips
        sonde.wait_for(lambda journal: len(journal.results()) >= target, "round trips",
                       PATIENCE_SECONDS)
        after, last = usage(sonde.pid), sonde.journal()
        results = last.results()
        assert all(event.outcome == "delivered" for event in results), "not all were delivered"
        count = len(results) - len(first.results())
        looks = sum(event.data["looks"] for event in results[-count:]) / count
    return {"cpu_us": after.cpu_since(before) / count * 1e6, "looks": looks}


def run(quick: bool) -> dict[str, Any]:
    trips = 100 if quick else 1000
    with MailHost() as host:
        host.add_user("probe")
        host.add_user("python")
        for number in range(USERS):
            host.add_user(f"user{number}")
        ours = _of_mailsonde(host, trips)
        python = _of_python(host, trips)
    return {
        "mailsonde_us": ours["cpu_us"], "python_us": python, "looks": ours["looks"],
        "share": ours["cpu_us"] / python, "trips": trips,
    }
