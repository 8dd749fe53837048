"""Runs those tests of the contract that have Kafka for a parameter, on a real broker of their own.

    python3 -m tests.contract.on_kafka BINARY [ARGUMENTS OF GOOGLETEST...]
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.kafka import KafkaCluster

# What runs on the model must run on Kafka, too, unless it moves clocks by hand.
LEAST = 25


def main() -> int:
    binary, *words = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder, KafkaCluster(rights=True) as kafka:
        report = Path(folder) / "report.json"
        done = subprocess.run(
            [binary, "--gtest_filter=*/kafka:ConformanceTable.*", "--gtest_brief=1", f"--gtest_output=json:{report}",
             *words],
            env={**os.environ, "MAILSONDE_KAFKA": kafka.bootstrap}, check=False)
        if done.returncode != 0:
            print(f"{binary} ended with {done.returncode}")  # negative: by a signal
            return 1
        # No test at all is a success for GoogleTest.
        ran = int(json.loads(report.read_text())["tests"])
    print(f"{ran} tests ran on Kafka")
    return 0 if ran >= LEAST or words else 1


if __name__ == "__main__":
    sys.exit(main())
