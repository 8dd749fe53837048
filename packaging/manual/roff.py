"""The few words of man(7) that the pages need."""

import os
import re
import time


def text(words: str) -> str:
    """One line of running text: nothing in it means anything to roff."""
    escaped = words.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    escaped = escaped.replace("^", "\\(ha").replace("~", "\\(ti")
    return f"\\&{escaped}" if escaped.startswith((".", "\\(aq")) else escaped


def marked(words: str) -> str:
    """Running text in which `this` is bold, as in Markdown and in what the programs say."""
    parts = re.split(r"`([^`]+)`", words)
    return "".join(f"\\fB{text(part).removeprefix(chr(92) + '&')}\\fP" if at % 2 else text(part)
                   for at, part in enumerate(parts))


def bold(words: str) -> str:
    return f"\\fB{text(words)}\\fP"


def italic(words: str) -> str:
    return f"\\fI{text(words)}\\fP"


def section(name: str) -> list[str]:
    return [f".SH {text(name.upper())}"]


def subsection(name: str) -> list[str]:
    return [f'.SS "{text(name)}"']


def tagged(tag: str, body: str) -> list[str]:
    """:param tag: with its marks already."""
    return [".TP", tag, body]


def example(lines: list[str]) -> list[str]:
    """As it is, indented."""
    return [".PP", ".RS 4", ".nf", *(text(line) if line else "" for line in lines), ".fi", ".RE"]


def page(name: str, number: int, version: str, summary: str, body: list[str]) -> str:
    """A whole page. Its date is that of the source, where the build says so (SOURCE_DATE_EPOCH)."""
    date = time.strftime("%Y-%m-%d", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))))
    head = [f'.TH {name.upper()} {number} {date} "Mailsonde {version}" Mailsonde',
            *section("Name"), f"{text(name)} \\- {text(summary)}"]
    return "\n".join([*head, *body]) + "\n"
