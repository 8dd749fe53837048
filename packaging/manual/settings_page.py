"""mailsonde.yaml(5): docs/configuration.md as a manual page."""

import re
from collections.abc import Callable

import roff

_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")
_PIPE = re.compile(r"(?<!\\)\|")


def write(markdown: str, version: str) -> str:
    title, _, rest = markdown.replace("shared/config/schema/", "/usr/share/mailsonde/schema/").partition("\n")
    if title != "# Configuration":
        raise ValueError(f"the page begins with {title!r}")
    body = [*roff.section("Description"), *_body(rest.strip("\n").split("\n")),
            *roff.section("Files"),
            *roff.tagged(roff.italic("/etc/mailsonde/mailsonde.yaml"), "The configuration"),
            *roff.tagged(roff.italic("/usr/share/doc/mailsonde/examples"), "Examples"),
            *roff.section("See also"), "mailsonde(1), mailsonde\\-sender(8), mailsonde\\-checker(8)"]
    return roff.page("mailsonde.yaml", 5, version, "configuration of Mailsonde", body)


def _body(lines: list[str]) -> list[str]:
    """Blocks: headings, tables, lists, code, and else paragraphs."""
    body: list[str] = []
    while lines:
        line = lines.pop(0)
        if not line:
            continue
        if line.startswith("```"):
            body += roff.example(_taken(lines, lambda one: one != "```"))
            lines.pop(0)
        elif line.startswith("## "):
            body += roff.section(line[3:])
        elif line.startswith("### "):
            body += roff.subsection(line[4:])
        elif line.startswith("|"):
            body += _table([line, *_taken(lines, lambda one: one.startswith("|"))])
        elif line.startswith("- "):
            body += [".IP \\(bu 2", _marked(" ".join(
                [line[2:], *(one.strip() for one in _taken(lines, lambda one: one.startswith("  ")))]))]
        elif line.startswith("#"):
            raise ValueError(f"a heading that the page can't have: {line!r}")
        else:
            text = [line, *_taken(lines, lambda one: bool(one) and not one.startswith(("|", "- ", "#", "```")))]
            body += [".PP", _marked(" ".join(text))]
    return body


def _taken(lines: list[str], wanted: Callable[[str], bool]) -> list[str]:
    """Remove the lines from the front for which this holds."""
    taken = []
    while lines and wanted(lines[0]):
        taken.append(lines.pop(0))
    return taken


def _table(rows: list[str]) -> list[str]:
    """A tag for each row: its first cell; those between are in brackets behind it."""
    body = []
    head, _, *rest = ([cell.strip() for cell in _PIPE.split(row)[1:-1]] for row in rows)
    for cells in rest:
        tag, *between, meaning = cells
        if len(cells) != len(head) or not tag or not meaning:
            raise ValueError(f"a row of another shape: {cells}")
        said = [f"default {cell}" if name == "default" and cell != "**required**" else cell
                for name, cell in zip(head[1:-1], between) if cell]
        about = f" ({_marked(', '.join(said))})" if said else ""
        body += roff.tagged(roff.bold(tag.strip("`")) + about, _marked(meaning))
    return body


def _marked(text: str) -> str:
    """Links are what they are called; what is strong is plain, since keys are bold."""
    return roff.marked(_STRONG.sub(r"\1", _LINK.sub(r"\1", text)).replace("\\|", "|"))
