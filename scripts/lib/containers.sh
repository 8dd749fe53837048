# shellcheck shell=bash
# Docker of our own for scripts/test-containers: a daemon in a private network namespace, tools, and a base image, all without an
# image registry. Nothing of the host's network, firewall or Docker changes. Needs say.sh, packages.sh.
#
# cache: kept images, compiled objects, tools. work: gone at the end. net: command prefix that goes into the namespace.
cache=
work=
net=()

container_packages=(docker.io mmdebstrap slirp4netns iptables iproute2 util-linux procps ca-certificates dnsmasq-base
    prometheus-alertmanager)
namespace=mailsonde-$$
docker_plugins=

# install_container_tools: Debian's packages; compose v2 and buildx, which Debian 12 lacks, unpacked from Debian 13's.
install_container_tools() {
    local missing=() unit
    mapfile -t missing < <(missing_packages "${container_packages[@]}")
    if ((${#missing[@]} > 0)); then
        say "installs ${#missing[@]} packages: ${missing[*]}"
        install_packages "${missing[@]}" >"$work/apt.log" 2>&1 || { tail -n 20 "$work/apt.log" >&2; die 'could not install them'; }
        for unit in docker containerd prometheus-alertmanager; do
            [[ " ${missing[*]} " == *" ${unit/containerd/docker}"* ]] && disable_service "$unit"
        done
    fi
    docker_plugins=$cache/plugins
    [[ -x $docker_plugins/docker-compose && -x $docker_plugins/docker-buildx ]] || fetch_docker_plugins
    mkdir -p "$work/docker-config"
    ln -sfn "$docker_plugins" "$work/docker-config/cli-plugins"
    export DOCKER_CONFIG=$work/docker-config DOCKER_HOST=unix://$work/docker.sock DOCKER_BUILDKIT=1
}

# debian_mirror: prints the address that this machine gets Debian from.
debian_mirror() {
    # shellcheck disable=SC2016  # apt's own variables
    apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
        awk '$2 == "bookworm" { print $1; found = 1; exit } END { exit !found }'
}

fetch_docker_plugins() {
    local apt=$work/trixie mirror options package
    mirror=$(debian_mirror)
    mkdir -p "$apt/lists/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$apt/sources"
    options=(-qq -o Dir::Etc::SourceList="$apt/sources" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$apt/lists"
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
    apt-get "${options[@]}" update
    (cd "$apt" && apt-get "${options[@]}" download docker-compose/trixie docker-buildx/trixie)
    for package in "$apt"/*.deb; do
        dpkg-deb -x "$package" "$apt/unpacked"
    done
    mkdir -p "$docker_plugins"
    install "$apt"/unpacked/usr/libexec/docker/cli-plugins/* "$docker_plugins/"
}

# make_base: a tar file like the public debian:bookworm-slim, a new one each week for Debian's updates; prints its name.
make_base() {
    local base
    base=$cache/base-$(date +%G-%V).tar
    if [[ ! -f $base ]]; then
        rm -f "$cache"/base-*.tar
        # shellcheck disable=SC2016  # mmdebstrap's own variables
        mmdebstrap --quiet --variant=minbase --mode=root --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
            --include=usr-is-merged --aptopt='Acquire::Languages "none"' --dpkgopt=force-unsafe-io \
            --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
            --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
            --dpkgopt='path-include=/usr/share/doc/*/copyright' \
            --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*.bin "$1"/var/log/*.log "$1"/var/log/apt' \
            --customize-hook=': >"$1"/etc/resolv.conf; : >"$1"/etc/hostname' \
            --customize-hook='printf "#!/bin/sh\nexit 101\n" >"$1"/usr/sbin/policy-rc.d; chmod 755 "$1"/usr/sbin/policy-rc.d' \
            bookworm "$work/base.tar" >"$work/base.log" 2>&1 || { tail -n 20 "$work/base.log" >&2; die 'no base image'; }
        mv "$work/base.tar" "$base"
    fi
    printf '%s\n' "$base"
}

# await SECONDS COMMAND...: until it succeeds.
await() {
    local until=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < until)) || die "waited in vain for: $*"
        sleep 0.2
    done
}

# begin_of PID: when it was started, so that another process that got its number is not taken for it; nothing of one that ended.
begin_of() {
    sed -n 's/^.*) //p' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" { print $20 }'
}

# in_background NAME COMMAND...: its output goes to NAME.log; which process it is is known to later runs, too.
in_background() {
    local name=$1
    shift
    # 9 is the lock of the cache, which would outlive us.
    "$@" >"$work/$name.log" 2>&1 9>&- &
    mkdir -p "$cache/running"
    echo "$! $(begin_of $!)" >"$cache/running/$name"
}

# end NAME: what in_background started, in this run or in one that was killed, and nothing else.
end() {
    local pid begin until=$((SECONDS + 30))
    read -r pid begin 2>/dev/null <"$cache/running/$1" || return 0
    rm -f "$cache/running/$1"
    [[ -n $begin && $(begin_of "$pid") == "$begin" ]] || return 0
    kill "$pid"
    while [[ $(begin_of "$pid") == "$begin" ]] && ((SECONDS < until)); do
        sleep 0.1
    done
    if [[ $(begin_of "$pid") == "$begin" ]]; then
        kill -9 "$pid"
    fi
}

# end_forgotten: what a run left that was killed.
end_forgotten() {
    local left folder
    read -r left folder 2>/dev/null <"$cache/running/namespace" || return 0
    say "ends what an earlier run left in $folder"
    end_processes
    umount "$folder"/exec/netns/* 2>/dev/null || true
    ip netns del "$left" 2>/dev/null || true
    rm -rf "$folder" "$cache/running"
}

end_processes() {
    local name
    for name in slirp names dockerd containerd; do
        end "$name"
    done
}

start_docker() {
    mkdir -p "$cache/running"
    echo "$namespace $work" >"$cache/running/namespace"
    ip netns add "$namespace"
    ip -n "$namespace" link set lo up
    # Not by `ip netns exec`, which hides the control groups.
    net=(nsenter "--net=/run/netns/$namespace")
    in_background containerd "${net[@]}" containerd --config /dev/null --root "$work/containerd" \
        --state "$work/containerd-run" --address "$work/containerd.sock"
    await 30 test -S "$work/containerd.sock"
    in_background dockerd "${net[@]}" dockerd --containerd "$work/containerd.sock" --data-root "$cache/docker" \
        --exec-root "$work/exec" --pidfile "$work/dockerd.pidfile" --group root -H "unix://$work/docker.sock"
    await 60 docker version
    docker ps -aq | xargs -r docker rm -f -v >/dev/null
    docker volume prune -f >/dev/null
    docker network prune -f >/dev/null
}

# connect: a way out for apt while images are built.
connect() {
    in_background slirp slirp4netns --configure --mtu=1400 --disable-host-loopback --netns-type=path \
        "/run/netns/$namespace" tap0
    await 20 bash -c "ip -n $namespace route | grep -q '^default.*tap0'"
}

# disconnect: from now on nothing in there reaches anything outside. Whoever asks for the name of a container that is gone is told
# so by a name server of ours, instead of waiting for one that can't be reached.
disconnect() {
    local address listen=()
    end slirp
    while read -r address; do
        ip -n "$namespace" addr add "$address/32" dev lo
        listen+=("--listen-address=$address")
    done < <(awk '$1 == "nameserver" && $2 ~ /^[0-9.]+$/ && $2 !~ /^127\./ { print $2 }' /etc/resolv.conf | sort -u)
    in_background names "${net[@]}" dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts \
        --bind-interfaces --user=root --pid-file= --local=/#/ "${listen[@]}"
}

stop_docker() {
    docker ps -aq 2>/dev/null | xargs -r docker rm -f -v >/dev/null 2>&1 || true
    end_processes
    umount "$work"/exec/netns/* 2>/dev/null || true
    ip netns del "$namespace" 2>/dev/null || true
    rm -rf "$cache/running"
}
