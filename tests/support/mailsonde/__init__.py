"""Mailsonde as tests and the demo run it: see Mailsonde."""

from .couple import Couple
from .durations import seconds_of
from .foreign import FILED, FILING_RULE, ForeignMail
from .journal import Event, Journal, event_of, parse_event, seconds_since_epoch
from .leftovers import Leftovers
from .mailsonde import Mailsonde
from .pages import Pages
from .pair import Pair
from .program import call
from .replica import Replica
from .settings import IDLE, Settings
from .waiting import elapse, stays

__all__ = [
    "Couple", "Event", "FILED", "FILING_RULE", "ForeignMail", "IDLE", "Journal", "Leftovers", "Mailsonde",
    "Pages", "Pair", "Replica", "Settings", "call", "elapse", "event_of", "parse_event",
    "seconds_of", "seconds_since_epoch", "stays",
]
