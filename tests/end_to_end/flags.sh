#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# flags.sh BUILD: the kernels under other compilers and flags: how many cases break a rule of the audit, and which.
# Prints a table: docs/KERNELS.md shows it. Run by hand: each build takes a minute.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
root=$(dirname "$tests")
touch "$work/.out" "$work/.err"
printf '| flags | compiler | cases | break a rule | of which families and arms |\n|---|---|---|---|---|\n'
for flags in -O1 -O2 -Os -O3 '-O3 -march=native' '-O2 -march=native -funroll-loops'; do
    for cc in gcc clang; do
        command -v $cc >/dev/null || continue
        doing="$cc $flags"
        if ! cmake -S "$root" -B build -G Ninja -DCMAKE_C_COMPILER=$cc -DBYVAL_KERNEL_FLAGS="$flags" \
            -DBYVAL_TESTS=OFF >"$work/.out" 2>&1 ||
            ! cmake --build build --target kernels >"$work/.out" 2>&1; then
            fail "is not built"
            continue
        fi
        run "$byval" audit --kernels build/kernels.so --quiet --out audit.json
        ((code == 0 || code == 1)) || fail "is not audited"
        jq -r --arg flags "$flags" '[.cases[] | select([.arms[].violations[]] != [])] as $broken |
            [$broken[] | (.name | split("/")[0]) as $family | .arms[] | select(.violations != []) |
                "\($family) \(.name)"] as $arms |
            [$arms | group_by(.)[] | "\(.[0]): \(length)"] as $of |
            "| \($flags) | \(.byval_audit.compiler) | \(.cases | length) | \($broken | length) | \($of | join(", ")) |"' \
            audit.json || fail "cannot be counted"
        rm -rf build audit.json
    done
done
finish
