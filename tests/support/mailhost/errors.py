"""The one exception of this package."""


class MailHostError(RuntimeError):
    """A private mail server could not be set up, started or asked; the text says what to do."""
