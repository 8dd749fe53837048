# shellcheck shell=bash
# Messages of the scripts: one line each, named after the script.

say() {
    printf '%s: %s\n' "${0##*/}" "$*"
}

# die MESSAGE [WHAT TO DO] ...: each argument on its own line, then exit 1.
die() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    shift
    if (($# > 0)); then
        printf '    %s\n' "$@" >&2
    fi
    exit 1
}
