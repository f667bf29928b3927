#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# audit.sh BUILD: byval audit says of the kernels what is known of them, and refuses what it must.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
command -v objdump >/dev/null || skip "objdump is not installed"
[[ $(uname -m) == x86_64 ]] || skip "what is expected here is x86-64's"

run "$byval" audit --quiet --out whole.json
expect_code 0
jq -e '.byval_audit.schema and ([.cases[].arms[] | select(.violations != [])] == [])' whole.json \
    >"$work/.out" || fail "the audit is not whole, or holds violations"

# arm_of CASE ARM: "bytes copied, ways"
arm_of() {
    jq -r ".cases[] | select(.name == \"$1\") | .arms[] | select(.name == \"$2\") |
        \"\(.bytes_copied) \(.ways | join(\" \"))\"" whole.json
}
doing="the ways of arg"
series=arg/class:int/reads:one/mode:throughput/site:stack
[[ $(arm_of $series/size:16 value) == "0 registers" ]] || fail "16 B do not go in registers"
[[ $(arm_of $series/size:64 value) == "64 moves" ]] || fail "64 B are not moved: $(arm_of $series/size:64 value)"
for size in 16 64 512 4096; do
    [[ $(arm_of $series/size:$size pointer) == "0 pointer" ]] || fail "a pointer copies at $size B"
done

run "$byval" audit --filter '('
expect_code 2
run "$byval" audit --filter '^nothing of that name$'
expect_code 2
run "$byval" audit --kernels missing.so
expect_code 1
run "$byval" audit --foreign missing.so
expect_code 2
expect_err "--foreign needs --kernels"
run "$byval" audit --kernels "$build/kernels.so" --foreign missing.so
expect_code 1
expect_err "missing.so: "
run "$byval" audit --kernels "$build/kernels.so" --foreign "$tests/end_to_end/audit.sh"
expect_code 1
expect_err "is no object"
# The code of another compiler beside it: here of the same one, whose arm must be the same code.
run "$byval" audit --filter '^(escape/shape:pair|ret)/size:64$' --beside "gcc 0=$build/kernels.so" --quiet --out beside.json
expect_code 0
jq -e '[.functions as $f | .cases[] | .arms | map({(.name): $f[.function].lines}) | add] |
    length == 2 and ([.[] | select(has("local by gcc 0"))] | length == 1 and (.[0] | .local == .["local by gcc 0"]))' \
    beside.json >/dev/null || fail "the other compiler's arm is not there, or is other code"
run "$byval" audit --beside gcc
expect_code 2
expect_err '--beside gcc: expected COMPILER=FILE'
run "$byval" audit --filter '^ret/size:64$' --beside gcc=missing.so
expect_code 1
expect_err 'missing.so: '
run "$byval" audit --quiet --out /dev/full/audit.json
expect_code 1
run "$byval" audit --case ret/size:64
expect_code 0
grep -q 'call' "$work/.out" || fail "no machine code is printed"
finish
