"""References of images."""


def base_name(reference: str) -> str:
    """"mailsonde/sender" of "mailsonde/sender:0.1.0"."""
    return reference.split("@")[0].partition(":")[0]


def tag(reference: str) -> str:
    return reference.partition(":")[2]
