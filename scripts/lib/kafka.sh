# shellcheck shell=bash
# The jars of the Apache Kafka that tests start, from Maven Central into a cache outside the build folder.
# Needs say.sh. tests/support/kafka/jars.py finds them in the same way.

# kafka_version POM: prints it; the first <version> there is Kafka's.
kafka_version() {
    sed -n 's:^ *<version>\([^<]*\)</version>$:\1:p' "$1" | head -n 1
}

# kafka_folder POM: prints where the jars belong.
kafka_folder() {
    local version
    version=$(kafka_version "$1")
    [[ -n $version ]] || die "no version in $1"
    printf '%s/kafka-%s\n' "${MAILSONDE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mailsonde}" "$version"
}

# fetch_kafka ROOT: does nothing if all is there; ROOT is the project's folder.
fetch_kafka() {
    local pom=$1/tests/support/kafka/pom.xml folder
    folder=$(kafka_folder "$pom")
    if [[ -d $folder ]]; then
        say "Kafka's jars are in $folder"
    else
        [[ -n $(command -v mvn) ]] || die 'the program mvn is missing, which fetches the jars of Apache Kafka' \
            'Install the package maven, or run scripts/setup test as root.'
        say "fetches Kafka's jars from Maven Central into $folder (54 MB)"
        fetch_jars "$pom" "$folder"
    fi
    # Nothing depends on it but the time that tests take.
    (cd "$1" && /usr/bin/python3 -m tests.support.kafka.archive) ||
        say 'could not prepare a quick start of Kafka: brokers will take twice the time'
}

# fetch_jars POM FOLDER: the folder is complete or absent: Maven writes into a sibling, which gets the name
# at the end; who comes second throws the own copy away. A subshell, for a trap of its own.
fetch_jars() (
    local pom=$1 folder=$2 work
    mkdir -p "${folder%/*}"
    work=$(mktemp -d "$folder.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    # --strict-checksums: a broken download is an error, not a warning.
    if ! mvn --quiet --batch-mode --strict-checksums --file "$pom" dependency:copy-dependencies \
        -Dstyle.color=never -DincludeScope=runtime -DoutputDirectory="$work/jars" >"$work/log" 2>&1; then
        tail -n 20 "$work/log" >&2
        die "Maven could not fetch the jars of Apache Kafka; its last words are above" \
            'It needs Maven Central once, or a mirror of it in ~/.m2/settings.xml.'
    fi
    mv -T "$work/jars" "$folder" 2>/dev/null || [[ -d $folder ]] || die "could not make $folder"
)
