#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# faults.sh BUILD: blocks that die, talk nonsense or compute nonsense: recorded, run again, labelled;
# the sound cases are measured all the same.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
export BYVAL_KERNELS=$build/fault_kernels.so

# measure FOLDER HOW: 3 blocks of the sound cases and of those that misbehave in this way
measure() {
    run "$byval" run --preset full --spacing 0 --budget 10m --blocks 3:3 --quiet --seed 7 --out "$1" \
        --filter "^sound/|^fault/how:($2)/"
}

# case_of FOLDER NAME KEY: what run.json says of a case
case_of() {
    jq -r ".context.byval.cases[] | select(.name == \"$2\") | .$3" "$1/run.json"
}

# expect_label FOLDER CASE STATE TEXT: the case has this state and a reason that holds TEXT
expect_label() {
    [[ $(case_of "$1" "$2" state) == "$3" ]] || fail "$2 is $(case_of "$1" "$2" state)"
    [[ $(case_of "$1" "$2" reason) == *"$4"* ]] || fail "$2: $(case_of "$1" "$2" reason)"
}

# expect_event FOLDER INDEX TEXT
expect_event() {
    local said
    said=$(jq -r ".context.byval.events[$2].what" "$1/run.json")
    [[ $said == *"$3"* ]] || fail "event $2: $said"
}

# Those that fail a second time in the same way: how, and what is said of it.
while read -r how what; do
    measure "$how" "$how"
    expect_code 1
    expect_silent out
    expect_err "byval run: fault/how:$how/size:8: $what"
    expect_bundle "$how" stopped=blocks blocks=3 events=2 failed:1 open:2
    expect_label "$how" "fault/how:$how/size:8" failed "twice in block 0"
    expect_event "$how" 0 "block 0: $what"
    expect_event "$how" 0 ", during fault/how:$how/size:8; its rows are dropped"
done <<END
crash killed by SIGSEGV before it was done
killed killed by SIGKILL before it was done
leave exit code 0 before it was done
garbage said '}{\x01\xff', which is not JSON
endless_line said 1048576 bytes without a newline
END

# Two in one run: each is found out, and the rest is measured.
measure two 'crash|killed'
expect_code 1
expect_bundle two stopped=blocks blocks=3 events=4 failed:2 open:2

# One that hangs: the run ends by itself. Its minute of silence is a few seconds here.
if [[ -e $build/faulty_calls.so ]]; then
    LD_PRELOAD=$build/faulty_calls.so BYVAL_FAULT=fast:30 measure hang hang
    expect_code 1
    expect_silent out
    expect_err "byval run: fault/how:hang/size:8: said nothing for 60 s, twice in block 0"
    expect_bundle hang stopped=blocks blocks=3 events=2 failed:1 open:2
    expect_label hang fault/how:hang/size:8 failed "said nothing for 60 s, twice in block 0"
    expect_event hang 0 "block 0: said nothing for 60 s, during fault/how:hang/size:8; its rows are dropped"
else
    echo "not tried: time cannot be hurried before a sanitizer's clock"
fi

# Died once: not the case's fault.
BYVAL_FAULT_MARKER=$work/marker measure once once
expect_code 0
expect_silent out err
expect_bundle once stopped=blocks blocks=3 events=1 failed:0 open:3
expect_event once 0 "killed by SIGKILL before it was done, during fault/how:once/size:8"
expect_event once 0 "it is run again"

# Wrong checksums: no second try, for chance has no part in them.
measure wrong wrong
expect_code 1
expect_err "fault/how:wrong/size:8: case fault/how:wrong/size:8: after 1 calls arm good gives checksum 1, arm bad 2; they do not do the same work"
expect_bundle wrong stopped=blocks blocks=3 events=0 failed:1 open:2
measure lazy lazy
expect_code 1
expect_err "arm bad gives checksum 2a for 1 calls and for 7; does it make its calls?"
expect_bundle lazy events=0 failed:1 open:2

# What cannot run here is no failure; the reasons stand in the file.
run "$byval" run --preset full --spacing 0 --budget 10m --blocks 2:2 --out limit --filter '^(sound|limit)/'
expect_code 0
expect_out "4 cases in 2 blocks" "0 failed, 2 unavailable"
expect_bundle limit blocks=2 events=0 unavailable:2 open:2
expect_label limit limit/of:site/size:8 unavailable "this machine has no such site"
expect_label limit limit/of:stack/size:8 unavailable "raise it with ulimit -s"

# Nothing that can be measured: said as such, and the bundle says why.
run "$byval" run --preset full --spacing 0 --budget 10m --out none --filter '^fault/how:crash/'
expect_code 1
expect_err "no case could be measured; fault/how:crash/size:8: killed by SIGSEGV before it was done, twice in block 0"
expect_bundle none blocks=0 failed:1
run "$byval" run --preset full --spacing 0 --budget 10m --out none2 --filter '^limit/'
expect_code 1
expect_err "no case could be measured; limit/of:s"
expect_bundle none2 unavailable:2

# Blocks that cannot begin at all are nobody's fault but the machine's.
objcopy --remove-section=.rela.text "$build/fault_kernels.so" broken.so
BYVAL_KERNELS=$work/broken.so run "$byval" run --preset full --spacing 0 --budget 10m --blocks 4:4 --quiet \
    --out broken.run --filter '^sound/'
expect_code 1
expect_err "block 0 failed twice before its first case" \
    "broken.so: has no relocations of its code: it was linked without --emit-relocs; remove it, and make builds it anew" \
    "0 blocks are kept; byval run --resume broken.run goes on"
expect_bundle broken.run journal blocks=0 events=2
cp "$build/fault_kernels.so" broken.so
BYVAL_KERNELS=$work/broken.so run "$byval" run --resume broken.run
expect_code 1
expect_err "broken.run: cannot go on: kernel_hash was '"
head -c 5000 "$build/fault_kernels.so" >broken.so
BYVAL_KERNELS=$work/broken.so run "$byval" run --out x --filter '^sound/'
expect_code 1
expect_err "$work/broken.so: is no kernel library, or cut short; remove it, and make builds it anew"
BYVAL_KERNELS=$work/nowhere run "$byval" run --out x --filter '^sound/'
expect_code 1
expect_err "BYVAL_KERNELS=$work/nowhere: No such file or directory"
mkdir empty
run "$byval" run --build empty --out x
expect_code 1
expect_err "empty/kernels.so: No such file or directory; build byval anew"
expect_nothing x
finish
