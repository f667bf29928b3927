#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# try.sh BUILD: byval try: types and functions of a user, measured or refused with a reason.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
export TMPDIR=$work/tmp
mkdir tmp

cat >geometry.h <<'CODE'
#ifndef GEOMETRY_H
#define GEOMETRY_H
struct vec { double x, y, z; };
struct ray { struct vec from, dir; };
struct list { int count; const char *name; int items[]; };
struct node { struct node *next; int weight; };
union either { int i; double d; };
#endif
CODE
cat >shade.c <<'CODE'
#include "geometry.h"
#include <stdio.h>
#include <unistd.h>
double value(struct ray r, int n) { return r.dir.x + n; }
double pointer(const struct ray *r, int n) { return r->dir.x + n; }
double other(const struct ray *r, int n) { return r->dir.y + n; }
double crash(const struct ray *r, int n) { return *(volatile double *)(r->from.x > 0 ? 8L : 16L) + n; }
double hang(const struct ray *r, int n) { for (;;) pause(); return r->dir.x + n; }
double prints(const struct ray *r, int n) { printf("hello\n"); return r->dir.x + n; }
double writes(const struct ray *r, int n) { ((struct ray *)r)->dir.x += 1; return r->dir.x - 1 + n; }
static double hidden(const struct ray *r, int n) { return r->dir.x + n; }
double caller(const struct ray *r, int n) { return hidden(r, n); }
double fewer(const struct ray *r) { return r->dir.x; }
int weigh(struct node n) { return n.next->weight + n.weight; }
int weigh_at(const struct node *n) { return n->next->weight + n->weight; }
static struct node last = {0, 2};
double either(union either e) { return e.d; }
double either_at(const union either *e) { return e->d; }
struct node make(void) { return (struct node){&last, 1}; }
CODE
ray=(--include geometry.h 'struct ray')

# refuses TEXT WORDS...: no run, and this reason.
refuses() {
    local text=$1
    shift
    run "$byval" try "$@"
    [[ $code == 1 || $code == 2 ]] || fail "exit code $code"
    expect_err "$text"
    expect_silent out
}

refuses "'struct nowhere' is incomplete" 'struct nowhere'
refuses 'flexible array' --include geometry.h 'struct list'
refuses 'size 0' 'struct {}'
refuses '10485760 bytes: more than a stack holds' 'struct { char c[10485760]; }'
refuses 'does not compile; gcc says:' 'struct { double x, y z; }'
refuses 'there is no program' int --cc no-such-compiler
refuses "'dir.w' is no scalar of 'struct ray'; it has: from.x from.y from.z dir.x" "${ray[@]}" --reads dir.w
printf 'struct bad {\n    int x;\n    nonsense y;\n};\n' >bad.h
refuses 'bad.h:3:5: error: unknown type name' --include bad.h 'struct bad'

own=("${ray[@]}" --value value --from shade.c --pointer)
refuses 'crash crashes (killed by SIGSEGV)' "${own[@]}" crash
refuses "prints prints ('hello')" "${own[@]}" prints
refuses 'writes writes through its pointer' "${own[@]}" writes
refuses 'value and other give different results' "${own[@]}" other
refuses 'static or inline' "${own[@]}" hidden
refuses 'not alike' "${own[@]}" fewer
refuses 'there is no such function' "${own[@]}" nobody
refuses 'weigh crashes (killed by SIGSEGV): its object has bytes from the seed, and pointers are null' \
    --include geometry.h 'struct node' --value weigh --pointer weigh_at --from shade.c
refuses 'hang hangs' "${own[@]}" hang

# A build of somebody's: found by the end of its path; and not found.
mkdir bld
cat >bld/compile_commands.json <<JSON
[{"directory": "$work", "command": "/opt/ccache gcc -O1 -MD -MF x.d -flto -o x.o -c src/shade.c", "file": "src/shade.c"}]
JSON
refuses 'has no file src/nothing.c; it has: src/shade.c' -p bld --like src/nothing.c int
refuses 'CMAKE_EXPORT_COMPILE_COMMANDS' -p nowhere --like shade.c int

doing='what a refusal leaves'
[[ -z $(ls -A tmp) ]] || fail "leaves $(ls tmp)"

# What is measured: a bundle that all other commands read.
measure=(--budget 0.5 --quiet --seed 1)
run "$byval" try -p bld --like shade.c "${ray[@]}" --reads dir.x,from.y "${measure[@]}" --out kept
expect_code 0
expect_out 'ray: 48 B, aligned to 8, 6 scalars' 'gcc' ' -O1;' 'reads dir_x_and_from_y' 'new from malloc' 'So: ' \
    'note: -flto is left out'
expect_silent err
jq -e '[.benchmarks[].name | select(test("^arg/type:ray/reads:dir_x_and_from_y/.*pass:spread$"))] | length > 0' \
    kept/run.json >/dev/null || fail "no spread arm"
jq -e '[.benchmarks[].name | select(test("^ret/type:ray/.*pass:heap$"))] | length > 0' kept/run.json >/dev/null ||
    fail "returns nothing from malloc"
jq -e '.cases | length > 5 and ([.[].arms[].violations? // [] | length] | add) == 0' kept/audit.json >/dev/null ||
    fail "the audit complains: $(jq -c '[.cases[].arms[].violations // empty]' kept/audit.json)"
run "$byval" report kept --quiet
expect_code 0
run "$byval" compare kept kept
expect_code 0
run "$byval" verify kept
expect_code 0

mkdir "a 'b\" c"
printf 'typedef struct { int x, y; } point;\n' >"a 'b\" c/p.h"
run "$byval" try --include "a 'b\" c/p.h" point --cc gcc --cc clang --reads all "${measure[@]}" --out both
expect_code 0
expect_out 'by value: in registers' 'gcc ' 'clang '
[[ $(find both -name run.json | wc -l) == 2 ]] || fail "not two bundles"

run "$byval" try --include geometry.h 'struct node' --value weigh --pointer weigh_at --from shade.c --make make \
    "${measure[@]}"
expect_code 0
expect_out 'your functions' 'new on the stack'

# The second member of a union, which nothing but a user's function reads.
run "$byval" try --include geometry.h 'union either' --value either --pointer either_at --from shade.c "${measure[@]}"
expect_code 0

run "$byval" try 'struct { _Alignas(64) int x; }' --reads one --cflags -O0 "${measure[@]}"
expect_code 0
expect_out 'aligned to 64' 'VOID: compiled without optimisation' 'allocators align to 16'
if grep -q 'new from' .out; then fail "allocates what is aligned to 64"; fi
if grep -q '^So: ' .out; then fail "advises by what is void"; fi

run "$byval" try "struct { _Complex double z; _Bool b; unsigned f : 3, g : 7; long double l; enum { A } e; void (*fn)(void);
    int m[2][3]; union { int i; float r; }; float v __attribute__((vector_size(16))); }" "${measure[@]}"
expect_code 0
expect_out 'reads all' 'returned'
if grep -q doubtful .out; then fail "the audit complains"; fi

run "$byval" try --language c++ --include '<memory>' 'std::unique_ptr<int>' --reads one "${measure[@]}"
expect_code 0
expect_out 'not trivially copyable: passed by address of a temporary' 'rvalue' 'So: '

# A member that lies over half of another.
run "$byval" try 'union { char c; int v[2]; }' --reads one "${measure[@]}"
expect_code 0
expect_out '8 B, aligned to 4' 'So: '

# Members that no assignment may change.
run "$byval" try 'struct { const int id; const double at[3]; char tag; }' --reads all "${measure[@]}"
expect_code 0
expect_out '40 B, aligned to 8, 5 scalars' 'new from malloc' 'So: '

# Enumerations, which C++ makes of no number by itself.
printf 'enum class color : unsigned char { red };\nenum kind { one };\nstruct pixel { color c; kind k; int x; };\n' >pixel.hpp
run "$byval" try --language c++ --include pixel.hpp pixel --reads x "${measure[@]}"
expect_code 0
expect_out 'pixel: 12 B' 'So: '

# A name that the standard library has, too; an object that bytes do not make; and code before main.
printf '#include <string>\nstruct Name { std::string text; };\n' >name.hpp
cat >name.cc <<'CODE'
#include "name.hpp"
static std::string text = "a text that is long enough to be allocated";
Name make() { return Name{text + "!"}; }
int length(Name n) { return (int)n.text.size(); }
int length_at(const Name &n) { return (int)n.text.size(); }
CODE
run "$byval" try --language c++ --include name.hpp Name --value length --pointer length_at --from name.cc --make make \
    "${measure[@]}"
expect_code 0
expect_out 'passed by address of a temporary' 'your functions'

doing='Ctrl-C'
set -m
"$byval" try "${ray[@]}" --budget 60 --quiet >.out 2>.err </dev/null &
pid=$!
set +m
until compgen -G 'tmp/byval-try-*/bundle/rows.jsonl' >/dev/null; do sleep 0.05; done
kill -INT "$pid"
await
expect_code 1
expect_err 'interrupted'
[[ -z $(ls -A tmp) ]] || fail "leaves $(ls tmp)"
finish
