#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# aarch64.sh BUILD [--whole]: the kernels for AArch64, by gcc and by clang: their checksums under qemu, which times
# nothing, and their machine code under the audit's rules. Prints how a struct travels there: docs/KERNELS.md shows it.
# All families, at the sizes that matter, without the collector and without what takes qemu long. --whole leaves out
# nothing, takes some 15 minutes, and fetches Debian's collector for arm64 into a folder that is gone when it ends.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
target=aarch64-linux-gnu
for tool in $target-gcc $target-objdump qemu-aarch64 jq; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
done
touch "$work/.out" "$work/.err"
root=$(dirname "$tests")
whole=${2-}
[[ -z $whole || $whole == --whole ]] || { echo "usage: aarch64.sh BUILD [--whole]" >&2; exit 2; }
sizes='1|2|4|8|12|16|17|20|24|32|40|48|64|96|100|128|136|256|257|264|344|512|1024|4096|16384'
mapfile -t families < <(sed -nE 's/^BV_FAMILY\(([a-z_]+)\).*/\1/p' "$root/benchmarks/families.def")
sources=(benchmarks/{catalogue,empty,object,site}.c benchmarks/heap/{memory_room,pool,collector_budget}.c
    benchmarks/families/{working_set,churn_hold,churn_cycle,thread_group}.c
    lib/base/{status,random,sysfile}.c)

# fetch_collector: Debian's for arm64, as packages that nothing installs
fetch_collector() {
    local apt=(-o Dir::State="$PWD/apt" -o Dir::State::status="$PWD/apt/status" -o Dir::Cache="$PWD/apt"
        -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root -qq)
    mkdir -p apt/lists/partial apt/archives/partial && touch apt/status
    apt-get "${apt[@]}" update && apt-get "${apt[@]}" download libgc1 libgc-dev &&
        for package in libgc*.deb; do dpkg-deb -x "$package" collector || return 1; done
}

if [[ -n $whole ]]; then
    doing="fetching the collector"
    fetch_collector >"$work/.out" 2>"$work/.err" || { fail "no libgc1 and libgc-dev for arm64"; finish; }
    sources+=(benchmarks/heap/{collector,live_heap}.c)
    with=(-DBYVAL_COLLECTOR -Icollector/usr/include)
    linked=(-L"collector/usr/lib/$target" -lgc)
    filter=()
    unchecked='^$'
else
    sources+=(benchmarks/heap/collector_none.c)
    with=() linked=()
    many=$(IFS='|' && echo "${families[*]}" | sed -E 's/\|(churn|threads|deep|mix)\b//g')
    sites='stack|alloca|heap_reused|arena|pool|heap'
    filter=(--filter "^(($many)|churn/site:($sites))/(.*/)?size:($sizes)\$|^(threads|deep|mix)/")
    # What differs in nothing but data from what is checked: sites, numbers of calls, whose malloc.
    unchecked='^(scan/set:beyond/|(churn|mix)/.*/alloc:[^g]|churn/.*/calls:[14]/|arg/.*/site:(static|tls|heap)/)'
fi

# A compiler for another processor does not look for lld where the machine's own is.
mkdir linker && ln -s "$(command -v ld.lld)" linker/ld.lld

# A tree for each compiler.
mkdir plain && cp -r "$root/benchmarks" "$root/lib" plain
[[ -n $whole ]] || sed -i -E "/^BV_(SIZE|STEP|LANDMARK)\(/{/\(($sizes), /!d}" plain/benchmarks/sizes.def
cd plain && for family in "${families[@]}"; do
    for source in benchmarks/families/"$family".c benchmarks/families/"$family"_callee*.c; do
        [[ ! -e $source ]] || sources+=("$source")
    done
done
cd ..

# compile SOURCE...: an object beside each, in the tree of $cc
compile() {
    local command=("$target-gcc") flags="-O2 -fPIC -fvisibility=hidden -ffunction-sections -fno-jump-tables -fno-lto"
    if [[ $cc == clang ]]; then command=(clang "--target=$target"); else flags+=" -fno-ipa-icf"; fi
    # shellcheck disable=SC2016,SC2086
    printf '%s\n' "$@" | xargs -P 2 -I{} sh -c '"$@" -c "$0" -o "${0%.c}.o"' "$cc/{}" "${command[@]}" -std=gnu17 \
        -D_GNU_SOURCE "${with[@]}" -w -I"$cc" $flags -DBV_KERNEL_FLAGS="\"$flags\"" 2>"$work/.err" ||
        fail "$1 or another is not compiled"
}

# link: all objects of $cc
link() {
    (cd "$cc" && "$target-gcc" -shared -B"$work/linker" -fuse-ld=lld -nostartfiles -Wl,-z,now -Wl,-z,defs -Wl,--emit-relocs -Wl,--no-relax -o kernels.so "${sources[@]/%.c/.o}" -lm -lpthread \
        "${linked[@]/#-Lcollector/-L../collector}") 2>"$work/.err" || fail "does not link"
}

# audit: what is linked, as aarch64.json
audit() {
    run "$byval" audit --kernels "$build/kernels.so" --foreign "$cc"/kernels.so --quiet --out "$cc"/aarch64.json \
        "${filter[@]}"
}

# check_sums: of the kernels of $cc, with their functions in another order, in sums
check_sums() {
    "$build/shuffle_file" "$cc"/kernels.so 1 "$cc"/shuffled.so >"$cc"/sums 2>&1 &&
        qemu-aarch64 -L /usr/$target -E LD_LIBRARY_PATH="collector/usr/lib/$target" ./check ./"$cc"/shuffled.so \
            "$unchecked" >"$cc"/sums 2>&1
}

# ways CLASS SIZE: of the value arm
ways() {
    sed -n "s|^arg/class:$1/reads:one/mode:throughput/site:stack/size:$2 ||p" "$cc"/ways
}

# broken: the cases of $cc that break a rule
broken() {
    jq -r '.cases[] | select([.arms[].violations[]] != []) | .name' "$cc"/aarch64.json
}

doing="compiling the check for $target"
"$target-gcc" -std=gnu17 -D_GNU_SOURCE -I"$root" "$tests/support/check_layout.c" "$root/benchmarks/check.c" \
    "$root/lib/base/status.c" -o check -ldl 2>"$work/.err" || fail "the check is not compiled"

read -ra compilers <<<"${COMPILERS:-gcc clang}"
[[ " ${compilers[*]} " != *' clang '* ]] || command -v clang >/dev/null || skip "clang is not installed"
for cc in "${compilers[@]}"; do
    doing="$cc: compiling for $target"
    cp -r plain "$cc"
    compile "${sources[@]}"
    link
    check_sums &
    checks+=($!)
    audit
    jq -r '.cases[] | "\(.name) \(.arms[0] | "\(.ways | join(" ")), \(.bytes_copied) B")"' "$cc"/aarch64.json >"$cc"/ways
    [[ $(jq -r .byval_audit.isa "$cc"/aarch64.json) == aarch64 ]] || fail "is not about AArch64"
    # clang leaves out the word of an empty smallbuf that is never set; the rule has all three passed.
    known=
    [[ $cc == gcc ]] || known=iface/size:8
    [[ $(broken) == "$known" ]] || fail "$cc: rules are broken by: $(broken | head -5)"

    # The procedure call standard: up to 16 B, or four doubles, in registers; a hidden pointer to a copy above.
    doing="$cc: how a struct travels"
    for size in 8 16; do
        [[ $(ways int $size) == "registers, 0 B" ]] || fail "$size B of int: $(ways int $size)"
    done
    for size in 8 16 24 32; do
        [[ $(ways double $size) == "registers, 0 B" ]] || fail "$size B of doubles: $(ways double $size)"
    done
    [[ $(ways double 40) == "moves hidden_pointer, 40 B" ]] || fail "40 B of doubles: $(ways double 40)"

    classes=(int double mixed vec packed float padded)
    printf '%s:\n| size |' "$cc"
    printf ' %s |' "${classes[@]}"
    printf '\n|'
    printf '%.0s---|' size "${classes[@]}"
    echo
    for size in ${sizes//|/ }; do
        printf '| %s B |' "$size"
        for class in "${classes[@]}"; do
            printf ' %s |' "$(ways "$class" "$size")"
        done
        echo
    done
done
for i in "${!compilers[@]}"; do
    cc=${compilers[i]}
    doing="$cc: checksums under qemu"
    wait "${checks[i]}" || { cp "$cc"/sums "$work/.out"; fail "some are not sound"; }
    cat "$cc"/sums
done

# The rules bite there, too: break null.c by a sed script.
cc=gcc
bite() {
    doing=$1
    sed -i "$2" "$cc"/benchmarks/families/null.c
    compile benchmarks/families/null.c
    link
    audit
    expect_code 1
    expect_err "$3"
    cp plain/benchmarks/families/null.c "$cc"/benchmarks/families/null.c
}
bite "a pointer that is to a copy" \
    's/NULL_KERNEL(N, b, pointer, p)/NULL_KERNEL(N, b, pointer, (struct bv_int_##N[1]){*p})/' \
    "passes a pointer, but stores"
bite "a hidden pointer to what was not copied" \
    's/^    static void null_##PASS##_##N##_##TWIN(/    uint64_t bv_null_hidden_##PASS##_##N##_##TWIN(const struct bv_int_##N *) __asm__("bv_null_" #PASS "_" #N "_" #TWIN); &/
    s/bv_null_##PASS##_##N##_##TWIN(ARGUMENT)/bv_null_hidden_##PASS##_##N##_##TWIN(p)/' \
    "copies 0 of the 32 bytes that it passes by value"
finish
