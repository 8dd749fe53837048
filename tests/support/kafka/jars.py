"""Where scripts/setup put the broker, and how Java runs it."""

import os
from pathlib import Path
from xml.etree import ElementTree

from .errors import KafkaError

POM = Path(__file__).with_name("pom.xml")
# The serial collector and the first compiler only: starts in half the time, in half the memory.
OPTIONS = ("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError")


def jars() -> Path:
    """The folder of the jars; as in scripts/lib/kafka.sh."""
    version = ElementTree.parse(POM).findtext("version")
    cache = os.environ.get("MAILSONDE_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "mailsonde")
    folder = Path(cache) / f"kafka-{version}"
    if not folder.is_dir():
        raise KafkaError(f"no Apache Kafka in {folder}: run scripts/setup test")
    return folder


def java(temporary: Path, main_class: str, *words: str) -> list[str]:
    """The command that runs a class of Kafka.

    :param temporary: an existing folder, for all that would stay in /tmp after a kill -9.
    """
    return ["java", *OPTIONS, "-XX:-UsePerfData", f"-Djava.io.tmpdir={temporary}",
            f"-XX:ErrorFile={temporary}/crash.log",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
            "-cp", f"{jars()}/*", main_class, *words]
