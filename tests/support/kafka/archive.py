"""Makes an archive of a broker's loaded classes, with which the next ones start in half the time.

scripts/setup runs it: python3 -m tests.support.kafka.archive
"""

import sys
import tempfile
from pathlib import Path

from .cluster import KafkaCluster
from .errors import KafkaError
from .jars import archive, archive_is_current


def make() -> None:
    """The archive is whole or absent, like the jars."""
    with (tempfile.TemporaryDirectory(prefix="classes.", dir=archive().parent) as folder,
          KafkaCluster() as kafka):
        fresh = Path(folder) / "classes.jsa"
        kafka.stop(1)
        kafka.start(1, f"-XX:ArchiveClassesAtExit={fresh}")
        kafka.wait_ready()
        # What every test needs, so that these classes are loaded, too.
        kafka.create_topic("classes", cleanup_policy="compact")
        kafka.client().produce("classes", ["key:value"])
        kafka.client().consume("classes")
        # Written now: only a broker that leaves in good order does so.
        kafka.stop(1)
        if not fresh.exists():
            raise KafkaError(f"Java wrote no archive: {kafka.last_words()}")
        fresh.rename(archive())


def main() -> int:
    try:
        if not archive_is_current():
            make()
    except (KafkaError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
