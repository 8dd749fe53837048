"""References of images."""


def base_name(reference: str) -> str:
    """"mailsonde/sender" of "mailsonde/sender:0.1.0"."""
    return reference.split("@")[0].partition(":")[0]


def program_of(reference: str) -> str:
    """What an image of ours starts: "mailsonde-sender" for "mailsonde/sender:0.1.0"."""
    name = base_name(reference).removeprefix("mailsonde/")
    return name if name == "mailsonde" else f"mailsonde-{name}"


def tag(reference: str) -> str:
    return reference.partition(":")[2]
