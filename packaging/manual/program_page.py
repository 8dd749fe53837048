"""The page of a program: its commands, options, and the text below them, from its --help."""

from dataclasses import dataclass

import roff
from command import Command, Option

@dataclass
class Page:
    number: int
    summary: str
    see_also: str
    files: dict[str, str]


def write(program: Command, page: Page, version: str) -> str:
    body = [*roff.section("Synopsis"), *_synopses(program),
            *roff.section("Description"), roff.marked(program.summary), *_footer(program),
            *roff.section("Options"), *_options(program.options)]
    if program.below:
        body += roff.section("Commands")
        shared = {tuple(option.names) for option in program.options}
        for command in program.all()[1:]:
            body += _command(command, shared)
    body += [*roff.section("Files"), *_files(page.files), *roff.section("See also"), roff.text(page.see_also)]
    return roff.page(program.name, page.number, version, page.summary, body)


def _synopses(program: Command) -> list[str]:
    """A line for each command that does something by itself."""
    lines = []
    for command in program.all():
        if not command.below:
            words = "".join(f" {roff.italic(one.value.upper())}" for one in command.arguments)
            lines += [".br"] if lines else []
            lines.append(f"{roff.bold(command.name)} [{roff.italic('OPTIONS')}]{words}")
    return lines


def _command(command: Command, shared: set[tuple[str, ...]]) -> list[str]:
    body = [*roff.subsection(" ".join(command.words[1:])), roff.marked(command.summary)]
    for argument in command.arguments:
        body += roff.tagged(roff.italic(argument.value.upper()), _what(argument))
    body += _options([one for one in command.options if tuple(one.names) not in shared])
    return body + _footer(command)


def _options(options: list[Option]) -> list[str]:
    lines = []
    for option in options:
        value = f" {roff.italic(option.value)}" if option.value else ""
        lines += roff.tagged(", ".join(map(roff.bold, option.names)) + value, _what(option))
    return lines


def _what(option: Option) -> str:
    said = [roff.marked(option.text).rstrip(".") + "."]
    if option.choices:
        said.append("One of " + ", ".join(map(roff.bold, option.choices)) + ".")
    if option.default:
        said.append(f"Default: {roff.bold(option.default)}.")
    if option.excludes:
        said.append(f"Not with {roff.bold(option.excludes)}.")
    if option.repeated and "several times" not in option.text:
        said.append("May be given several times.")
    return " ".join(said)


def _footer(command: Command) -> list[str]:
    """Paragraphs; what stands below "Examples:" or "Exit status:" has a heading of its own."""
    body: list[str] = []
    for block in "\n".join(command.footer).split("\n\n"):
        lines = block.split("\n")
        if lines[0].endswith(":") and all(line.startswith("  ") for line in lines[1:]) and lines[1:]:
            body += [".PP", roff.bold(lines[0])]
            body += _statuses(lines[1:]) if lines[0] == "Exit status:" else roff.example(
                [line[2:] for line in lines[1:]])
        elif block.strip():
            body += [".PP", roff.marked(" ".join(lines))]
    return body


def _statuses(lines: list[str]) -> list[str]:
    """A number and what it means, which may go on in the next line."""
    body: list[str] = []
    for line in lines:
        number, _, meaning = line.strip().partition(" ")
        if number.isdigit() and line[2:3].isdigit():
            body += roff.tagged(roff.bold(number), roff.marked(meaning.strip()))
        else:
            body[-1] += " " + roff.marked(line.strip())
    return body


def _files(files: dict[str, str]) -> list[str]:
    return [line for file, what in files.items()
            for line in roff.tagged(roff.italic(file), roff.marked(what))]
