"""The delay that a result states, beside the moment when the mail lay in its mailbox."""

import statistics
from typing import Any

from tests.support.mailsonde import Journal, Mailsonde, Settings
from tests.support.mailsonde.journal import seconds_since_epoch
from tests.support.responder import Responder, fill

# Seconds from acceptance to arrival: at once, as most mail does, and slower and slower.
ARRIVALS = (0.0, 0.05, 0.2, 1.0, 5.0)
GRACE = "50ms"
BOXES = 10
PATIENCE_SECONDS = 600.0


def _errors_ms(journal: Journal, saved_at: dict[str, float]) -> dict[str, list[float]]:
    """By mailbox, of each result: how far the stated delay is from the true one."""
    token_of = {event.mail_id: event.data["token"] for event in journal.of("mail.sent")}
    out: dict[str, list[float]] = {}
    for event in journal.results(outcome="delivered"):
        accepted_at = seconds_since_epoch(event.data["accepted_at"])
        true_ms = (saved_at[token_of[event.mail_id]] - accepted_at) * 1e3
        out.setdefault(event.mailbox, []).append(abs(event.found["delay_ms"] - true_ms))
    return out


def run(quick: bool) -> dict[str, Any]:
    each = 2 if quick else 10
    settings = Settings()
    settings.top["log"] = {"level": "info"}
    boxes = {f"arrival{index}-{number}": seconds for index, seconds in enumerate(ARRIVALS)
             for number in range(BOXES)}
    with Responder() as responder:
        fill(settings, responder, boxes, every="7s", grace=GRACE)
        for name, seconds in boxes.items():
            responder.delay([name], seconds)
        with Mailsonde(settings) as sonde:
            sonde.wait_for(lambda journal: len(journal.results()) >= len(boxes) * each,
                           "results", PATIENCE_SECONDS)
            errors = _errors_ms(sonde.journal(),
                                {one.token: one.saved_at for one in responder.savings()})
    rows = []
    for arrival in ARRIVALS:
        of_these = [one for name, seconds in boxes.items() if seconds == arrival
                    for one in errors.get(name, [])]
        rows.append({"arrival_s": arrival, "mails": len(of_these),
                     "median_ms": statistics.median(of_these),
                     "p95_ms": statistics.quantiles(of_these, n=20)[-1]})
    return {"grace": GRACE, "rows": rows}
