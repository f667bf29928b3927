#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# slice_cost.sh BUILD: a slice, and the shim, add not one instruction to an iteration of a kernel.
#
# callgrind counts the instructions inside the bare call, inside bv_slice_ns and inside
# bv_gbench_loop, for two numbers of calls. What does not depend on the number of calls drops out of
# the difference; the rest must be the same to the last instruction.
set -euo pipefail
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# count MODE FUNCTION CALLS: instructions executed inside FUNCTION
count() {
    valgrind --tool=callgrind --toggle-collect="$2" --callgrind-out-file="$work/out" \
        "$build/slice_cost" "$1" "$3" 2>"$work/log" || { cat "$work/log"; exit 1; }
    sed -n 's/^totals: *//p' "$work/out"
}

# per_calls MODE FUNCTION: instructions of 1,000 more calls
per_calls() {
    local few many
    few=$(count "$1" "$2" 1000)
    many=$(count "$1" "$2" 2000)
    [ "$few" -gt 1000 ] || { echo "$2 was not counted: $few instructions"; exit 1; }
    echo $((many - few))
}

bare=$(per_calls bare bare)
slice=$(per_calls slice bv_slice_ns)
shim=$(per_calls shim bv_gbench_loop)
echo "instructions of 1,000 calls: bare loop $bare, in a slice $slice, through the shim $shim"
[ "$bare" -ge 5000 ] || { echo "a call cannot take so few instructions"; exit 1; }
[ "$slice" = "$bare" ] || { echo "a slice adds instructions to the iterations"; exit 1; }
[ "$shim" = "$bare" ] || { echo "the shim adds instructions to the iterations"; exit 1; }
