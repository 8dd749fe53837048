"""What a program says about itself: its --help and that of its commands, as CLI11 prints them."""

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

_HEADING = re.compile(r"(options|positionals|subcommands):$", re.IGNORECASE)
_NAMES = re.compile(r"-[^\s,]+(?:,\s*-[^\s,]+)*")
_GAP = re.compile(r"\s{2,}")


class HelpError(Exception):
    """The text is not what CLI11 printed when this was written: nothing is better than wrong pages."""


@dataclass
class Option:
    """An option, or an argument that has none of the names."""

    names: list[str]
    value: str = ""  # what stands for its value: FILE, or the name of an argument
    choices: list[str] = field(default_factory=list)
    default: str = ""
    required: bool = False
    repeated: bool = False
    excludes: str = ""
    text: str = ""


@dataclass
class Command:
    words: list[str]
    summary: str = ""
    options: list[Option] = field(default_factory=list)
    arguments: list[Option] = field(default_factory=list)
    below: list["Command"] = field(default_factory=list)
    footer: list[str] = field(default_factory=list)  # its lines

    @property
    def name(self) -> str:
        return " ".join(self.words)

    def all(self) -> list["Command"]:
        return [self, *(inner for one in self.below for inner in one.all())]


def ask(program: Path, *words: str) -> Command:
    """The command that these words name, with those below it."""
    done = subprocess.run([program, *words, "--help"], capture_output=True, text=True, check=True)
    command = Command([program.name, *words])
    names = _read(command, done.stdout.split("\n"))
    command.below = [ask(program, *words, name) for name in names]
    return command


def _read(command: Command, lines: list[str]) -> list[str]:
    """Fill the command in; the names of those below it."""
    names: list[str] = []
    usage = next((at for at, line in enumerate(lines) if line.startswith("Usage: ")), None)
    if usage is None:
        raise HelpError(f"{command.name} --help has no line of usage")
    command.summary = " ".join(lines[:usage]).strip()
    at = usage + 1
    while at < len(lines):
        heading = _HEADING.match(lines[at])
        if heading:
            end = next((i for i in range(at + 1, len(lines)) if not lines[i].startswith(" ")),
                       len(lines))
            entries = _entries(lines[at + 1:end])
            kind = heading[1].lower()
            if kind == "subcommands":
                names = [left.split()[0] for left, _ in entries]
            else:
                section = command.options if kind == "options" else command.arguments
                section += [_option(left, text) for left, text in entries]
            at = end
        elif lines[at].strip():
            command.footer = "\n".join(lines[at:]).strip("\n").split("\n")
            break
        else:
            at += 1
    if not any("--help" in one.names for one in command.options):
        raise HelpError(f"{command.name} --help does not have itself among the options")
    return names


def _entries(lines: list[str]) -> list[tuple[str, str]]:
    """Left and right column; the right one may begin in the line below."""
    entries: list[tuple[str, str]] = []
    for line in lines:
        left, _, text = (_GAP.sub("\n", line.strip(), count=1)).partition("\n")
        if re.match(r" {2}\S", line):
            entries.append((left, text))
        elif entries and line.startswith(" " * 10):
            entries[-1] = (entries[-1][0], f"{entries[-1][1]} {line.strip()}".strip())
        else:
            raise HelpError(f"neither an option nor its text: {line!r}")
    return entries


def _option(left: str, text: str) -> Option:
    names = _NAMES.match(left)
    rest = left[names.end():].strip() if names else left
    option = Option(re.split(r",\s*", names[0]) if names else [], text=text)
    rest, _, option.excludes = (part.strip() for part in rest.partition("Excludes:"))
    words = rest.split()
    for word, what in (("REQUIRED", "required"), ("...", "repeated")):
        if word in words:
            setattr(option, what, True)
            words.remove(word)
    # A type says which values there are, and what it is without any: TYPE:{a,b}=a, N:UINT in [0 - 9]=1.
    rest, _, option.default = " ".join(words).partition("=")
    value, _, values = rest.partition(":")
    option.value = value.split()[-1] if value else ""
    if values.startswith("{"):
        option.choices = values.strip("{}").split(",")
    return option
