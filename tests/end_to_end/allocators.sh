#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# allocators.sh BUILD: each allocator in charge of its blocks; one that cannot be loaded; no memory for
# a live heap.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

heap='^churn/site:heap/alloc:[a-z]+/life:lifo/calls:1/size:64$'
words='--preset full --spacing 0 --budget 10m --blocks 2:2 --quiet'

# allocator BUNDLE REGIME: what the blocks of a regime found in charge of malloc, a line each kind
allocator() {
    jq -r --arg regime "$2" \
        '.context.byval.blocks[] | select(.regime == $regime) | .allocator' "$1/run.json" | sort -u
}

# label BUNDLE CASE: state and reason
label() {
    jq -r --arg name "$2" \
        '.context.byval.cases[] | select(.name == $name) | .state + ": " + (.reason // "")' "$1/run.json"
}

# shellcheck disable=SC2086
run "$byval" run $words --filter "$heap" --out each
expect_code 0
rows=$(sed -nE 's/^ *ROW\([A-Z]+, ([a-z]+), "?([^."]+).*/\1 \2/p' "$tests/../benchmarks/allocators.def" | sed 's/ NULL, .*/ libc/')
count=$(wc -l <<<"$rows")
expect_bundle each blocks=$((2 * count)) events=0 unavailable:0 failed:0
while read -r name library; do
    found=$(allocator each "$name")
    [[ $found == "$name "[0-9]*"/$library."* || $found == "$name "[0-9]*"/$library-"* ]] ||
        fail "blocks of $name had '$found'"
done <<<"$rows"

# A library that is there but cannot be loaded: the case is labelled, nothing takes its place.
mkdir broken
echo 'no library' >broken/libjemalloc.so.2
# shellcheck disable=SC2086
run env LD_LIBRARY_PATH="$work/broken" "$byval" run $words --filter "$heap" --out without
expect_code 0
expect_bundle without events=0 unavailable:1 failed:0 open:$((count - 1))
[[ $(label without churn/site:heap/alloc:jemalloc/life:lifo/calls:1/size:64) == \
    'unavailable: jemalloc could not be put in charge of malloc'*'install the package libjemalloc2' ]] ||
    fail "the label does not say why"
[[ -z $(jq '.benchmarks[] | select(.name | contains("jemalloc"))' without/run.json) ]] ||
    fail "another allocator was measured in its name"

# Too little memory for a live heap of 256 MiB: labelled, and the run goes on.
live='^churn/site:gc/live:(0|256)/life:lifo/calls:1/size:64$'
if [[ -n $("$byval" list --filter "$live") ]]; then
    # shellcheck disable=SC2086
    run bash -c 'ulimit -v 300000 && exec "$@"' bash "$byval" run $words --filter "$live" --out small
    if grep -q 'built without the Boehm collector' small/run.json 2>/dev/null; then
        echo "not tried: built without a collector"
    else
        expect_code 0
        expect_bundle small events=0 unavailable:1 failed:0 open:1
        [[ $(label small churn/site:gc/live:256/life:lifo/calls:1/size:64) == unavailable:*256* ]] ||
            fail "the label does not name the heap: $(label small churn/site:gc/live:256/life:lifo/calls:1/size:64)"
    fi
fi
finish
