"""All that a run needs: brokers, mail servers, the pair in three replicas, an onlooker."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from tests.support.kafka import KafkaCluster
from tests.support.kafka.committed import CommittedReader
from tests.support.mailhost import MailHost, wait_until
from tests.support.mailsonde import Event, Journal, Pair
from tests.system.installation import Installation
from tests.system.kafka_evidence import EVENT_TOPICS, events_of

from .load import PROBE, Load
from .plan import BROKERS, REPLICAS, SESSION_SECONDS

START_SECONDS = 60.0
# Sessions are kept, so that the load is mail and not TLS.
SESSIONS = 60
ROUTES = 8


class Scene:
    """Everything runs from __enter__ on; gone without a trace at the end."""

    def __init__(self, load: Load) -> None:
        self._rest = ExitStack()
        self._load = load
        self._events: list[Event] = []

    def __enter__(self) -> "Scene":
        try:
            self._start()
        except BaseException:
            self._rest.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        # What is wrong is told by the evidence that is kept, not by each part for itself.
        self._rest.close()

    def _start(self) -> None:
        self.kafka = self._rest.enter_context(KafkaCluster(brokers=len(BROKERS)))
        self.host = self._rest.enter_context(MailHost())
        self.host.add_user("probe")
        self.place = Installation(self.host, list(self._load.users), **PROBE)
        self._share_routes()
        self.place.settings.top |= {
            "log": {"level": "info"}, "login": {"sessions_per_server": SESSIONS},
            "alerts": {"access_after": "30s"}}
        self.pair = self._rest.enter_context(Pair(self.place.settings, {
            "brokers": self.kafka.bootstrap.split(","), "tls": "off", "replication": 3,
            "min_in_sync": 2, "session_timeout": f"{SESSION_SECONDS:g}s"}))
        for name in REPLICAS:
            service, number = name.split("-")
            if name not in self.pair.processes:
                self.pair.add(service, int(number)).start()
        self._reader = self._rest.enter_context(
            CommittedReader(self.kafka.bootstrap, EVENT_TOPICS))
        wait_until(lambda: all(one.is_ready() for one in self.pair.processes.values()),
                   START_SECONDS, "start of all replicas", 0.2)

    def _share_routes(self) -> None:
        """A route has one mail under way at a time, until its outcome is committed."""
        settings = self.place.settings
        for number in range(ROUTES):
            self.host.add_user(f"probe-{number}")
            settings.route(f"relay-{number}", self.host, f"probe-{number}")
        for number, probe in enumerate(settings.probes.values()):
            probe["route"] = f"relay-{number % ROUTES}"

    def journal(self, seconds: float = 0.0) -> Journal:
        """All events so far; waits up to `seconds` for a new one if there is none."""
        self._events += events_of(self._reader.fresh(seconds))
        return Journal(self._events)

    def logs(self) -> dict[str, str]:
        """By replica: all that it has logged in all its lives."""
        return {name: one.log() for name, one in self.pair.processes.items()}

    def files(self) -> list[Path]:
        """What a person wants to read after a failure."""
        return [*self.pair.folder.glob("*.log"), *self.pair.folder.glob("*.yaml"),
                *(self.host.folder / "log").iterdir(), *self.kafka.folder.glob("*/log")]
