#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# opcode.sh BUILD: every instruction of the C library and of the kernels, as objdump and as opcode.h
# see it: which read memory and write it back, which repeat themselves.
set -euo pipefail
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [[ $(uname -m) != x86_64 ]]; then
    echo "skipped: this is about x86-64"
    exit 77
fi
libc=$(ldd "$build/opcode_read" | awk '$1 == "libc.so.6" { print $3 }')
[[ -r $libc ]] || { echo "no C library behind $build/opcode_read"; exit 1; }

# Bytes, a tab, the instruction; comments and names of targets are gone.
for file in "$libc" "$build/kernels.so"; do
    objdump -d -w -M intel "$file"
done | awk -F '\t' 'NF >= 3 { sub(/[ \t]*#.*/, "", $3); gsub(/ +$/, "", $2); print $2 "\t" $3 }' |
    sort -u >"$work/code"
cut -f 1 "$work/code" | "$build/opcode_read" >"$work/seen"
awk -F '\t' '{
    text = $2
    repeats = text ~ /rep[nz]* +(movs|stos)/
    while (text ~ /^(lock|bnd|notrack|data16|addr32|cs|ds|es|ss|fs|gs|rex[.A-Z]*|xacquire|xrelease|repz?|repnz) /)
        sub(/^[^ ]+ +/, "", text)
    op = text; sub(/ .*/, "", op)
    args = text; sub(/^[^ ]+ */, "", args)
    first = args; sub(/,.*/, "", first)
    modifies = first ~ /\[|[cdefgs]s:/ &&
        op ~ /^(add|or|adc|sbb|and|sub|xor|inc|dec|not|neg|ro[lr]|rc[lr]|s[ha][lr]|sh[lr]d|bt[src]|xadd|cmpxchg(8b|16b)?)$/
    modifies = modifies || (op == "xchg" && args ~ /\[|[cdefgs]s:/)
    print repeats ? "repeats" : modifies ? "modifies" : "-"
}' "$work/code" >"$work/expected"
paste "$work/expected" "$work/seen" "$work/code" | awk -F '\t' '$1 != $2' >"$work/differ"
if [[ -s $work/differ ]]; then
    printf 'objdump says, opcode.h says:\n'
    head -20 "$work/differ"
    exit 1
fi
for kind in modifies repeats; do
    count=$(grep -cx "$kind" "$work/seen")
    echo "$count different instructions, $kind"
    ((count >= 3)) || { echo "too few to tell"; exit 1; }
done
echo "$(wc -l <"$work/code") different instructions in all"
