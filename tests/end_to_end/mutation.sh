#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# mutation.sh BUILD [FLAGS]: break the kernels on purpose, one way at a time, and see that the audit or the checksums
# notice. Prints a table: docs/KERNELS.md shows it. Four families at four sizes, in a copy of the tree; each of
# $COMPILERS (gcc clang) that is installed.
# shellcheck disable=SC2016,SC2317 # sed's and the preprocessor's signs; edits are called by name
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
[[ $(uname -m) == x86_64 ]] || skip "the audit's rules are tried on x86-64"
for tool in objdump ld.lld jq; do
    command -v $tool >/dev/null || skip "$tool is not installed"
done
touch "$work/.out" "$work/.err"

root=$(dirname "$tests")
families=(arg ret mutate null)
sources=(catalogue empty object site heap/memory_room)
for family in "${families[@]}"; do
    sources+=("families/$family" "families/${family}_callee")
done
mkdir plain && cp -r "$root/benchmarks" "$root/lib" plain
printf 'BV_FAMILY(%s)\n' "${families[@]}" >plain/benchmarks/families.def
sed -i -E '/^BV_(SIZE|STEP|LANDMARK)\(/{/\((8|16|64|264), /!d; s/^BV_[A-Z]*/BV_LANDMARK/}' plain/benchmarks/sizes.def
sed -i -E 's/ X\(C, (24|32|48|96|128)\)//g' plain/benchmarks/make.h
[[ $(grep -c '^BV_LANDMARK(' plain/benchmarks/sizes.def) == 4 ]] || fail "sizes.def is not what it was"
recorded=$(jq -r .byval_audit.flags "$build/audit.json" | sed 's/ *-fno-ipa-icf//') || exit 1
[[ $recorded == *-fPIC* ]] || fail "audit.json has no flags: $recorded"

# compile FOLDER SOURCE...: objects of a tree, beside their sources
compile() {
    local tree=$1 source
    shift
    for source in "$@"; do
        # shellcheck disable=SC2086
        "$cc" -std=gnu17 -D_GNU_SOURCE -w -I"$tree" $flags -DBV_KERNEL_FLAGS="\"$flags\"" \
            -c "$tree/$source.c" -o "$tree/$source.o" || return 1
    done
}

# judge TREE: $caught is by what, and $said its first words; nothing where all is sound
judge() {
    local objects=()
    caught='' said=''
    mapfile -t objects < <(find "$1" -name '*.o')
    # shellcheck disable=SC2086
    "$cc" -shared -fuse-ld=lld -nostartfiles -Wl,-z,now -Wl,--emit-relocs -Wl,--no-relax $linking -o "$1/kernels.so" "${objects[@]}" 2>"$work/.err" ||
        { fail "does not link"; return; }
    if ! "$byval" audit --quiet --kernels "$1/kernels.so" >"$work/.out" 2>"$work/.err"; then
        caught=audit
        said=$(sed -n '1s/^byval audit: [^ ]*: //p' "$work/.err")
    fi
    if ! ./check "$1/kernels.so" >"$work/.sums" 2>>"$work/.err"; then
        caught="${caught:+$caught, }checksum"
        [[ -n $said ]] || said=$(sed -n '1s/^case [^ ]*: //p' "$work/.sums")
    fi
}

# mutant WHAT SOURCES EDIT...: break a copy of the tree by a command that runs in its benchmarks/families/, and compile
# anew what it changed.
mutant() {
    local what=$1 changed=$2
    shift 2
    doing="$cc: $what"
    rm -rf broken && cp -r "$cc" broken
    (cd broken/benchmarks/families && "$@") || fail "cannot be made"
    if diff -rq "$cc" broken >"$work/.out" && [[ -z $linking ]]; then
        fail "the edit changed nothing"
    fi
    for source in $changed; do
        compile broken "benchmarks/families/$source" 2>"$work/.err" || fail "does not compile"
    done
    judge broken
    [[ -n $caught ]] || fail "nobody noticed"
    mutants=$((mutants + 1))
    printf '| %s | %s | %s | %s |\n' "$what" "$cc" "$caught" "${said//|/\\|}"
}

# unseen WHAT WHY SOURCES EDIT...: what nobody can notice, as long as nobody does.
unseen() {
    local what=$1 why=$2 changed=$3
    shift 3
    doing="$cc: $what"
    rm -rf broken && cp -r "$cc" broken
    (cd broken/benchmarks/families && "$@") || fail "cannot be made"
    compile broken "benchmarks/families/$changed" 2>"$work/.err" || fail "does not compile"
    judge broken
    [[ -z $caught ]] || fail "is caught by $caught after all: $said"
    printf '| %s | %s | nobody | %s |\n' "$what" "$cc" "$why"
}

# edit FILE SED: in the tree under way
edit() {
    sed -i -E "$2" "$1"
}

see_callee() {
    edit arg.c 's|^#include "benchmarks/families/arg.h"|&\n#include "benchmarks/families/arg_callee.c"|' && rm arg_callee.o
}

see_noinline_callee() {
    see_callee
    edit arg.h 's/bv_read_##C bv_arg_/static __attribute__((noinline)) &/'
    edit arg_callee.c 's/bv_read_##C bv_arg_/static __attribute__((noinline)) &/'
}

go_cold() {
    edit arg_callee.c 's/^( *)return bv_##READS##_##C##_##N\(&s\);/    if (__builtin_expect(((const char *)\&s)[0] == 77, 0)) { abort(); } &/
        s/^#include "benchmarks.families.arg.h"/&\n#include <stdlib.h>/'
}

# A callee that takes a value gets the object's address, as AArch64 would pass that of a copy.
hand_over() {
    edit null.c 's/^    static void null_##PASS##_##N##_##TWIN\(/    uint64_t bv_null_hidden_##PASS##_##N##_##TWIN(const struct bv_int_##N *) __asm__("bv_null_" #PASS "_" #N "_" #TWIN); &/
        s/bv_null_##PASS##_##N##_##TWIN\(ARGUMENT\)/bv_null_hidden_##PASS##_##N##_##TWIN(p)/'
}

not_allocate() {
    edit null.c 's/bv_acquire_heap\(NULL, sizeof \*s\)/\&(struct bv_int_##N){0}/; s/bv_release_heap\(NULL, s\)/(void)s/'
}

mutate_all() {
    mutants=0
    mutant 'the callee is in sight of the loop' arg see_callee
    mutant 'the callee is in sight, and `noinline`' arg see_noinline_callee
    mutant 'the callee is declared `pure`, and its call leaves the loop' arg \
        edit arg.h 's/( [*]?s\));/\1 __attribute__((pure));/'
    mutant 'the struct goes through a value sink' arg edit arg.c \
        's/ARG_KERNEL\(C, N, READS, value, \*p\)/ARG_KERNEL(C, N, READS, value, ({ struct bv_##C##_##N copy = *p; __asm__ volatile("" : "+m"(copy)); copy; }))/'
    mutant 'the struct is loaded before the loop' arg edit arg.c \
        '/_throughput\(struct/,/latency/s/uint64_t sum = 0;/struct bv_##C##_##N before = *p; &/
         /_latency\(struct/,/^#define/s/uint64_t mask/struct bv_##C##_##N before = *p; &/
         s/READS, value, \*p/READS, value, before/'
    mutant 'the pointer arm passes a copy' arg edit arg.c \
        's/READS, pointer, p\)/READS, pointer, (struct bv_##C##_##N[1]){*p})/'
    mutant 'the value arm passes a pointer' arg edit arg.c 's/"value", arg_value_/"value", arg_pointer_/'
    mutant 'a field of the arm spread goes through memory' arg edit ../spread.h \
        's/(BV_ARGUMENTS_1\(C\)) p->/\1 ({ __typeof__(*p) copy = *p; __asm__ volatile("" : : "m"(copy)); copy; })./'
    [[ $cc != gcc ]] || # clang stores them apart in any case
        mutant 'the fields of a struct that is made are put together' arg edit ../make.h 's/BV_LAUNDER_##C\(field\);//'
    mutant 'both arms are one' arg edit arg.c 's/"pointer", arg_pointer_/"pointer", arg_value_/'
    mutant 'a turn makes two calls' arg edit arg.c \
        's/sum \+= (bv_bits_##C\(bv_arg_.*ARGUMENT\)\));/sum += \1 + \1;/'
    mutant 'calls are made, and their results dropped' arg edit arg.c 's/sum \+= bv_bits/sum = bv_bits/'
    mutant 'the pointer callee reads one field, whatever it should' arg_callee edit arg_callee.c \
        's/bv_##READS##_##C##_##N\(s\)/bv_one_##C##_##N(s)/'
    mutant 'what is returned is not stored back' mutate edit mutate.c \
        's/\*p = (bv_update_value_##N\(\*p\))/(void)\1/'
    mutant 'the heap arm never frees' ret edit ret.c '/free\(s\)/s/free\(s\);//'
    mutant 'the value arm hands over the object itself' null hand_over
    mutant 'what a pointer arm allocates is a local' null not_allocate
    mutant 'the callee of the pointer arm makes a copy' arg_callee edit arg_callee.c \
        's/return bv_##READS##_##C##_##N\(s\);/struct bv_##C##_##N own = *s; __asm__ volatile("" : "+m"(own)); return bv_##READS##_##C##_##N(\&own);/'
    [[ $cc != clang ]] || # gcc loads it anew in any case
        mutant 'a small struct stays in registers from turn to turn' mutate edit mutate.c 's/BV_CLOBBER\(\);//'
    unseen 'the pointer that the callee takes is `restrict`' 'the code is the same: the callee only reads' \
        arg_callee edit arg.h 's/[*]s\)/*restrict s)/'
    unseen 'the pointer arm does other work, too' 'no rule says how long a turn is: the page shows both loops' \
        arg edit arg.c 's/READS, pointer, p\)/READS, pointer, ({ __asm__ volatile("nop; nop; nop; nop"); p; }))/'
    [[ $cc != gcc ]] || # clang does not split functions
        mutant 'the callee is split, a cold part elsewhere' arg_callee go_cold
    linking=-Wl,--icf=all
    mutant 'the linker folds functions of equal code' '' true
    linking=
    ((mutants >= 18)) || fail "only $mutants mutants"
}

more=${2:-}
linking=
printf '| what is broken | compiler | caught by | its first words |\n|---|---|---|---|\n'
for cc in ${COMPILERS:-gcc clang}; do
    command -v "$cc" >/dev/null || continue
    doing="$cc: what is not broken"
    flags="$recorded $more"
    [[ $cc == clang ]] || flags+=' -fno-ipa-icf'
    cp -r plain "$cc"
    if ! compile "$cc" "${sources[@]/#/benchmarks/}" lib/base/status lib/base/random lib/base/sysfile 2>"$work/.err" ||
        ! "$cc" -std=gnu17 -D_GNU_SOURCE -I"$root" "$tests/support/check_layout.c" "$root/benchmarks/check.c" \
            "$root/lib/base/status.c" -o check -ldl 2>"$work/.err"; then
        fail "does not compile"
        continue
    fi
    judge "$cc"
    [[ -z $caught ]] || fail "is caught by $caught: $said"
    mutate_all
done
finish
