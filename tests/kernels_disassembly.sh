#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kernels_disassembly.sh FOLDER: does the machine code of the layouts do what the cases say?
#
# Of every kernel: the call of its callee stands in its loop; arms that pass by value what does not go
# in registers store all its bytes to the stack there, pointer arms none; nothing was cloned by the
# compiler; the arms of `inline` and the twins of `null` are the same code; and all layouts hold the
# same code. Exit code 77: cannot be said of this machine or build.
set -eu

folder=${1:?usage: kernels_disassembly.sh FOLDER-OF-LAYOUTS}
awk_program=$(dirname "$0")/kernels_disassembly.awk
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ "$(uname -m)" != x86_64 ]; then
    echo "skipped: the patterns are those of x86-64, this is $(uname -m)"
    exit 77
fi
if nm -D "$folder/00.so" | grep -q -e __asan_ -e __ubsan_; then
    echo "skipped: the kernels are instrumented by sanitizers"
    exit 77
fi

disassemble() {
    objdump -d -M intel --no-show-raw-insn "$1"
}

disassemble "$folder/00.so" >"$work/00"
awk -f "$awk_program" "$work/00"

# Addresses and displacements differ between layouts, and with them the jumps of the PLT; the rest must
# not.
body() {
    awk '/^[0-9a-f]+ <.*>:$/ { name = $2 ~ /@plt>/ ? "" : $2; next }
         /\tint3/ { next }
        name ~ /@plt>:$/ { next }
         /^ / && name != "" {
             sub(/^ *[0-9a-f]+:\t/, ""); sub(/[ \t]+#.*$/, "")
             gsub(/\[rip\+0x[0-9a-f]+\]|\[rip-0x[0-9a-f]+\]/, "[rip]")
             $0 = $0; target = ($1 ~ /^(call|j)/) ? $3 : ""
             if ($1 ~ /^(call|j)/ && NF >= 3) $0 = $1 " " target
             print name, $0 }' "$1" | grep -E '^<(bv_|[a-z]+_[a-z]+_)' | sort -s -k1,1
}
body "$work/00" >"$work/first"
if [ "$(wc -l <"$work/first")" -lt 10000 ]; then
    echo "$folder/00.so: too little code to be the kernels"
    exit 1
fi
for layout in "$folder"/*.so; do
    disassemble "$layout" >"$work/other"
    body "$work/other" >"$work/code"
    if ! cmp -s "$work/first" "$work/code"; then
        echo "$layout: holds other code than 00.so:"
        diff "$work/first" "$work/code" | head -20
        exit 1
    fi
    grep -E '^[0-9a-f]+ <(bv_|[a-z]+_[a-z]+_)' "$work/other" | cut -d ' ' -f 2 >"$work/order"
    sum=$(cksum <"$work/order")
    if grep -qx "$sum" "$work/orders" 2>/dev/null; then
        echo "$layout: has the order of functions of another layout"
        exit 1
    fi
    echo "$sum" >>"$work/orders"
done
echo "$(wc -l <"$work/orders") layouts hold the same code in different orders"
