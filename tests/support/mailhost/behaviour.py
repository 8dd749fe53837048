"""What the mail server does with a recipient: decisions only, no sockets, no clock."""

from collections.abc import Callable
from dataclasses import dataclass

# access(5) answer for "no opinion"
DUNNO = "DUNNO"


@dataclass(frozen=True)
class Request:
    """What Postfix asks at RCPT TO."""

    recipient: str
    sender: str
    queue_id: str
    client: str
    sasl_username: str


@dataclass(frozen=True)
class Attempt:
    """One RCPT TO and what was answered. `time` is seconds since the epoch."""

    time: float
    request: Request
    action: str


# (this request, earlier attempts for the same recipient, now) -> access(5) action
Behaviour = Callable[[Request, list[Attempt], float], str]


def fixed(action: str) -> Behaviour:
    """The same answer each time."""
    return lambda request, earlier, now: action


def greylist(times: int, seconds: float) -> Behaviour:
    """450 for the first `times` attempts and for `seconds` after the first, then no opinion.

    Counted per client, sender and recipient, as greylisting filters do. Only attempts since the
    behaviour was set count: the policy gives a fresh history to each.
    """

    def decide(request: Request, earlier: list[Attempt], now: float) -> str:
        same = [attempt for attempt in earlier
                if (attempt.request.client, attempt.request.sender)
                == (request.client, request.sender)]
        if len(same) < times or (seconds > 0 and (not same or now - same[0].time < seconds)):
            return "450 4.2.0 Greylisted, try again later"
        return DUNNO

    return decide


def mailbox_of(address: str) -> str:
    """The mailbox behind an address: lower case, without its +detail (RFC 5233)."""
    local, at, domain = address.lower().rpartition("@")
    return local.partition("+")[0] + at + domain
