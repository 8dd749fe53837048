"""The HTTP pages of a running Mailsonde."""

import http.client
from types import TracebackType

from tests.support.mailhost.ports import LOOPBACK, PortReservation

PATIENCE_SECONDS = 60.0


class Pages:
    """/healthz, /readyz and /metrics on a port that nobody else gets until the `with` is left."""

    def __init__(self) -> None:
        self._reservation = PortReservation()
        self.port = self._reservation.number

    def __enter__(self) -> "Pages":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._reservation.close()

    def get(self, path: str, token: str = "") -> tuple[int, str]:
        """Status and body; 0 if nobody listens (yet)."""
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=PATIENCE_SECONDS)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except ConnectionError:
            return 0, ""
        finally:
            connection.close()

    def status(self, path: str) -> int:
        return self.get(path)[0]

    def metrics(self, token: str = "") -> str:
        """All of them; AssertionError if they are refused."""
        status, text = self.get("/metrics", token)
        assert status == 200, f"/metrics answers {status}: {text}"
        return text

    def has(self, line: str) -> bool:
        """Whether /metrics has this line."""
        return line in self.metrics().splitlines()
