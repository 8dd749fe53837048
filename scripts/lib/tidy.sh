# shellcheck shell=bash
# clang-tidy from PyPI, into a cache outside the build folder: since version 21 it leaves the system's headers
# out, which saves most of its time, and Debian has older ones only. Needs say.sh.

tidy_version=23.1.4

# tidy_program: prints where it belongs.
tidy_program() {
    printf '%s/clang-tidy-%s/clang_tidy/data/bin/clang-tidy\n' \
        "${MAILSONDE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mailsonde}" "$tidy_version"
}

# fetch_tidy: does nothing if it is there. The folder is whole or absent: it gets its name at the end. A
# subshell, for a trap of its own.
fetch_tidy() (
    program=$(tidy_program)
    folder=${program%/clang_tidy/*}
    if [[ -x $program ]]; then
        say "clang-tidy $tidy_version is in $folder"
        return
    fi
    say "fetches clang-tidy $tidy_version from PyPI into $folder"
    mkdir -p "${folder%/*}"
    work=$(mktemp -d "$folder.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    /usr/bin/python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
        --no-deps --target "$work/files" "clang-tidy==$tidy_version" ||
        die "pip could not fetch clang-tidy $tidy_version"
    mv -T "$work/files" "$folder" 2>/dev/null || [[ -d $folder ]] || die "could not make $folder"
)
