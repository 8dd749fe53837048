"""Mails that the relay keeps for a while: held until released, or released after a set time."""

import heapq
import threading
import time
from dataclasses import dataclass, field

from .behaviour import Attempt, fixed, mailbox_of
from .errors import MailHostError
from .policy import Policy
from .postfix import Postfix

HOLD = "HOLD"
# How long a client may take from RCPT TO to the end of its data before a due mail is given up.
PATIENCE_SECONDS = 60.0


@dataclass(order=True)
class _Due:
    time: float
    give_up: float = field(compare=False)
    queue_id: str = field(compare=False)


class Holds:
    """Knows each held mail by its queue id, from the policy's record."""

    def __init__(self, policy: Policy, postfix: Postfix) -> None:
        self._policy = policy
        self._postfix = postfix
        self._changed = threading.Condition()
        self._delays: dict[str, float] = {}
        self._due: list[_Due] = []
        self._closed = False
        self._thread = threading.Thread(target=self._run, daemon=True, name="mailhost holds")
        self._thread.start()
        policy.listen(self._note)

    def hold_for(self, address: str) -> None:
        with self._changed:
            self._delays.pop(mailbox_of(address), None)
        self._policy.set(address, fixed(HOLD))

    def slow(self, address: str, seconds: float) -> None:
        with self._changed:
            self._delays[mailbox_of(address)] = seconds
        self._policy.set(address, fixed(HOLD))

    def forget(self, address: str) -> None:
        """New mails are no longer delayed; those already on their way stay so."""
        with self._changed:
            self._delays.pop(mailbox_of(address), None)

    def held(self, address: str) -> list[str]:
        """Queue ids of the mails for this address that are held now, oldest first."""
        names = [attempt.request.queue_id for attempt in self._policy.attempts(address)
                 if attempt.action == HOLD]
        return [name for name in dict.fromkeys(names) if self._postfix.held(name)]

    def release(self, address: str) -> int:
        """Let all held mails of this address go on; returns their number."""
        names = self.held(address)
        with self._changed:
            self._due = [due for due in self._due if due.queue_id not in names]
            heapq.heapify(self._due)
        if names:
            self._postfix.release(names)
        return len(names)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _note(self, attempt: Attempt) -> None:
        if attempt.action != HOLD:
            return
        with self._changed:
            delay = self._delays.get(mailbox_of(attempt.request.recipient))
            if delay is not None:
                due = attempt.time + delay
                heapq.heappush(self._due, _Due(due, due + PATIENCE_SECONDS,
                                               attempt.request.queue_id))
                self._changed.notify()

    def _run(self) -> None:
        while (due := self._next()) is not None:
            if self._postfix.held(due.queue_id):
                try:
                    self._postfix.release([due.queue_id])
                except MailHostError:
                    continue  # a test released or removed it in the same moment
            elif time.time() < due.give_up:
                # The client still sends the text: look again soon.
                with self._changed:
                    heapq.heappush(self._due, _Due(time.time() + 0.05, due.give_up, due.queue_id))

    def _next(self) -> _Due | None:
        with self._changed:
            while not self._closed:
                wait = self._due[0].time - time.time() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)
                self._changed.wait(wait)
            return None
