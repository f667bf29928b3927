#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# escape_removed.sh KERNELS COMPILER VERSION FLAGS: which blocks of family escape did the compiler
# do without?
#
# KERNELS is their library; COMPILER, VERSION and FLAGS are CMake's words for what built the kernels.
# Prints a table of shapes and sizes: `removed` where the machine code of the arm `local` obtains no
# block, `kept` where it does. Where docs/KERNELS.md has a column for this compiler, the two must
# agree, shape by shape. Exit code 77: it has none, or the code cannot be judged.
set -eu

if [ $# -ne 4 ]; then
    echo "usage: escape_removed.sh KERNELS COMPILER-ID VERSION KERNEL-FLAGS" >&2
    exit 2
fi
kernels=$1
case $2 in
GNU) compiler="gcc ${3%%.*}" ;;
Clang) compiler="clang ${3%%.*}" ;;
*) compiler="$2 ${3%%.*}" ;;
esac
flags=$4
document=$(dirname "$0")/../../docs/KERNELS.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if nm -D "$kernels" | grep -q -e __asan_ -e __ubsan_; then
    echo "skipped: the kernels are instrumented by sanitizers"
    exit 77
fi

# A line "ARM SIZE SHAPE CALLS" a kernel; calls of what obtains blocks, by whatever instruction.
objdump -d --no-show-raw-insn "$kernels" | awk '
    /^[0-9a-f]+ <.*>:$/ {
        name = $2; gsub(/[<>:]/, "", name)
        kernel = name ~ /^escape_[a-z]+_[0-9]+_[a-z]+$/
        if (kernel) calls[name] += 0
        next
    }
    kernel && /<(malloc|calloc|realloc)[@>]/ { calls[name]++ }
    END { for (name in calls) { split(name, part, "_"); print part[2], part[3], part[4], calls[name] } }
' >"$work/kernels"

# The table, and what it comes to: a line "SHAPE: VERDICT" each. An arm that must call and does not,
# or the other way round, says that this script does not see what it should.
awk -v verdicts="$work/verdicts" -v compiler="$compiler" '
    { calls[$1, $2, $3] = $4; shapes[$3] = 1; if (!($2 in seen)) { seen[$2] = 1; size[++sizes] = $2 + 0 } }
    END {
        for (i = 1; i <= sizes; i++)
            for (j = i + 1; j <= sizes; j++)
                if (size[j] < size[i]) { swap = size[i]; size[i] = size[j]; size[j] = swap }
        printf "%-12s", compiler
        for (i = 1; i <= sizes; i++) printf "%8d B", size[i]
        print ""
        for (shape in shapes) {
            line = sprintf("%-12s", shape)
            removed = 0; upto = 0; straight = 1
            for (i = 1; i <= sizes; i++) {
                if (!(("local", size[i], shape) in calls) || calls["escaping", size[i], shape] < 1 ||
                    calls["stack", size[i], shape] != 0) {
                    printf "%s, %d B: arms are missing, or do not do what they are there for\n",
                        shape, size[i]
                    bad = 1
                }
                if (calls["local", size[i], shape] == 0) {
                    straight = straight && removed == i - 1
                    removed++; upto = size[i]
                }
                line = line sprintf("%10s", calls["local", size[i], shape] ? "kept" : "removed")
            }
            print line | "sort"
            verdict = removed == 0 ? "kept" : removed == sizes ? "removed" : \
                straight ? "removed up to " upto " B" : "removed at some sizes"
            print shape ": " verdict | "sort >" verdicts
        }
        exit bad || sizes < 2
    }' "$work/kernels"

if [ "$flags" != -O2 ]; then
    echo "skipped: the kernels were built with $flags; docs/KERNELS.md speaks of -O2"
    exit 77
fi
awk -F ' *[|] *' -v compiler="$compiler" '
    $2 == "`escape`, shape" { for (i = 3; i < NF; i++) if ($i == compiler) column = i; inside = 1; next }
    !/^[|]/ { inside = 0 }
    inside && column && $2 !~ /^-/ { print $2 ": " $column }' "$document" | sort >"$work/documented"
if [ ! -s "$work/documented" ]; then
    echo "skipped: docs/KERNELS.md says nothing of $compiler"
    exit 77
fi
if ! diff "$work/documented" "$work/verdicts"; then
    echo "docs/KERNELS.md (<) and the machine code (>) disagree about $compiler"
    exit 1
fi
echo "$(wc -l <"$work/verdicts") shapes as docs/KERNELS.md has them for $compiler"
