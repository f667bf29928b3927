#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# profile_lock.sh BUILD: byval profile --kind lock finds who waits for a lock that is held, and for a queue that is empty, and
# nobody else.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
# shellcheck source=tests/support/expect_profile.sh
source "$tests/support/expect_profile.sh"
command -v google-pprof >/dev/null || fail "google-pprof is missing: scripts/setup test installs google-perftools"

# waits ARM FUNCTION: three threads wait in it for a millisecond, in every call. One may come when all is over, and be no wait.
waits() {
    local calls waits ns
    run env BYVAL_KERNELS="$build/profile_kernels.so" "$byval" profile split/of:lock/size:8 --arm "$1" --kind lock --seconds 0.1 --out lock.pb.gz
    expect_code 0
    expect_out "waits, 0 lost" "us a wait" "$2  profile_kernels.so"
    read_profile lock.pb.gz
    calls=$(value '.comments[] | capture("^calls: (?<n>[0-9]+)$") | .n')
    waits=$(value ".values.$2.contentions") ns=$(value ".values.$2.delay")
    ((calls >= 3 && waits >= 2 * calls && waits <= 3 * calls)) || fail "$2 waits $waits times in $calls calls"
    ((ns >= waits * 500000)) || fail "$2 waits for $ns ns in $waits waits"
    [[ $(value '.types | tostring') == '[["contentions","count"],["delay","nanoseconds"]]' ]] || fail "types $(value .types)"
}
waits queues wait_for_queue
waits locks wait_for_lock
# The lock that nobody else wants is none.
[[ $(value '.values | keys | join(" ")') == wait_for_lock ]] || fail "others wait, too: $(value '.values | keys')"
expect_through() { [[ $(value ".through.$1") == $(value .totals.contentions) ]] || fail "$1 is not in every stack"; }
expect_through be_waiter
if command -v go >/dev/null; then
    run go tool pprof -top lock.pb.gz
    expect_code 0
    expect_out "Type: delay" wait_for_lock
    run go tool pprof -peek '^wait_for_lock$' -sample_index=contentions lock.pb.gz
    expect_code 0
    expect_out be_waiter
    run go tool pprof -raw lock.pb.gz
    expect_code 0
    expect_out "contentions/count delay/nanoseconds"
fi
run env BYVAL_KERNELS="$build/profile_kernels.so" "$byval" profile split/of:lock/size:8 --kind lock --seconds 0.05 --quiet --out lock.prof
expect_code 0
run google-pprof --text "$build/byval-block" lock.prof
expect_code 0
expect_out wait_for_lock be_waiter
[[ $(awk '$NF == "wait_for_lock" { print ($2 + 0 > 99) }' .out) == 1 ]] || fail "google-pprof does not see who waits"

# Of two threads, those with a pool each wait for nobody; those that share one wait for its mutex, if the
# scheduler lets them meet.
if (($(nproc) > 1)); then
    run "$byval" profile threads/count:2/pool:mutex/size:64 --arm own --kind lock --seconds 0.05
    expect_code 1
    expect_err "arm own waits for no mutex"
    run "$byval" profile threads/count:2/pool:mutex/size:64 --arm shared --kind lock --seconds 0.3
    if ((code == 0)); then
        expect_out bv_threads_pool_shared_64 kernels.so
    else
        expect_err "arm shared waits for no mutex"
    fi
fi

run "$byval" profile ret/size:16 --kind lock --seconds 0.05 --out none.pb.gz
expect_code 1
expect_err "ret/size:16: arm value waits for no mutex and no condition variable in"
expect_nothing none.pb.gz
finish
