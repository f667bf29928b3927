#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# profile_heap.sh BUILD: byval profile --kind heap records each allocation that was planted, and what samples say of them is
# within their error.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
# shellcheck source=tests/support/expect_profile.sh
source "$tests/support/expect_profile.sh"
command -v google-pprof >/dev/null || fail "google-pprof is missing: scripts/setup test installs google-perftools"

# Allocations: 1,000 of 64 B from one place and 10 of 64 KiB from another, and one that stays, in every call.
profile_heap() {
    run env BYVAL_KERNELS="$build/profile_kernels.so" "$byval" profile split/of:heap/size:8 --kind heap --seconds 0.1 "$@"
    expect_code 0
}
profile_heap --out heap.pb.gz
expect_out "allocations, 0 lost" "by samples" "small  profile_kernels.so"
read_profile heap.pb.gz
calls=$(value '.comments[] | capture("^calls: (?<n>[0-9]+)$") | .n')
expect_value() { [[ $(value ".values.$1") == "$2" ]] || fail "$1 is $(value ".values.$1") in $calls calls, and not $2"; }
expect_value small.alloc_objects $((1000 * calls))
expect_value small.alloc_space $((64000 * calls))
expect_value small.inuse_objects 0
expect_value large.alloc_objects $((10 * calls))
expect_value large.alloc_space $((655360 * calls))
expect_value leaked.alloc_objects "$calls"
expect_value leaked.inuse_objects "$calls"
expect_value leaked.inuse_space $((24 * calls))
[[ $(value '.types | map(.[0]) | join(" ")') == "alloc_objects alloc_space inuse_objects inuse_space sampled_space" ]] || fail "types $(value .types)"
[[ $(value '.period_type | join("/")') == space/bytes && $(value .period) == 524288 ]] || fail "period $(value .period)"
# What samples make of it is within four standard deviations, and the traps are none.
within() {
    awk -v want="$1" '$NF == "profile_kernels.so" && NF == 9 {
        rows++
        d = $6 - $2
        if (d * d > 16 * $7 * $7 + 1) { print $8 ": " $6 " by samples, where " $2 " bytes were allocated, +- " $7; bad = 1 }
    } END { exit bad || rows != want }' .out || fail "the sampled bytes are off, or there are no $1 functions"
}
within 3
profile_heap --arm traps --out heap.prof
within 3
run google-pprof --text --alloc_space "$build/byval-block" heap.prof
expect_code 0
expect_out tiny half just
[[ $(awk '$NF == "half" { print ($2 + 0 > 83 && $2 + 0 < 84) }' .out) == 1 ]] || fail "google-pprof does not see five of six bytes"
run google-pprof --text --inuse_space "$build/byval-block" heap.prof
expect_code 0
if command -v go >/dev/null; then
    run go tool pprof -top -sample_index=alloc_space heap.pb.gz
    expect_code 0
    expect_out "Type: alloc_space" small large
    run go tool pprof -peek '^large$' -sample_index=alloc_objects heap.pb.gz
    expect_out large allocates
fi
run "$byval" profile ret/size:16 --kind heap --seconds 0.1 --out none.pb.gz
expect_code 1
expect_err "ret/size:16: arm value allocates nothing from malloc in"
expect_nothing none.pb.gz
run "$byval" profile ret/size:16 --kind heap --code
expect_code 2
expect_err "--code: goes with --kind cpu alone"

# Cases of byval's own: with the C library's malloc, and with another.
run "$byval" profile ret/size:64 --arm heap --kind heap --seconds 0.1
expect_code 0
expect_out "bv_ret_heap_64  kernels.so"
finish
