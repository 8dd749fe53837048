"""The one exception of this package; waiting in vain is tests.support.mailhost's MailHostError."""

from tests.support.mailhost.errors import MailHostError


class KafkaError(MailHostError):
    """A private broker could not be set up, started or asked; the text says what to do."""
