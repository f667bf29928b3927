#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# shaken.sh BUILD: a machine that changes under a run: calls that fail or are interrupted, a slow disk,
# a clock that jumps, memory that ends, a CPU that is taken away, readers that are slow or gone.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
export BYVAL_KERNELS=$build/fault_kernels.so
words='--preset full --filter ^sound/ --spacing 0 --budget 10m --quiet'

# shaken FAULT COMMAND...: with calls that go so; see faulty_calls.c.
shaken() {
    local fault=$1
    shift
    run env LD_PRELOAD="$build/faulty_calls.so" BYVAL_FAULT="$fault" "$@"
    doing="$fault: $*"
}

# expect_journal FOLDER [WORD=VALUE]...: nothing there, or what can be gone on with and then is whole.
expect_journal() {
    local folder=$1
    shift
    [[ -e $folder ]] || return
    expect_nothing "$folder"/*.tmp
    [[ ! -e $folder/run.json ]] || jq . "$folder/run.json" >"$work/.jq" || fail "run.json is not whole"
    if [[ -e $folder/rows.jsonl ]]; then
        run "$byval" run --resume "$folder" --quiet
        expect_code 0
        expect_silent out err
    fi
    expect_bundle "$folder" stopped=blocks blocks=1 "$@"
}

if [[ -e $build/faulty_calls.so ]]; then
    for fault in eintr slow:20 step; do
        # shellcheck disable=SC2086
        shaken $fault "$byval" run $words --blocks 1:1 --out "$fault"
        expect_code 0
        expect_silent out err
        expect_bundle "$fault" stopped=blocks blocks=1 events=0
    done
    # Each call that changes the disk, once the first to fail.
    failed=0
    for ((n = 1; n < 60; n++)); do
        rm -rf eio
        # shellcheck disable=SC2086
        shaken "eio:$n" "$byval" run $words --blocks 1:1 --out eio
        [[ $code != 0 ]] || break
        failed=$((failed + 1))
        expect_code 1
        expect_silent out
        expect_err "byval run: " "Input/output error"
        expect_journal eio events=0
    done
    ((failed >= 5 && n < 60)) || fail "$failed calls were made to fail"
    expect_bundle eio stopped=blocks blocks=1 events=0
else
    echo "not tried: calls that fail cannot be put before a sanitizer's"
fi

# Memory that ends, from too little to enough.
if [[ -e $build/faulty_calls.so ]]; then # a sanitizer takes terabytes
    refused=0
    for kib in 8000 16000 24000 32000 64000 512000; do
        rm -rf small
        # shellcheck disable=SC2086
        run prlimit --as=$((kib * 1024)) "$byval" run $words --blocks 1:1 --out small
        doing="$kib KiB of memory"
        if [[ $code == 0 ]]; then
            expect_bundle small stopped=blocks blocks=1 events=0
            continue
        fi
        refused=$((refused + 1))
        # Below some size the loader gives up before byval begins.
        [[ $code == 1 || $code == 127 ]] || fail "exit code $code"
        [[ -s .err ]] || fail "says nothing"
        expect_journal small
    done
    [[ $code == 0 ]] || fail "512 MB were not enough"
    ((refused >= 2)) || fail "all sizes were enough: the sweep tells nothing"
fi

# Somebody moves it to other CPUs: what was measured is kept, and is gone on with where they are as they were.
# begin_long FOLDER: a run of 10 blocks, of which two are done, on $cpu
begin_long() {
    # shellcheck disable=SC2086
    begin "$1" 2 "$byval" run $words --spacing 0.3 --blocks 10:10 --out "$1"
    cpu=$(head -n 1 "$1/rows.jsonl" | jq .byval_journal.byval.run.cpu)
}
# expect_moved FOLDER TEXT
expect_moved() {
    await
    expect_code 1
    expect_err "$2" "blocks are kept; byval run --resume $1 goes on"
    expect_bundle "$1" journal
    run "$byval" run --resume "$1" --quiet
    expect_code 0
    expect_bundle "$1" stopped=blocks blocks=10
}
all=$(taskset -cp $$ | sed 's/.*: //')
if [[ -n $(other_cpu "$(other_cpu none)") ]]; then
    begin_long widened
    taskset -cp "$all" "$pid" >.out
    expect_moved widened 'CPUs are in the affinity'
else
    echo "not tried: there is one CPU only"
fi
if (($(nproc) > 2)); then # of two it stands on the other one already
    begin_long taken
    taskset -cp "$(other_cpu "$cpu")" "$pid" >.out
    expect_moved taken 'it is not in the affinity any more'
fi

# Readers of what is printed: a slow one gets all of it, one that left is told of.
"$byval" list --preset full >whole
doing="a slow reader"
"$byval" list --preset full | (
    sleep 0.3
    cat
) | cmp - whole || fail "the list is not whole"
# shellcheck disable=SC2016
run bash -c '{ trap "" PIPE; "$1" list --preset full; echo "code $?" >&2; } | true' bash "$byval"
sleep 0.1
if [[ $(wc -c <whole) -gt 65536 ]]; then
    expect_err "byval list: cannot write to standard output" "code 1"
fi
finish
