#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# large_program.sh FOLDER UNITS...: FOLDER/program-UNITS, of so many units, each with some 1.4 MB of DWARF, a thousand types,
# and two thousand functions that pass and copy them. The units are one that is compiled once, linked so many times.
set -euo pipefail
out=$1
shift
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
awk 'BEGIN {
    print "#include <string.h>\nstruct list { struct list *next; long words[4]; };"
    for (i = 0; i < 1000; i++) {
        printf "struct type_%d { long first[%d]; struct list *list; %s *before; union { int i; float f; } u; };\n",
            i, i % 60 + 2, (i > 0 ? "struct type_" (i - 1) : "void")
        printf "typedef struct type_%d type_%d_t;\n", i, i
        printf "static inline long sum_%d(const type_%d_t *t) { long s = 0; for (int i = 0; i < %d; i++) s += t->first[i]; return s; }\n",
            i, i, i % 60 + 2
        printf "static __attribute__((noinline, used)) long take_%d(type_%d_t t) { return sum_%d(&t) + t.u.i; }\n", i, i, i
        printf "static __attribute__((noinline, used)) long call_%d(type_%d_t *to, const type_%d_t *from, int n) {\n", i, i, i
        printf "    long s = 0;\n    for (int k = 0; k < n; k++) {\n        to[k] = from[n - k];\n        s += take_%d(to[k]);\n", i
        printf "        if (s %% 7 == 3) s += sum_%d(from + k);\n    }\n    return s;\n}\n", i
    }
}' >"$folder/unit.c"
gcc -g -O2 -w -c -o "$folder/unit.o" "$folder/unit.c"
echo 'int main(void) { return 0; }' >"$folder/main.c"
gcc -g -O2 -c -o "$folder/main.o" "$folder/main.c"
for units in "$@"; do
    objects=()
    for ((i = 0; i < units; i++)); do
        ln -f "$folder/unit.o" "$folder/unit_$i.o"
        objects+=("$folder/unit_$i.o")
    done
    gcc -fuse-ld=lld -o "$out/program-$units" "$folder/main.o" "${objects[@]}"
done
