#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# machines.sh BUILD: machines that do not bind threads, or do not tell of their caches: byval says so, and
# measures what can be measured, marked as what it is.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

# doubts_of BUNDLE: what the numbers of its cases are doubted for, each once
doubts_of() {
    "$byval" export --format csv "$1" | /usr/bin/python3 -c '
import csv, sys
for doubts in sorted({row["doubts"] for row in csv.DictReader(sys.stdin) if row["kind"] == "time"}):
    print(doubts)'
}

# A system that cannot bind (ENOSYS is 38), or does not let us (EPERM is 1).
for fault in 'nobind:1 refuses to bind to CPU' 'nobind:38 cannot bind a thread to a CPU (Function not implemented)'; do
    refusing=(env LD_PRELOAD="$build/faulty_calls.so" BYVAL_FAULT="${fault%% *}")
    # shellcheck disable=SC2086
    run "${refusing[@]}" "$byval" run $blocks3 --filter "$small" --out bound
    expect_code 1
    expect_err "${fault#* }" "--cpu none measures unbound"
    expect_nothing bound
done
# shellcheck disable=SC2086
run "${refusing[@]}" "$byval" run $blocks3 --filter "$small" --cpu none --out unbound
expect_code 0
expect_silent err
expect_bundle unbound stopped=blocks blocks=3
[[ $(jq .context.byval.run.cpu unbound/run.json) == null ]] || fail "it names a CPU"
[[ $(jq -r '.context.byval.warnings[].what' unbound/run.json) == *"bound to no CPU"* ]] || fail "no warning"
doubts_of unbound >doubts
[[ -s doubts ]] || fail "it has no numbers"
! grep -qv 'bound to no CPU' doubts || fail "not every number is doubtful"
run "${refusing[@]}" "$byval" run --more 1 unbound --quiet
expect_code 0
run "$byval" doctor --cpu none
expect_code 0
expect_out "bound to no CPU" "left to the system"
run "$byval" run --cpu nowhere
expect_code 2

# A system without a word of its caches.
export HWLOC_THISSYSTEM=1 HWLOC_SYNTHETIC
HWLOC_SYNTHETIC="core:$(getconf _NPROCESSORS_CONF) pu:1"
sizes='^(null/kind:same/of:value|scan/set:(l1|l2|l3)|arg/class:int/reads:one/mode:throughput/site:stack)/size:64$'
# shellcheck disable=SC2086
run "$byval" run $blocks3 --filter "$sizes" --out silent
expect_code 0
[[ $(jq -r '.context.byval.cases[] | select(.name | startswith("scan/")) | .state' silent/run.json | sort -u) == unavailable ]] ||
    fail "scan was measured in caches of unknown sizes"
[[ $(jq -r '.context.byval.cases[] | select(.name | startswith("scan/set:l2")) | .reason' silent/run.json | head -n 1) == *"the size of the L2 cache is unknown"*"--caches"* ]] ||
    fail "scan does not say why, and what to do"
# shellcheck disable=SC2086
run "$byval" run $blocks3 --filter "$sizes" --caches 16K,256K,2M --out stated
expect_code 0
[[ $(jq -r '.context.byval.cases[] | select(.name | startswith("scan/")) | .state' stated/run.json | sort -u) == open ]] ||
    fail "scan was not measured in caches whose sizes were stated"
key=$(jq -r '.context.byval.machine.key | "\(.["cache.l1d"]) \(.["cache.l2"]) \(.["cache.l3"]) \(.["cache.stated"])"' stated/run.json)
[[ $key == "16384 262144 2097152 by --caches" ]] || fail "the key says: $key"
run "$byval" run --more 1 stated --quiet # which it is told once
expect_code 0
for caches in 32K 1M,32K 0,1M 32K,1M,2M,3M 32Q,1M -1,2; do
    run "$byval" run --caches "$caches"
    expect_code 2
done

# The page has its parts in the same order, whatever is missing.
for run in silent stated; do
    run "$byval" report "$run" --out "$run.page" --quiet
    expect_code 0
    sed -n 's/.*<h[23] id="\([^"]*\)".*/\1/p' "$run.page/index.html" >"$run.order"
done
[[ -s silent.order ]] || fail "the page has no parts"
! grep -qvxF -f stated.order silent.order || fail "the page has a part that the whole one lacks"
diff <(grep -xF -f silent.order stated.order) silent.order >/dev/null || fail "the page has another order"
grep -q 'the size of the L2 cache is unknown' silent.page/index.html || fail "the page does not say why scan is missing"
finish
