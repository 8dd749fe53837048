# shellcheck shell=bash
# Debian packages: what the project needs, what is missing, what must not be replaced, installing.
# Needs say.sh, node.sh and kubernetes.sh.

policy_file=/usr/sbin/policy-rc.d
policy_mark='put here by scripts/setup; may be removed'

# build_packages SYSTEM: prints the packages that compiling needs, one a line.
build_packages() {
    # Boost has its version in the name; the oldest that builds this project is 1.81.
    local boost=libboost1.83-dev
    if [[ $1 == debian-12 ]]; then
        boost=libboost1.81-dev
    fi
    printf '%s\n' clang-19 clang-format-19 lld-19 llvm-19 libclang-rt-19-dev \
        ninja-build cmake ccache pkg-config git \
        "$boost" libssl-dev libsqlite3-dev libspdlog-dev libfmt-dev nlohmann-json3-dev \
        libyaml-cpp-dev libcli11-dev libvalijson-dev libgtest-dev libgmock-dev \
        prometheus-cpp-dev librdkafka-dev python3
}

# package_packages SYSTEM: what making and trying Debian packages needs besides.
package_packages() {
    build_packages "$1"
    printf '%s\n' bash-completion debhelper dpkg-dev lintian man-db mmdebstrap python3 systemd systemd-container
    if [[ $1 != debian-12 ]]; then
        printf '%s\n' systemd-dev
    fi
}

# test_packages SYSTEM: what the tests need besides.
test_packages() {
    # A JDK, not a JRE: docs/examples/consumers/Results.java is compiled when it is run.
    local jdk=openjdk-17-jdk-headless
    if [[ $1 == debian-13 ]]; then
        jdk=openjdk-21-jdk-headless
    fi
    build_packages "$1"
    printf '%s\n' postfix dovecot-imapd dovecot-lmtpd dovecot-sieve cppcheck shellcheck \
        python3 python3-pip python3-jsonschema python3-yaml sqlite3 openssl prometheus iproute2 \
        libcpp-httplib-dev kcat jq maven "$jdk" python3-confluent-kafka
    node_packages
    kubernetes_packages "$1"
}

is_installed() {
    # A virtual or unknown package makes dpkg-query fail: the same as not installed.
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# missing_packages PACKAGE...: prints those that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        is_installed "$package" || printf '%s\n' "$package"
    done
}

# providers VIRTUAL: prints the installed packages that provide it.
providers() {
    # shellcheck disable=SC2016  # dpkg-query's own variables
    dpkg-query -W -f '${db:Status-Status}\t${Package}\t${Provides}\n' |
        awk -F '\t' -v virtual="$1" '
            $1 == "installed" {
                count = split($3, provided, /, */)
                for (i = 1; i <= count; i++) {
                    sub(/ .*/, "", provided[i])  # "name (= version)"
                    if (provided[i] == virtual) { print $2; break }
                }
            }'
}

# refuse_to_replace OURS VIRTUAL WHAT: ends the script if the machine has another package that
# provides VIRTUAL, since installing OURS would remove it.
refuse_to_replace() {
    local ours=$1 virtual=$2 what=$3 other running
    is_installed "$ours" && return
    while read -r other; do
        [[ $other == "$ours" ]] && continue
        running=
        if systemctl --quiet is-active "${other%%-*}*" 2>/dev/null; then
            running=', and it runs'
        fi
        die "this machine has another $what: $other is installed$running." \
            "The tests need $ours, which would replace it; nothing was changed." \
            "Use another machine or a container for the tests ('setup build' is harmless here)," \
            "or, if nobody needs it: apt-get remove $other"
    done < <(providers "$virtual")
}

# Keep fresh services off while packages are set up: the tests start their own, private ones.
# An existing policy of the administrator stays as it is.
forbid_services() {
    if [[ -e $policy_file ]] && ! grep -qF "$policy_mark" "$policy_file"; then
        return
    fi
    trap allow_services EXIT
    printf '#!/bin/sh\n# %s\nexit 101\n' "$policy_mark" >"$policy_file"
    chmod 755 "$policy_file"
}

allow_services() {
    if grep -qsF "$policy_mark" "$policy_file"; then
        rm -f "$policy_file"
    fi
}

# install_packages PACKAGE...: asks nothing, starts nothing, removes nothing.
install_packages() {
    local fresh=() unit
    if ! is_installed postfix; then
        # Without a configuration Postfix never starts; the tests bring their own.
        fresh+=(postfix)
    fi
    is_installed dovecot-core || fresh+=(dovecot)
    if [[ " $* " == *' prometheus '* ]]; then  # prometheus-cpp-dev has no service
        fresh+=(prometheus)
    fi
    forbid_services
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    if [[ " $* " == *' postfix '* && ! -e /etc/postfix/main.cf ]]; then
        apt-get install -q -y --no-remove --no-install-recommends debconf
        echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
    fi
    apt-get install -q -y --no-remove --no-install-recommends \
        -o Dpkg::Options::=--force-confold "$@"
    # Nor at the next boot. Only what was not here before: an administrator's servers go on.
    for unit in "${fresh[@]}"; do
        if [[ " $* " == *" $unit"* ]]; then
            disable_service "$unit"
            say "$unit stays off; the tests start private servers of their own"
        fi
    done
}

# disable_service NAME: under systemd as well as under another init; it does not run now.
disable_service() {
    if [[ -n $(command -v systemctl) ]]; then
        systemctl --quiet disable "$1.service"
    elif [[ -e /etc/init.d/$1 ]]; then
        update-rc.d "$1" disable
    fi
}
