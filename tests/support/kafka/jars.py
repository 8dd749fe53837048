"""Where scripts/setup put the broker, and how Java runs it."""

import os
import shutil
from collections.abc import Sequence
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


def archive() -> Path:
    """Of classes as Java has them in memory, made by archive.py; without it all works, slower."""
    return jars().with_name(jars().name + ".jsa")


def archive_is_current() -> bool:
    """Whether it is there, and Java was not updated since."""
    program = shutil.which("java")
    if program is None:
        raise KafkaError("no java: run scripts/setup test")
    # When it was installed here; the other times are those of its build.
    installed = Path(program).resolve().stat().st_ctime
    return archive().exists() and archive().stat().st_mtime > installed


def java(temporary: Path, options: Sequence[str], main_class: str, *words: str) -> list[str]:
    """The command that runs a class of Kafka.

    :param temporary: an existing folder, for all that would stay in /tmp after a kill -9.
    :param options: more of Java's.
    """
    shared = [f"-XX:SharedArchiveFile={archive()}"] if archive_is_current() else []
    return ["java", *OPTIONS, *shared, *options, "-XX:-UsePerfData", f"-Djava.io.tmpdir={temporary}",
            f"-XX:ErrorFile={temporary}/crash.log",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
            "-cp", f"{jars()}/*", main_class, *words]
