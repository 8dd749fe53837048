"""A checker and a sender on Kafka: together what one process is on the embedded log."""

from collections.abc import Mapping

from .replica import Replica


class Couple:
    """As Replica, for tests that don't care how many processes there are."""

    def __init__(self, checker: Replica, sender: Replica) -> None:
        self._of = {"checker": checker, "sender": sender}

    def process_of(self, point: str) -> Replica:
        """The one that passes this failpoint."""
        return self._of[point.split(".")[0]]

    @property
    def started(self) -> bool:
        return any(one.started for one in self._of.values())

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """Those that don't run, after one was killed the other goes on."""
        for one in self._of.values():
            if not one.started:
                one.start(environment)

    def stop(self) -> None:
        for one in self._of.values():
            if one.started:
                one.stop()

    def kill(self) -> None:
        for one in self._of.values():
            if one.started:
                one.kill()

    def log(self) -> str:
        return "".join(one.log() for one in self._of.values())
