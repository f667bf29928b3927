#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# peers.sh BUILD: the programs of other harnesses measure the rows that they are told to; scripts/peers
# takes all that are there, and does without those that are not.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
peers=$tests/../scripts/peers
case=null/kind:same/of:value/size:64

run "$build/byval-calls" $case/pass:a 1000
expect_code 0
expect_silent out err
for words in '' "$case/pass:a" "$case/pass:a 0" "$case/pass:a 1x"; do
    # shellcheck disable=SC2086
    run "$build/byval-calls" $words
    expect_code 2
    expect_err 'usage: byval-calls ROW CALLS'
done
run "$build/byval-calls" $case/pass:pointer 1
expect_code 1
expect_err "there is no row $case/pass:pointer"
run "$build/byval-calls" $case 1
expect_code 1
expect_err "$case: a row is CASE/pass:ARM"

cmake --build "$build" --target peers >peers.log 2>&1 || fail "$(cat peers.log)"
optional=('Google Benchmark')
if [[ -x $build/byval-catch2 ]]; then
    optional+=(Catch2)
    run "$build/byval-catch2" --row $case/pass:pointer
    expect_code 1
    expect_out "there is no row $case/pass:pointer"
fi
# Where Go is installed it must have built its own: a failure there does not stop the build.
if [[ $(sed -n 's/^BYVAL_GO:.*=//p' "$build/CMakeCache.txt") == /* ]]; then
    optional+=('Go testing')
    run "$build/byval-gotest" -test.bench . -test.benchtime 1x $case/pass:pointer
    expect_code 1
    expect_out "there is no row $case/pass:pointer"
fi
if command -v hyperfine >/dev/null && command -v ministat >/dev/null; then
    optional+=('hyperfine, ministat')
fi

/usr/bin/python3 -c 'import scipy' 2>/dev/null || skip 'python3-scipy is not there (all else passed)'
run "$peers" "$build" --seconds 1 --invocations 1 --json numbers.json
expect_code 0
for name in byval "${optional[@]}"; do
    grep -qE "^\| $name \| [0-9.]+ \| [0-9.]+ to [0-9.]+ \| nan % \| " .out || fail "no row of $name"
    jq -e --arg name "$name" '.[$name] | length == 1 and .[0].contest.ratio > 0 and .[0].null.ratio > 0 and
        (.[0].contest.intervals | all(length == 3))' numbers.json >/dev/null ||
        fail "numbers.json lacks numbers of $name"
done
jq -e '[.Catch2, ."Go testing" | values | .[0].contest.intervals | length == 2 and all(.[1] <= .[0] and
    .[0] <= .[2])] | all' numbers.json >/dev/null || fail 'an interval does not hold its own estimate'

# A build without the optional programs, on a machine without hyperfine.
mkdir bare none
ln -s "$build"/byval "$build"/byval-gbench "$build"/byval-calls bare/
run env PATH="$work/none" "$peers" bare --seconds 1 --invocations 1
expect_code 0
expect_err 'Catch2 is left out: scripts/setup peers installs it' 'Go testing is left out' \
    'hyperfine, ministat is left out'
[[ $(grep -c '^| ' .out) == 4 ]] || fail 'not the table of byval and Google Benchmark'

run "$peers" "$build" --seconds 0
expect_code 2
run "$peers" "$work"
expect_code 1
expect_err 'byval is not there; make release builds it'
run "$peers" "$build" --seconds 1 --invocations 1 --contest no/such/case
expect_code 1
expect_err 'peers: '
finish
