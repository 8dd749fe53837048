# shellcheck shell=bash
# Packages from npm that tests need, in a cache outside the build folder. Needs say.sh; tests/support/node_modules.py finds them in
# the same way.

# node_packages: what is to be installed for it, one a line. Node.js may come from elsewhere.
node_packages() {
    [[ -n $(command -v node) ]] || printf 'nodejs\n'
    [[ -n $(command -v npm) ]] || printf 'npm\n'
}

# fetch_node_modules NAME FROM WHAT: as FROM/package-lock.json says; does nothing if they are there.
fetch_node_modules() (
    name=$1 from=$2 what=$3
    digest=$(sha256sum <"$from/package-lock.json" | head -c 16)
    folder=${MAILSONDE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mailsonde}/$name-$digest
    if [[ -d $folder ]]; then
        say "$what are in $folder"
        return
    fi
    say "fetches $what from npm into $folder"
    mkdir -p "${folder%/*}"
    work=$(mktemp -d "$folder.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    mkdir "$work/files"
    cp "$from/package.json" "$from/package-lock.json" "$work/files"
    (cd "$work/files" && npm ci --ignore-scripts --no-audit --no-fund --loglevel error) >"$work/log" 2>&1 || {
        tail -n 20 "$work/log" >&2
        die "npm could not fetch $what; its last words are above"
    }
    mv -T "$work/files" "$folder" 2>/dev/null || [[ -d $folder ]] || die "could not make $folder"
)
