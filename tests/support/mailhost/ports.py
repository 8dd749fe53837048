"""Free loopback ports that stay ours while a server is down."""

import socket

LOOPBACK = "127.0.0.1"


class PortReservation:
    """One TCP port of 127.0.0.1, kept from everybody else until close().

    The socket stays bound and never listens: clients are refused while the server is down, the
    kernel gives the port to nobody else, and a server that sets SO_REUSEADDR (Postfix and Dovecot
    do) can still listen on it. So two hosts never collide, and a restart keeps its port.
    """

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.bind((LOOPBACK, 0))
        # Only now: with it set before bind() another reservation could get the same port.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.number: int = self._socket.getsockname()[1]

    def close(self) -> None:
        self._socket.close()


def answers(port: int, greeting: bytes, timeout: float = 1.0) -> bool:
    """Whether a server on this port greets with these octets."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=timeout) as connection:
            return connection.recv(512).startswith(greeting)
    except OSError:
        return False


def refuses(port: int) -> bool:
    """Whether nobody listens on this port."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1.0).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return False
