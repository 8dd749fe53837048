"""The event log on Apache Kafka: what mailsonde_kafka_bench prints, for one broker and for three."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.support.kafka import KafkaCluster
from tests.support.kafka.jars import jars
from tests.support.mailsonde.program import ROOT


def _measured(brokers: int, *words: str) -> dict[str, Any]:
    folder = Path(os.environ.get("MAILSONDE_BENCH_FOLDER", ROOT / "build/bench"))
    program = folder / "tests/bench/mailsonde_kafka_bench"
    with KafkaCluster(brokers) as kafka:
        done = subprocess.run(
            [str(program), "--brokers", kafka.bootstrap, "--replication", str(brokers), *words],
            stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


def run(quick: bool) -> dict[str, Any]:
    words = ["--quick"] if quick else []
    one = _measured(1, *words)
    three = _measured(3, "--only", "commits", *words)
    return {"broker": jars().name, "one": one, "three": three}
