#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# memcheck.sh BUILD: byval and its blocks under valgrind: no invalid access, nothing unset, no leak.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
command -v valgrind >/dev/null || skip "valgrind is not installed"

# A block must have the C library's own malloc, which valgrind then leaves alone. A preloaded
# posix_spawnp puts this in the block's place.
cat >block <<END
#!/bin/sh
exec valgrind --quiet --error-exitcode=9 --soname-synonyms=somalloc=nouserintercepts "$build/byval-block" "\$@"
END
chmod +x block
in_both() {
    memcheck env LD_PRELOAD="$build/faulty_calls.so" BYVAL_FAULT="block:$work/block" "$@"
}

cases='^(null/kind:same/of:value/size:8|arg/class:packed/reads:all/mode:throughput/site:stack/size:17|churn/site:pool/life:lifo/calls:1/size:64)$'

in_both "$byval" run --preset full --filter "$cases" --spacing 0 --budget 10m --blocks 1:1 --quiet --out bundle
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
tried 0 list --preset full
tried 0 doctor
tried 1 run --resume bundle
tried 1 report --out page nowhere
tried 2 export --format none bundle
tried 0 audit --quiet --filter '^null/' --out null.json
expect_silent err
# What counts runs under callgrind, and so outside this valgrind.
tried 0 count --preset full --filter '^null/kind:same/of:value/size:8$' --out counts.json
tried 0 compare --out page2 bundle bundle
tried 0 compare --json bundle bundle
mkdir again && jq -c '.context.byval.run.seed += 1' bundle/run.json >again/run.json
tried 0 compare --trend bundle bundle again
tried 0 verify bundle
tried 0 contribute --out gift bundle
for format in gbench go bmf lint; do tried 0 export --format $format bundle; done
finish
