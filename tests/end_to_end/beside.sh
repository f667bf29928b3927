#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# beside.sh BUILD: a report reads the audit and the counts that stand beside a run's times, and refuses those
# that are damaged or about other kernels.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
command -v gnuplot >/dev/null || skip "gnuplot is not installed"

# shellcheck disable=SC2086
run "$byval" run $blocks3 --filter "$small" --quiet --out x
expect_code 0
hash=$(jq -r '.context.byval.machine.key.kernel_hash' x/run.json)
[[ $hash =~ ^[0-9a-f]+$ ]] || fail "the run's key has no hash of its kernels: '$hash'"
rm -f x/audit.json x/SHA256SUMS

# refuse TEXT...: no report, and nothing half-written
refuse() {
    run "$byval" report x
    expect_code 1
    expect_silent out
    expect_err "$@"
    expect_nothing x/report
}

head="\"schema\":1,\"version\":\"v\",\"tool\":\"t\",\"compiler\":\"c\",\"flags\":\"f\",\"kernel_hash\""
for kind in audit counts; do
    doing=$kind
    list='"cases":[]'
    [[ $kind == counts ]] || list='"functions":[],"cases":[]'
    sound="{\"byval_$kind\":{\"isa\":\"x86-64\",$head:\"$hash\"},$list}"
    echo "${sound%?}" >x/$kind.json
    refuse "byval report: " "x/$kind.json:2: not valid JSON, or cut short"
    echo "${sound/\"schema\":1/\"schema\":99}" >x/$kind.json
    refuse "x/$kind.json: byval_$kind.schema: 99, written by byval v, is newer than this byval's 1; use a newer byval"
    echo "${sound/$hash/0123}" >x/$kind.json
    refuse "x/$kind.json: is about other kernels (0123) than were measured (${hash:0:16}); move it out"
    rm x/$kind.json && mkdir x/$kind.json
    refuse "x/$kind.json: is no plain file: no bundle has such a thing; remove it"
    rmdir x/$kind.json
    echo "$sound" >x/$kind.json
done
for path in x x/run.json; do
    run "$byval" report "$path"
    expect_code 0
    expect_silent err
done
finish
