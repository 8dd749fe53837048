"""An identity provider that hands out access tokens (OAuth 2.0 client credentials, RFC 6749 4.4)."""

import base64
import json
import secrets
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qs

LIFE_SECONDS = 300


def unsigned_token(subject: str, scope: str) -> str:
    """A JWT without signature (RFC 7519 section 6), as Kafka's validator for tests takes it."""
    now = int(time.time())
    parts = ({"alg": "none"},
             {"sub": subject, "scope": scope, "iat": now, "exp": now + LIFE_SECONDS})
    return ".".join([base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
                     for part in parts] + [""])


class TokenServer:
    """Runs within `with`, on a loopback port, in clear; knows one client."""

    def __init__(self, client_id: str) -> None:
        self.client_id = client_id
        self.client_secret = secrets.token_urlsafe(12)
        self.scopes: list[str] = []  # that were asked for, of each token
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/token"

    def __enter__(self) -> "TokenServer":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, authorization: str, body: str) -> tuple[HTTPStatus, dict[str, object]]:
        known = f"{self.client_id}:{self.client_secret}".encode()
        asked = parse_qs(body)
        if authorization != "Basic " + base64.b64encode(known).decode():
            return HTTPStatus.UNAUTHORIZED, {"error": "invalid_client"}
        if asked.get("grant_type") != ["client_credentials"]:
            return HTTPStatus.BAD_REQUEST, {"error": "unsupported_grant_type"}
        scope = " ".join(asked.get("scope", []))
        self.scopes.append(scope)
        return HTTPStatus.OK, {"access_token": unsigned_token(self.client_id, scope),
                               "token_type": "Bearer", "expires_in": LIFE_SECONDS}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status, answer = outer.answer(self.headers.get("Authorization", ""), body)
                text = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, format: str, *args: object) -> None:
                """Nobody reads it."""

        return Handler
