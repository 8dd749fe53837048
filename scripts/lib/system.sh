# shellcheck shell=bash
# Which system this is. Needs say.sh.

# system_name: prints e.g. debian-12; ends the script on other systems.
system_name() {
    local system=unknown
    if [[ -r /etc/os-release ]]; then
        # In a subshell: the file sets many variables.
        # shellcheck disable=SC1091
        system=$(. /etc/os-release && printf '%s-%s' "${ID:-unknown}" "${VERSION_ID:-}")
    fi
    case $system in
        debian-12 | debian-13 | ubuntu-24.04) printf '%s\n' "$system" ;;
        *) die "knows Debian 12 and 13 and Ubuntu 24.04, this is $system" \
            "Install the packages listed in scripts/lib/packages.sh under your system's names." ;;
    esac
}
