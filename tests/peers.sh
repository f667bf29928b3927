#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# peers.sh BUILD: byval-calls calls what it is told to; scripts/peers measures with all that is there.
# shellcheck source=tests/expect.sh
source "$(dirname "$0")/expect.sh"
peers=$tests/../scripts/peers

run "$build/byval-calls" null/kind:same/of:value/size:64 a 1000
expect_code 0
expect_silent out err
for words in '' 'null/kind:same/of:value/size:64 a' 'null/kind:same/of:value/size:64 a 0' \
    'null/kind:same/of:value/size:64 a 1x'; do
    # shellcheck disable=SC2086
    run "$build/byval-calls" $words
    expect_code 2
    expect_err 'usage: byval-calls CASE ARM CALLS'
done
run "$build/byval-calls" null/kind:same/of:value/size:64 pointer 1
expect_code 1
expect_err 'there is no such case, or it has no such arm'

/usr/bin/python3 -c 'import scipy' 2>/dev/null || skip 'python3-scipy is not there (all else passed)'
run "$peers" "$build" --seconds 1 --invocations 1 --json numbers.json
expect_code 0
grep -qE '^\| byval \| [0-9.]+ \| [0-9.]+ to [0-9.]+ \| nan % \| ' .out || fail 'no row of byval'
jq -e '.byval | length == 1 and .[0].contest[0] > 0 and .[0].null[0] > 0' numbers.json >/dev/null ||
    fail 'numbers.json lacks numbers'
run "$peers" "$build" --seconds 0
expect_code 2
run "$peers" "$work"
expect_code 1
expect_err 'byval is not there; make release builds it'
run "$peers" "$build" --seconds 1 --invocations 1 --contest no/such/case
expect_code 1
expect_err 'peers: '
finish
