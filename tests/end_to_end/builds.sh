#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# builds.sh BUILD: runs of several builds take turns block by block, each with a bundle of its own; they
# are interrupted, resumed and spoilt one by one.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

# plant FOLDER: a build folder with kernels of its own: what stands behind the library is nobody's.
plant() {
    mkdir -p "$1"
    { cat "$build/kernels.so" && echo "$1"; } >"$1/kernels.so"
}
plant 'one build'
plant two
plant three
words="--preset full --filter $small --spacing 0 --budget 10m"

blocks_of() {
    jq '.context.byval.blocks | length' "$1/run.json"
}

# shellcheck disable=SC2086
run "$byval" run $words --blocks 4:4 --quiet --build 'one build' --build two --build three --out all
expect_code 0
expect_silent out err
bundles=(all/*)
((${#bundles[@]} == 3)) || fail "not three bundles: ${bundles[*]}"
[[ ${bundles[0]} =~ ^all/(gcc|clang)-[0-9.]+-o[0-9]$ && ${bundles[1]} == "${bundles[0]}+2" ]] ||
    fail "their names are ${bundles[*]}"
for bundle in "${bundles[@]}"; do
    expect_bundle "$bundle" stopped=blocks blocks=4 events=0
    jq -S '.context.byval.machine.key | del(.kernel_hash)' "$bundle/run.json" >key
    [[ ! -e first ]] || cmp -s key first || fail "$bundle saw another machine"
    mv key first
    jq -c '[.context.byval.blocks[] | {block, layout, regime}], [.benchmarks[].name]' \
        "$bundle/run.json" >plan
    [[ ! -e plan.first ]] || cmp -s plan plan.first || fail "$bundle followed another plan"
    mv plan plan.first
done
[[ $(jq -r .context.byval.machine.key.kernel_hash all/*/run.json | sort -u | wc -l) == 3 ]] ||
    fail 'not three kernels'

# Interrupted, none is more than a block ahead; the command that is printed goes on with all.
mkdir stopped
# shellcheck disable=SC2086
begin "stopped/${bundles[0]#all/}" 2 "$byval" run $words --spacing 0.2 --blocks 10:10 --build 'one build' --build two \
    --out stopped
kill -INT "$pid"
await
expect_code 1
expect_err 'interrupted; what was measured is whole; byval run --resume stopped/' \
    " --build 'one build' --build two goes on"
a=stopped/${bundles[0]#all/} b=stopped/${bundles[0]#all/}+2
ahead=$(($(blocks_of "$a") - $(blocks_of "$b")))
((ahead >= -1 && ahead <= 1)) || fail "one is $ahead blocks ahead"
run "$byval" run --resume "$b" --resume "$a" --quiet
expect_code 1
expect_err 'kernel_hash was'
run "$byval" run --resume "$a" --resume "$b" --build three --quiet
expect_code 1
expect_err "$a: cannot go on: none of the builds has the kernels that it measured"
run "$byval" run --resume "$b" --resume "$a" --build 'one build' --build two --quiet
expect_code 0
expect_bundle "$a" stopped=blocks blocks=10 events=0
expect_bundle "$b" stopped=blocks blocks=10 events=0

# A build that cannot be measured ends, and the others go on.
plant broken
objcopy --remove-section=.rela.text broken/kernels.so
# shellcheck disable=SC2086
run "$byval" run $words --blocks 4:4 --quiet --seed 1 --build broken --build two --out spoilt
expect_code 1
expect_err 'failed twice before its first case' 'without --emit-relocs' ' kept; ' "byval run --resume spoilt/${bundles[0]#all/} --build broken"
expect_bundle "spoilt/${bundles[1]#all/}" stopped=blocks blocks=4

# What cannot begin leaves nothing behind.
# shellcheck disable=SC2086
run "$byval" run $words --build two --build nowhere --out none
expect_code 1
expect_err 'nowhere/kernels.so: No such file or directory'
expect_nothing none
# shellcheck disable=SC2086
run "$byval" run $words --build two --build three
expect_code 2
expect_err 'several builds need --out DIR'
mkdir -p taken/"${bundles[1]#all/}"/full
# shellcheck disable=SC2086
run "$byval" run $words --build two --build three --out taken
expect_code 1
expect_err 'exists and is not an empty folder'
expect_nothing taken/"${bundles[0]#all/}"
# shellcheck disable=SC2086
run "$byval" run $words --blocks 1:1 --quiet --build two --out single
expect_code 0
expect_bundle single blocks=1
finish
