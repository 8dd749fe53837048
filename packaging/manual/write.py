#!/usr/bin/env python3
"""Writes the manual pages and the completion for bash from what the built programs say to --help."""

import argparse
from pathlib import Path

import command
import completion
import program_page
import settings_page
from program_page import Page

CONFIGURATION = {"/etc/mailsonde/mailsonde.yaml": "The configuration, see mailsonde.yaml(5)"}
LOG = CONFIGURATION | {"/var/lib/mailsonde": "The embedded event log, `data` in the configuration"}
PAGES = {
    "mailsonde": Page(1, "proves that mail arrives", "mailsonde.yaml(5), mailsonde-sender(8), "
                      "mailsonde-checker(8); /usr/share/doc/mailsonde/operations.md", LOG),
    "mailsonde-sender": Page(8, "sends Mailsonde's test mails, on Apache Kafka", "mailsonde(1), "
                             "mailsonde.yaml(5), mailsonde-checker(8); /usr/share/doc/mailsonde/kafka.md",
                             CONFIGURATION),
    "mailsonde-checker": Page(8, "looks for Mailsonde's test mails, on Apache Kafka", "mailsonde(1), "
                              "mailsonde.yaml(5), mailsonde-sender(8); /usr/share/doc/mailsonde/kafka.md",
                              CONFIGURATION),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", required=True)
    parser.add_argument("--settings", type=Path, required=True, help="docs/configuration.md")
    parser.add_argument("--into", type=Path, required=True, help="folder for man1, man5, man8, completions")
    parser.add_argument("programs", type=Path, nargs="+")
    asked = parser.parse_args()
    programs = [command.ask(program.absolute()) for program in asked.programs]
    for program in programs:
        page = PAGES[program.name]
        _put(asked.into / f"man{page.number}" / f"{program.name}.{page.number}",
             program_page.write(program, page, asked.version))
    _put(asked.into / "man5/mailsonde.yaml.5",
         settings_page.write(asked.settings.read_text(encoding="utf-8"), asked.version))
    first, *others = programs
    _put(asked.into / "completions" / first.name, completion.write(programs))
    for program in others:  # bash looks for a file with the program's name
        link = asked.into / "completions" / program.name
        link.unlink(missing_ok=True)
        link.symlink_to(first.name)


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
