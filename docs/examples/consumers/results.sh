#!/usr/bin/env bash
# Shows the outcome of each test mail, a line each, with kcat and jq:
#
#   2026-11-24T02:04:33.791Z  anna  inbound  delivered  15067 ms  00-c83e07c674a15698902e434f4d55c6fb-…
#
# usage: results.sh [--once] [kcat's options]
#
#   --once            what is there now, then end; without it go on for ever
#   -o s@MILLISECONDS from that time on, instead of from the oldest that is kept; -o end: only new ones
#   -F FILE           kcat's configuration, here for TLS and a login, lines like
#                       security.protocol=SASL_SSL
#                       ssl.ca.location=/etc/ssl/kafka-ca.pem
#                       sasl.mechanism=SCRAM-SHA-512
#                       sasl.username=…
#                       sasl.password=…
#
# Environment: KAFKA_BROKERS (host:port,…), RESULT_TOPIC if topics.prefix is not "mailsonde".
set -euo pipefail

brokers=${KAFKA_BROKERS:?host:port,… of some brokers}
topic=${RESULT_TOPIC:-mailsonde.result.v1}
# read_committed: otherwise kcat shows what transactions wrote that were rolled back.
# No group and nothing committed: each run begins anew, and disturbs no other reader.
options=(-o beginning -X isolation.level=read_committed -X auto.offset.reset=earliest)
if [[ ${1:-} == --once ]]; then
    shift
    options+=(-e)
fi

# What to show of a record, as kcat -J prints it: headers are a list of names and values in turn.
# A correction ("late") is a sighting, too. Other types and an empty value (tombstone) are passed over.
# shellcheck disable=SC2016  # jq's own variables
show='
  select(.payload != null)
  | (.headers // []) as $list
  | (reduce range(0; $list | length; 2) as $at ({}; .[$list[$at]] = $list[$at + 1])) as $header
  | select($header.ce_type == "io.mailsonde.result.v1" or $header.ce_type == "io.mailsonde.late.v1")
  | (.payload | fromjson) as $data
  | [ $header.ce_time, $data.mail.mailbox, $data.mail.probe, ($data.outcome // "late"),
      (if $data.found then "\($data.found.delay_ms) ms" else "-" end), ($header.ce_traceparent // "-") ]
  | @tsv'

kcat -C -b "$brokers" -t "$topic" -J -u -q "${options[@]}" "$@" | jq --raw-output --unbuffered "$show"
