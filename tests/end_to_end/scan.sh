#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scan.sh BUILD: byval scan finds what was planted in a program, and nothing else, whatever compiler made it.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
planted=$tests/scan/planted.c

# planted_copies [SOURCE]: LINE BYTES of what the source says
planted_copies() {
    grep -n '/\* copies [0-9]* \*/' "${1:-$planted}" | sed 's/^\([0-9]*\):.*copies \([0-9]*\) .*/\1 \2/' | sort -n
}

# found_copies: LINE BYTES of what scan.json says
found_copies() {
    jq -r '.rows[] | select(.kind == "copy") | "\(.line) \(.bytes * .sites)"' scan.json | sort -n
}

# Each compiler and its flags: all twenty, at their lines, and no other of more than 16 bytes.
[[ $(planted_copies | wc -l) == 20 ]] || fail "$(planted_copies | wc -l) copies are planted"
while read -r compiler flags; do
    doing="scan of $compiler $flags"
    command -v "$compiler" >/dev/null || continue
    # shellcheck disable=SC2086
    "$compiler" -g -w $flags -o program "$planted" || { fail "does not compile"; continue; }
    run "$byval" scan --quiet --json scan.json program
    expect_code 0
    expect_silent out err
    diff <(planted_copies) <(found_copies) >difference || fail "planted < and found >: $(cat difference)"
    # Into functions: each parameter goes once, and the caller's code copies all of it.
    [[ $(jq -c '[.rows[] | select(.kind == "parameter") | [.function, .bytes, .sites, .copying_sites, .copied_bytes]] | sort_by(.[1])' scan.json) == \
        '[["take24",24,1,1,24],["take40",40,1,1,40],["take72",72,1,1,72],["take344",344,1,1,344],["take2048",2048,1,1,2048]]' ]] ||
        fail "$(jq -c '.rows[] | select(.kind == "parameter")' scan.json)"
    [[ $(jq -c '[.rows[] | select(.kind == "result") | [.function, .type, .bytes, .passing]] | sort' scan.json) == \
        '[["give408","struct s408",408,"hidden"],["give56","struct s56",56,"hidden"]]' ]] || fail "results"
    # What surrounds a copy.
    said=$(jq -c '[.rows[] | select(.kind == "copy" and (.bytes | IN(200, 104, 344, 320))) |
        [.bytes, .function, .inlined, .type, .type_is_guess, .in_loop]] | sort' scan.json)
    [[ $said == *'[104,"loops",null,"struct s104",true,true]'* ]] || fail "$said"
    [[ $said == *'[200,"inlines","inlined","struct s200",true,false]'* ]] || fail "$said"
    [[ $said == *'[320,"turns",null,null,false,false]'* ]] || fail "$said"
    [[ $said == *'"work","struct s344",false,true]'* || $said == *'[344,"work",null,"struct s344",false,true]'* ]] || fail "$said"
done <<'END'
gcc -O2
clang -O2
gcc -O2 -gdwarf-4 -gz -fno-plt
aarch64-linux-gnu-gcc -O2
END
strategies=$(jq -r '[.rows[] | select(.kind == "copy") | .strategy] | unique | join(" ")' scan.json)
[[ ! -x $(command -v aarch64-linux-gnu-gcc) || $strategies == "loop memcpy moves" ]] || fail "strategies $strategies"

# Loops with a constant count: as many turns as the condition that ends them allows, and none where it is not known.
for compiler in gcc clang aarch64-linux-gnu-gcc; do
    doing="turns, by $compiler"
    command -v "$compiler" >/dev/null || continue
    "$compiler" -g -O1 -o turns "$tests/scan/turns.c" || { fail "does not compile"; continue; }
    run "$byval" scan --quiet --json scan.json turns
    expect_code 0
    diff <(planted_copies "$tests/scan/turns.c" | if [[ $compiler == aarch64* ]]; then sed '1,14d'; else head -n 14; fi) \
        <(found_copies) >difference || fail "planted < and found >: $(cat difference)"
    [[ $(jq -r '[.rows[] | select(.kind == "copy") | .strategy] | unique | join(" ")' scan.json) == loop ]] || fail "strategies"
done

# To where nobody knows the alignment: the first word, the last one, and what lies between from an aligned place on; but
# no length that data decides.
cat >far.c <<'END'
#include <string.h>
struct ends { long first, words[40], last; };
__attribute__((noipa)) void far(char *to, const char *from) { memcpy(to, from, 1000); }
__attribute__((noipa)) void some(struct ends *to, const struct ends *from, size_t count)
{
    to->first = from->first;
    void *t = to->words;
    const void *f = from->words;
    __asm__ volatile("rep movsb" : "+D"(t), "+S"(f), "+c"(count) : : "memory");
    to->last = from->last;
}
int main(void) { return 0; }
END
doing="a target of unknown alignment"
gcc -g -O2 -o far far.c
run "$byval" scan --quiet --csv - far
expect_code 0
[[ $(grep -c '^copy,' .out) == 1 ]] || fail "not one copy"
expect_out 'copy,1000,,1,,1000,,rep movs,0'

# Words that come on the stack are no struct unless one is among the parameters.
cat >handed.c <<'END'
#include <stdarg.h>
#ifdef __clang__
#define APART __attribute__((noinline))
#else
#define APART __attribute__((noipa))
#endif
struct s40 { long words[5]; } kept;
#define WORDS long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l, long m, long n
APART long last(WORDS) { return a + b + c + d + e + f + g + h + i + j + k + l + m + n; }
APART long hands(WORDS) { return 1 + last(b, a, c, d, e, f, g, h, i, j, k, l, m, n); }
APART long takes(struct s40 s) { return s.words[0] + s.words[4]; }
APART long hands_on(struct s40 s) { return 1 + takes(s); }
APART void keeps(struct s40 s) { kept = s; }
APART void keeps_any(int count, ...)
{
    va_list list;
    va_start(list, count);
    kept = va_arg(list, struct s40);
    va_end(list);
}
int main(void)
{
    keeps_any(1, kept);
    keeps(kept);
    return (int)(hands(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14) + hands_on(kept));
}
END
for compiler in gcc clang aarch64-linux-gnu-gcc; do
    doing="what comes on the stack, by $compiler"
    command -v "$compiler" >/dev/null || continue
    "$compiler" -g -O2 -o handed handed.c || { fail "does not compile"; continue; }
    run "$byval" scan --quiet --json scan.json handed
    expect_code 0
    copying=$(jq -r '[.rows[] | select(.kind == "copy" and .function != "main") | .function] | sort | join(" ")' scan.json)
    [[ $copying == 'hands_on keeps keeps_any' ]] || fail "$copying copy"
done

# The table, and what is left out of it.
gcc -g -w -O2 -o program "$planted"
run "$byval" scan program
expect_code 0
expect_silent err
expect_out "program: " "x86-64, DWARF 5" "By value into and out of functions" "take344: s" "Block copies in the code"
run "$byval" scan --rows 3 program
expect_out "(the first 3 of 7; --rows 0 shows all)"
run "$byval" scan --least 500 --type s2048 --function 'take|work' --path planted program
expect_out take2048 "main < work"
grep -q -e take344 -e assign512 .out && fail "a filter lets something through"
run "$byval" scan --quiet --csv - --least 4096 program
[[ $(wc -l <.out) == 2 ]] || fail "$(cat .out)"
expect_out '"assign4096"'
run "$byval" scan --quiet --run none --html page.html program
expect_code 0
[[ $(grep -c '<tr><td' page.html) == 27 && $(grep -c 'data-value="4096">4096</td>' page.html) == 1 ]] || fail "the page"
run "$byval" scan --html program program
expect_code 1
expect_err "program"
run "$byval" scan --type '(' program
expect_code 2
expect_err "--type: '(' is no regular expression"

# C++: what runs code to be copied goes by address, whatever its size.
for compiler in g++ clang++; do
    $compiler -g -O1 -shared -fPIC -o other.so "$tests/scan/other.cc"
    run "$byval" scan --quiet --json scan.json other.so
    expect_code 0
    said=$(jq -r '.rows[] | select(.kind == "parameter") | "\(.function) \(.bytes) \(.passing)"' scan.json | sort)
    [[ $said == 'mesh::by_address(mesh::counted) 56 hidden
mesh::by_base(mesh::derived) 48 hidden
mesh::by_default(mesh::defaulted) 32 stack
mesh::by_value(mesh::plain) 72 stack
void mesh::generic<mesh::plain>(mesh::plain) 72 stack' ]] || fail "$compiler: $said"
done

# Words.
run "$byval" scan
expect_code 2
expect_err "byval scan: name one program"
run "$byval" scan program program
expect_code 2
run "$byval" scan --least x program
expect_code 2
run "$byval" scan --json program program
expect_code 1
expect_err "program"
finish
