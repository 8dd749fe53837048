"""What tests of the programs in docs/examples/consumers share."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.support.kafka import KafkaCluster
from tests.support.kafka.jars import jars
from tests.support.kafka.transactions import Record
from tests.support.mailsonde.program import ROOT
from tests.system.installation import PATIENCE_SECONDS

RESULTS, ALERTS, JAVA = "results.sh", "alerts.py", "Results.java"
ONCE = " --once"
RESULT_TOPIC, ALERT_TOPIC = "mailsonde.result.v1", "mailsonde.alert.v1"
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PROGRAM = re.compile(r"docs/examples/consumers/(\S+)")


def commands() -> dict[str, str]:
    """Of each program, as the page has it."""
    page = (ROOT / "docs/events.md").read_text()
    lines = [line for block in _BLOCK.findall(page) for line in block.splitlines()]
    return {program: line for line in lines for program in _PROGRAM.findall(line)}


def past_event(name: str, **changes: str) -> Record:
    """A fixture of the event model; `changes` are words to replace in all of it."""
    text = (ROOT / f"tests/unit/model/fixtures/{name}.txt").read_text()
    for old, new in changes.items():
        text = text.replace(old, new)
    head, _, value = text.partition("\n\n")
    headers = dict(line.split(": ", 1) for line in head.splitlines())
    topic = ALERT_TOPIC if name.startswith("alert") else RESULT_TOPIC
    return Record(topic, headers["ce_partitionkey"], value, headers)


class Consumers(unittest.TestCase):
    """A broker, and a folder from where the page's commands work."""

    guarded = False  # whether TLS and passwords are another way to the broker

    def setUp(self) -> None:
        self.kafka = self.enterContext(KafkaCluster(tls=self.guarded, sasl=self.guarded))
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="mailsonde-")))
        (self.folder / "docs").symlink_to(ROOT / "docs")
        self.environment = {
            "KAFKA_BROKERS": self.kafka.bootstrap, "KAFKA_JARS": str(jars()),
            # The system's Python has the packages that scripts/setup installs.
            "PATH": f"/usr/bin:{os.environ['PATH']}",
            "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData",
        }

    def once(self, program: str, more: str = "") -> str:
        """What it says about all that is in the topics."""
        done = subprocess.run(
            ["bash", "-c", commands()[program] + more], cwd=self.folder, capture_output=True,
            text=True, timeout=2 * PATIENCE_SECONDS, env=os.environ | self.environment, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def kcat(self, topic: str, level: str) -> str:
        done = self.kafka.client().run("-C", "-e", "-q", "-o", "beginning", "-t", topic,
                                       "-X", f"isolation.level={level}")
        return done.stdout
