#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# memcheck.sh BUILD: byval and its blocks under valgrind: no invalid access, nothing unset, no leak.
# shellcheck source=tests/expect.sh
source "$(dirname "$0")/expect.sh"
command -v valgrind >/dev/null || skip "valgrind is not installed"

# memcheck COMMAND...: what valgrind finds is exit code 9, and on standard error.
memcheck() {
    run valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect \
        "$@"
    # hwloc says that it will not ask such a processor.
    sed -i '/^hwloc x86 backend cannot work under Valgrind/,/^and reloading them/d' .err
}

# A block must have the C library's own malloc, which valgrind then leaves alone. It cannot start
# /proc/self/exe, so that a preloaded posix_spawnp puts this in its place.
cat >block <<END
#!/bin/sh
exec valgrind --quiet --error-exitcode=9 --soname-synonyms=somalloc=nouserintercepts "$byval" "\$@"
END
chmod +x block
in_both() {
    memcheck env LD_PRELOAD="$build/faulty_calls.so" BYVAL_FAULT="self:$work/block" "$@"
}

# Two layouts will do: what they hold is read whole.
mkdir layouts
cp "$build"/layouts/0[01].so layouts
export BYVAL_LAYOUTS=$work/layouts
cases='^(null/kind:same/of:value/size:8|arg/class:packed/reads:all/mode:throughput/site:stack/size:17|churn/site:pool/life:lifo/calls:1/size:64)$'

in_both "$byval" run --profile full --filter "$cases" --apart 0 --budget 10m --blocks 1:1 --quiet --out bundle
expect_code 0
expect_silent out err
expect_bundle bundle stopped=blocks blocks=1 events=0

# tried CODE WORD...: byval ends so, and valgrind finds nothing
tried() {
    local expected=$1
    shift
    memcheck "$byval" "$@"
    expect_code "$expected"
}
tried 0 report --quiet --out page bundle
expect_silent err
tried 0 export --format csv bundle
tried 0 list --profile full
tried 0 doctor
tried 1 run --resume bundle
tried 1 report --out page nowhere
tried 2 export --format none bundle
tried 0 audit --quiet --filter '^null/' --out null.json
expect_silent err
finish
