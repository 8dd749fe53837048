# shellcheck shell=bash
# kubectl, by which tests/kubernetes renders k8s/: in a cache outside the build folder, unless the machine has it. Needs say.sh;
# tests/kubernetes/tools.py finds it in the same way.

kubernetes_cache=${MAILSONDE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mailsonde}

# kubernetes_packages SYSTEM: what is to be installed for it, one a line.
kubernetes_packages() {
    # Older systems' one is too old, see fetch_kubectl.
    if [[ $1 == debian-13 && -z $(command -v kubectl) ]]; then
        printf 'kubectl\n'
    fi
}

# is_new_enough KUBECTL: the kustomize in those before 1.21 knows no components.
is_new_enough() {
    local version
    version=$("$1" version --client -o json 2>/dev/null | sed -n 's/.*"gitVersion": *"v\([0-9.]*\).*/\1/p' | head -n 1)
    [[ -n $version ]] && printf '1.21\n%s\n' "$version" | sort -C -V
}

# fetch_kubectl SYSTEM: does nothing if there is one. Debian 12's is too old: Debian 13's is unpacked, not installed.
fetch_kubectl() {
    local folder=$kubernetes_cache/kubectl found
    for found in "$(command -v kubectl)" "$folder/usr/bin/kubectl"; do
        if [[ -x $found ]] && is_new_enough "$found"; then
            say "kubectl is $found"
            return
        fi
    done
    if [[ $1 != debian-12 ]]; then
        say 'no kubectl 1.21 or newer: the tests of k8s/ will fail until you install one'
        return
    fi
    say "unpacks Debian 13's kubectl into $folder"
    unpack_kubectl "$folder"
}

# unpack_kubectl FOLDER: with apt and the machine's own mirror, beside the system's own lists. The folder is whole or absent. A
# subshell, for a trap of its own.
unpack_kubectl() (
    folder=$1
    mkdir -p "${folder%/*}"
    work=$(mktemp -d "$folder.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    # shellcheck disable=SC2016  # apt's own variables
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
        awk '$2 == "bookworm" { print $1; exit }')
    [[ -n $mirror ]] || die 'apt knows no mirror of Debian 12' 'Install kubectl 1.21 or newer by hand.'
    mkdir -p "$work/lists/partial" "$work/files"
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s trixie main\n' "$mirror" >"$work/sources"
    apt=(apt-get -q -o Dir::Etc::SourceList="$work/sources" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$work/lists"
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
    if ! (cd "$work" && "${apt[@]}" update && "${apt[@]}" download kubectl/trixie) >"$work/log" 2>&1; then
        tail -n 20 "$work/log" >&2
        die "could not fetch Debian 13's kubectl; apt's last words are above" \
            'Install kubectl 1.21 or newer by hand.'
    fi
    dpkg-deb --extract "$work"/kubectl_*.deb "$work/files"
    mv -T "$work/files" "$folder" 2>/dev/null || [[ -d $folder ]] || die "could not make $folder"
)
