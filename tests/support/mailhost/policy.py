"""The policy server that Postfix asks for each recipient (SMTPD_POLICY_README).

It is the one switch for all behaviours of the relay, so that a test changes them while the
servers run, without maps to rebuild or daemons to reload.
"""

import socketserver
import threading
import time
from collections.abc import Callable
from pathlib import Path

from .behaviour import DUNNO, Attempt, Behaviour, Request, mailbox_of

UNKNOWN_USER = "550 5.1.1 User unknown in virtual mailbox table"


class Policy:
    """Behaviours by recipient and the record of all attempts; safe to use from any thread."""

    def __init__(self, known: Callable[[str], bool]) -> None:
        """:param known: whether this address can be served; others get a 550 5.1.1."""
        self._known = known
        self._lock = threading.Lock()
        self._behaviours: dict[str, tuple[Behaviour, int]] = {}
        self._attempts: list[Attempt] = []
        self._listeners: list[Callable[[Attempt], None]] = []

    def set(self, address: str, behaviour: Behaviour) -> None:
        with self._lock:
            self._behaviours[mailbox_of(address)] = (behaviour, len(self._attempts))

    def clear(self, address: str) -> None:
        with self._lock:
            self._behaviours.pop(mailbox_of(address), None)

    def attempts(self, address: str) -> list[Attempt]:
        """All attempts for this mailbox since the host started, oldest first."""
        with self._lock:
            return self._of(mailbox_of(address), 0)

    def listen(self, listener: Callable[[Attempt], None]) -> None:
        """Have each later attempt told; called before Postfix gets its answer."""
        self._listeners.append(listener)

    def decide(self, request: Request) -> str:
        mailbox = mailbox_of(request.recipient)
        with self._lock:
            now = time.time()
            behaviour, since = self._behaviours.get(mailbox, (None, 0))
            action = DUNNO
            if behaviour is not None:
                action = behaviour(request, self._of(mailbox, since), now)
            if action == DUNNO and not self._known(mailbox):
                action = UNKNOWN_USER
            attempt = Attempt(time=now, request=request, action=action)
            self._attempts.append(attempt)
        for listener in self._listeners:
            listener(attempt)
        return action

    def _of(self, mailbox: str, since: int) -> list[Attempt]:
        return [attempt for attempt in self._attempts[since:]
                if mailbox_of(attempt.request.recipient) == mailbox]


class _Handler(socketserver.StreamRequestHandler):
    """One connection of a Postfix smtpd: name=value lines, an empty line, an answer, again."""

    server: "PolicyServer"

    def handle(self) -> None:
        attributes: dict[str, str] = {}
        for raw in self.rfile:
            line = raw.decode(errors="replace").rstrip("\n")
            if line:
                name, _, value = line.partition("=")
                attributes[name] = value
                continue
            action = self.server.policy.decide(Request(
                recipient=attributes.get("recipient", ""),
                sender=attributes.get("sender", ""),
                queue_id=attributes.get("queue_id", ""),
                client=attributes.get("client_address", ""),
                sasl_username=attributes.get("sasl_username", "")))
            self.wfile.write(f"action={action}\n\n".encode())
            attributes = {}


class PolicyServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Serves a Policy on a UNIX socket, one thread per smtpd process."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, path: Path, policy: Policy) -> None:
        self.policy = policy
        super().__init__(str(path), _Handler)
        path.chmod(0o666)
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True,
            name="mailhost policy")
        self._thread.start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()
