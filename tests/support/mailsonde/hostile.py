"""IMAP servers that mean harm, for one mailbox each."""

import socketserver
import threading
from collections.abc import Callable
from types import TracebackType
from typing import BinaryIO

from tests.support.mailhost.ports import LOOPBACK

# Speaks with one client; an OSError, which a client that has had enough causes, is its end.
Behaviour = Callable[[BinaryIO], None]

_GREETING = b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n"


def _tag(command: bytes) -> bytes:
    return command.split(b" ", 1)[0]


def _log_in(client: BinaryIO) -> bytes:
    """Up to the first command behind the login, which is LIST; its tag."""
    client.write(_GREETING)
    client.write(_tag(client.readline()) + b" OK [CAPABILITY IMAP4rev1] in\r\n")
    return _tag(client.readline())


def says_yes_to_everything(client: BinaryIO) -> None:
    client.write(_GREETING)
    for command in client:
        client.write(_tag(command) + b" OK of course\r\n")


def never_ends(client: BinaryIO) -> None:
    _log_in(client)
    while True:
        client.write(b"* OK still busy\r\n" * 1000)


def sends_ten_gigabytes(client: BinaryIO) -> None:
    _log_in(client)
    client.write(b"* LIST () \"/\" {10737418240}\r\n")
    while True:
        client.write(b"x" * 65536)


def opens_brackets(client: BinaryIO) -> None:
    """What takes a time that is the square of the line's length, if it is read carelessly."""
    _log_in(client)
    while True:
        client.write(b"* LIST () \"/\" " + b"[" * 65000 + b"\r\n")


class HostileImap:
    """Listens from __enter__ on, without TLS, on a port of its own."""

    def __init__(self, behaviour: Behaviour) -> None:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with self.request.makefile("rwb", buffering=0) as client:
                    try:
                        behaviour(client)
                    except OSError:
                        pass

        self._server = socketserver.ThreadingTCPServer((LOOPBACK, 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> "HostileImap":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
