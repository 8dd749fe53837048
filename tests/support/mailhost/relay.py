"""What a test tells the relay to do with the mails for a recipient."""

from . import behaviour
from .accounts import address_of
from .behaviour import Attempt
from .holds import Holds
from .policy import Policy


class Relay:
    """The part of MailHost that misbehaves on request.

    A behaviour holds for all +details of a mailbox, from the next RCPT TO on, until clear() or
    the next behaviour. A bare name means NAME@probe.test.
    """

    def __init__(self, policy: Policy, holds: Holds) -> None:
        self._policy = policy
        self._holds = holds

    def hold_for(self, address: str) -> None:
        """Accept mails and keep them until release()."""
        self._holds.hold_for(address_of(address))

    def release(self, address: str) -> int:
        """Let the held mails of this address go on; returns how many. New ones are still held."""
        return self._holds.release(address_of(address))

    def held(self, address: str) -> list[str]:
        return self._holds.held(address_of(address))

    def slow(self, address: str, seconds: float) -> None:
        """Deliver each mail this long after its RCPT TO."""
        self._holds.slow(address_of(address), seconds)

    def lose(self, address: str) -> None:
        """Accept mails with 250 and throw them away."""
        self._set(address, behaviour.fixed("DISCARD lost on purpose"))

    def refuse(self, address: str, code: int = 550,
               text: str = "5.7.1 refused on purpose") -> None:
        """Answer RCPT TO with this code; 4xx is the same temporary error again and again."""
        self._set(address, behaviour.fixed(f"{code} {text}"))

    def greylist(self, address: str, times: int = 1, seconds: float = 0.0) -> None:
        """450 for the first `times` attempts and for `seconds` after the first, then accept."""
        self._set(address, behaviour.greylist(times, seconds))

    def junk(self, address: str) -> None:
        """Let the relay mark mails as spam; the store's Sieve puts those into Junk."""
        self._set(address, behaviour.fixed("PREPEND X-Spam-Flag: YES"))

    def duplicate(self, address: str) -> None:
        """Deliver each mail twice."""
        local, _, domain = address_of(address).partition("@")
        self._set(address, behaviour.fixed(f"BCC {local}+copy@{domain}"))

    def bounce(self, address: str, text: str = "5.2.2 mailbox is full") -> None:
        """Accept mails, then return them to the envelope sender as undeliverable."""
        self._set(address, behaviour.fixed(f"FILTER error:{text}"))

    def clear(self, address: str) -> None:
        """Deliver mails to this address as usual again; held ones stay held."""
        self._holds.forget(address_of(address))
        self._policy.clear(address_of(address))

    def attempts(self, address: str) -> list[Attempt]:
        """Each RCPT TO for this mailbox: when, by whom, and what was answered."""
        return self._policy.attempts(address_of(address))

    def _set(self, address: str, decision: behaviour.Behaviour) -> None:
        self._holds.forget(address_of(address))
        self._policy.set(address_of(address), decision)
