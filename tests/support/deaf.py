"""Servers that don't serve."""

import socket

LOOPBACK = "127.0.0.1"


class Deaf:
    """Takes connections (the kernel does) and never says a word; use as a context manager."""

    def __init__(self) -> None:
        self._socket = socket.create_server((LOOPBACK, 0), backlog=1024)
        self.port: int = self._socket.getsockname()[1]

    def __enter__(self) -> "Deaf":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()


class BlackHole:
    """Swallows connections: its queue is full, so that the kernel drops whatever asks for more."""

    def __init__(self) -> None:
        self._socket = socket.create_server((LOOPBACK, 0), backlog=0)
        self.port: int = self._socket.getsockname()[1]
        self._guests: list[socket.socket] = []
        self._fill()

    def _fill(self) -> None:
        while True:
            guest = socket.socket()
            guest.settimeout(0.2)
            self._guests.append(guest)
            try:
                guest.connect((LOOPBACK, self.port))
            except TimeoutError:
                return

    def __enter__(self) -> "BlackHole":
        return self

    def __exit__(self, *_: object) -> None:
        for guest in self._guests:
            guest.close()
        self._socket.close()
