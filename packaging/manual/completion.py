"""Completion for bash: commands, options and values, from --help."""

from command import Command, Option

HEAD = """\
# bash completion for mailsonde, mailsonde-sender and mailsonde-checker; made from what they say to --help.

# The names below a top-level key of the configuration that the line speaks of.
_mailsonde_names() {
    local config=/etc/mailsonde/mailsonde.yaml at
    for ((at = 1; at < COMP_CWORD; at++)); do
        case ${COMP_WORDS[at]} in
            -c | --config) config=${COMP_WORDS[at + 1]} ;;
        esac
    done
    timeout 2 "${COMP_WORDS[0]}" check -c "$config" 2>/dev/null |
        sed -n "/^$1:/,/^[^ ]/s/^  \\([A-Za-z0-9][A-Za-z0-9._-]*\\):.*/\\1/p"
}

_mailsonde() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[0]##*/}
    local commands='' options='' names='' at
    # --type=result is three words to bash.
    if [[ $word == = ]]; then
        word=
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    COMPREPLY=()
"""

TAIL = """\
    case $command:$before in
        *:-c | *:--config)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
            ;;
"""

END = """\
    esac
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
        return
    fi
    case $command in
        'mailsonde once') names=$(_mailsonde_names probes) ;;
        'mailsonde token inspect')
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
            ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$commands $names" -- "$word")
}

complete -F _mailsonde %s
"""

# What an option's value is a name of.
SECTIONS = {"--probe": "probes", "--mailbox": "mailboxes"}


def write(programs: list[Command]) -> str:
    every = [command for program in programs for command in program.all()]
    text = HEAD + _walk(every) + _words(every) + TAIL
    for command in every:
        for option in command.options:
            text += _values(command, option)
    return text + END % " ".join(program.name for program in programs)


def _walk(every: list[Command]) -> str:
    """Which command the words so far name; options and their values are none."""
    pairs = " | ".join(f"'{inner.name}'" for command in every for inner in command.below)
    taking = " | ".join(sorted({name for command in every for option in command.options
                                if option.value for name in option.names}))
    return f"""\
    for ((at = 1; at < COMP_CWORD; at++)); do
        case ${{COMP_WORDS[at]}} in
            {taking})
                at=$((at + 1))
                [[ ${{COMP_WORDS[at]-}} != = ]] || at=$((at + 1))
                continue
                ;;
        esac
        case "$command ${{COMP_WORDS[at]}}" in
            {pairs}) command+=" ${{COMP_WORDS[at]}}" ;;
        esac
    done
"""


def _words(every: list[Command]) -> str:
    text = "    case $command in\n"
    for command in every:
        options = " ".join(name for option in command.options for name in option.names)
        below = " ".join(inner.words[-1] for inner in command.below)
        text += f"        '{command.name}')\n"
        text += f"            commands='{below}'\n" if below else ""
        text += f"            options='{options}'\n            ;;\n"
    return text + "    esac\n"


def _values(command: Command, option: Option) -> str:
    """What to say behind this option; nothing else where its value can't be known."""
    if not option.value or "--config" in option.names:
        return ""
    known = f'"{" ".join(option.choices)}"'
    section = next((SECTIONS[name] for name in option.names if name in SECTIONS), None)
    if section:
        known = f'"$(_mailsonde_names {section})"'
    names = " | ".join(f"'{command.name}:{name}'" for name in option.names)
    text = f"        {names})\n"
    if option.choices or section:
        text += f'            mapfile -t COMPREPLY < <(compgen -W {known} -- "$word")\n'
    return f"{text}            return\n            ;;\n"
