"""Cutting TCP connections from outside, as a firewall that forgets them does."""

import socket
import subprocess

from tests.support.mailhost.errors import MailHostError
from tests.support.mailhost.ports import LOOPBACK


def cut(port: int) -> int:
    """End all established connections to a loopback port, both ends at once; how many there were.

    One end reads ECONNABORTED, the other a reset: neither has the time to say good-bye.
    """
    done = subprocess.run(
        ["ss", "--kill", "--no-header", "--numeric", "--tcp", "state", "established",
         "dport", "=", f":{port}"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise MailHostError(f"ss --kill: {done.stderr.strip()}")
    return len(done.stdout.splitlines())


def require_cutting() -> None:
    """MailHostError where the kernel or missing rights don't let us; ss itself keeps quiet then."""
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        with socket.create_connection(server.getsockname()) as client:
            cut(server.getsockname()[1])
            client.settimeout(1.0)
            try:
                client.recv(1)
            except ConnectionError:
                return
            except TimeoutError:
                pass
    raise MailHostError("connections can't be cut here: that needs CAP_NET_ADMIN and a kernel "
                        "with CONFIG_INET_DIAG_DESTROY")
