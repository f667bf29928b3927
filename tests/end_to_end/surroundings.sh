#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# surroundings.sh BUILD: what is set outside reaches no block, and the run says that it was set.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
[[ -e $build/faulty_calls.so ]] || skip "no library can be preloaded before a sanitizer"

# A block that leaves a copy of its environment behind.
cat >block <<END
#!/bin/bash
tr '\\0' '\\n' </proc/\$\$/environ >>"$work/seen"
exec "$build/byval-block" "\$@"
END
chmod +x block
outside=(MALLOC_CONF=junk:true GLIBC_TUNABLES=glibc.malloc.tcache_count=0 MIMALLOC_SHOW_STATS=1
    GC_PRINT_STATS=1 OMP_NUM_THREADS=3 HOME=/nowhere LANG=de_DE.UTF-8 BYVAL_MINE=1)
# shellcheck disable=SC2086
run env "${outside[@]}" LD_PRELOAD="$build/faulty_calls.so" BYVAL_FAULT="block:$work/block" \
    "$byval" run $blocks3 --filter "$small" --out bundle
expect_code 0
expect_bundle bundle blocks=3 events=0
names=$(sed 's/=.*//' seen | sort -u | paste -sd ' ')
[[ $names == 'BYVAL_FAULT BYVAL_MINE BYVAL_PADDING LD_PRELOAD' ]] || fail "a block was given: $names"
[[ $(grep ^LD_PRELOAD= seen | sort -u) == LD_PRELOAD= ]] || fail 'a block got what the caller preloads'
said=$(jq -r '.context.byval.warnings[] | select(.what | test("the environment sets")) | .what + "; " + .advice' \
    bundle/run.json)
for name in MALLOC_CONF GLIBC_TUNABLES MIMALLOC_SHOW_STATS GC_PRINT_STATS OMP_NUM_THREADS LD_PRELOAD; do
    [[ $said == *" $name"*'what is measured goes without; unset '*"$name"* ]] ||
        fail "the run does not warn of $name: $said"
done

# The C library keeps its malloc, whatever the caller has preloaded in its place.
for library in /usr/lib/*/libjemalloc.so.2; do
    [[ -e $library ]] || continue
    # shellcheck disable=SC2086
    run env LD_PRELOAD="$library" "$byval" run $blocks3 --filter "$small" --out preloaded
    expect_code 0
    expect_bundle preloaded blocks=3 unavailable:0
    [[ $(jq -r '.context.byval.blocks[].allocator' preloaded/run.json | sort -u) == 'glibc '* ]] ||
        fail 'the blocks had the malloc of the caller'
done

run env -i PATH="$PATH" MALLOC_CONF=junk:true OMP_WAIT_POLICY=active "$byval" doctor
expect_code 0
grep -qE '^WARN +environment +the environment sets MALLOC_CONF OMP_WAIT_POLICY: what is measured goes without' .out ||
    fail 'the doctor does not name them'
expect_out '-> unset MALLOC_CONF OMP_WAIT_POLICY'
# Nothing set, nothing said.
run env -i PATH="$PATH" "$byval" doctor
grep -qE '^ok +environment ' .out || fail 'the doctor is not content'
finish
