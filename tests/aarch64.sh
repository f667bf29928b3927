#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# aarch64.sh BUILD: the kernels for AArch64: their checksums under qemu, which times nothing, and their machine
# code under the audit's rules. Prints how a struct travels there: docs/KERNELS.md shows it. The families that need
# neither the collector nor threads nor (under qemu) patience, at the sizes that matter.
# shellcheck source=tests/expect.sh
source "$(dirname "$0")/expect.sh"
target=aarch64-linux-gnu
for tool in $target-gcc $target-objdump qemu-aarch64 jq; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
done
touch "$work/.out" "$work/.err"
root=$(dirname "$tests")
families='arg|chain|indirect|ret|mutate|inline|null|iface|closure|escape'
sizes='8|16|17|24|32|40|64|128|136|256|257|264|1024|16384'

cp -r "$root/benchmarks" "$root/harness" .
sed -i -E "/^BV_FAMILY/{/\(($families)\)/!d}" benchmarks/families.def
sed -i -E "/^BV_(SIZE|STEP|LANDMARK)\(/{/\(($sizes), /!d}" benchmarks/sizes.def
flags="-O2 -fPIC -fvisibility=hidden -ffunction-sections -fno-lto -fno-ipa-icf"
sources=(benchmarks/{catalogue,empty,object,site,room,working_set}.c harness/{status,random,sysfile}.c)
for family in ${families//|/ }; do
    sources+=("benchmarks/$family.c")
    for callee in benchmarks/"$family"_callee*.c; do
        [[ ! -e $callee ]] || sources+=("$callee")
    done
done
# compile SOURCE...: an object beside each
compile() {
    # shellcheck disable=SC2016
    printf '%s\n' "$@" | xargs -P 2 -I{} sh -c '"$0" -std=gnu17 -D_GNU_SOURCE -w -I. $2 -DBV_KERNEL_FLAGS="\"$2\"" \
        -c "$1" -o "${1%.c}.o"' $target-gcc {} "$flags" 2>"$work/.err" || fail "$1 or another is not compiled"
}

# link: all objects
link() {
    $target-gcc -shared -Wl,-z,now -Wl,-z,defs -o kernels.so "${sources[@]/%.c/.o}" -lm 2>"$work/.err" ||
        fail "does not link"
}

# audit: what is linked, as aarch64.json
audit() {
    run "$byval" audit --layout "$build/layouts/00.so" --foreign kernels.so --quiet --out aarch64.json \
        --filter "^($families)/(.*/)?size:($sizes)\$"
}

doing="compiling for $target"
compile "${sources[@]}"
link
$target-gcc -std=gnu17 -D_GNU_SOURCE -I"$root" "$tests/check_layout.c" "$root/benchmarks/check.c" \
    "$root/harness/status.c" -o check -ldl 2>"$work/.err" || fail "the check is not compiled"

run qemu-aarch64 -L /usr/$target ./check ./kernels.so
expect_code 0
cat "$work/.out"

audit
expect_code 0
expect_silent out
[[ $(jq -r .byval_audit.isa aarch64.json) == aarch64 ]] || fail "is not about AArch64"

# ways CLASS SIZE: of the value arm
ways() {
    jq -r ".cases[] | select(.name == \"arg/class:$1/reads:one/mode:throughput/site:stack/size:$2\") |
        .arms[0] | \"\(.ways | join(\" \")), \(.bytes_copied) B\"" aarch64.json
}
# The procedure call standard: up to 16 B, or four doubles, in registers; a hidden pointer to a copy above.
doing="how a struct travels"
for size in 8 16; do
    [[ $(ways int $size) == "registers, 0 B" ]] || fail "$size B of int: $(ways int $size)"
done
for size in 8 16 24 32; do
    [[ $(ways double $size) == "registers, 0 B" ]] || fail "$size B of doubles: $(ways double $size)"
done
[[ $(ways int 24) == "moves hidden_pointer, 24 B" ]] || fail "24 B of int: $(ways int 24)"
[[ $(ways double 40) == "moves hidden_pointer, 40 B" ]] || fail "40 B of doubles: $(ways double 40)"

classes=(int double mixed vec packed)
printf '| size |'
printf ' %s |' "${classes[@]}"
printf '\n|---|---|---|---|---|---|\n'
for size in ${sizes//|/ }; do
    printf '| %s B |' "$size"
    for class in "${classes[@]}"; do
        printf ' %s |' "$(ways "$class" "$size")"
    done
    echo
done

# The rules bite there, too.
sed -i 's/NULL_KERNEL(N, b, pointer, p)/NULL_KERNEL(N, b, pointer, (struct bv_int_##N[1]){*p})/' benchmarks/null.c
doing="a pointer that is to a copy"
compile benchmarks/null.c
link
audit
expect_code 1
expect_err "passes a pointer, but stores"
finish
