#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# interrupt.sh BUILD: Ctrl-C and SIGTERM end a run cleanly, and --resume takes it to its end.
# shellcheck source=tests/expect.sh
source "$(dirname "$0")/expect.sh"
export BYVAL_KERNELS=$build/fault_kernels.so

words='--profile full --filter ^sound/ --apart 0 --budget 10m --blocks 15:15'

for how in 'INT ' 'INT -' 'TERM ' 'TERM -'; do
    read -r signal group <<<"$how"
    folder=$signal$group
    # shellcheck disable=SC2086
    begin "./$folder" 2 "$byval" run $words --out "./$folder"
    kill -s "$signal" -- "$group$pid"
    await
    expect_code 1
    expect_err "byval run: interrupted; what was measured is whole; byval run --resume ./$folder goes on"
    expect_out "stopped by the interruption"
    expect_bundle "./$folder" stopped=interrupted events=0
    blocks=$(jq '.context.byval.blocks | length' "./$folder/run.json")
    ((blocks >= 2 && blocks < 15)) || fail "$blocks blocks"
    jq -c '.benchmarks[] | del(.repetitions)' "./$folder/run.json" >before

    run "$byval" run --resume "./$folder" --quiet
    expect_code 0
    expect_silent out err
    expect_bundle "./$folder" stopped=blocks blocks=15 events=0
    jq -c ".benchmarks[:$((4 * blocks))][] | del(.repetitions)" "./$folder/run.json" |
        cmp - before || fail "blocks that were measured before the interruption are others now"
done

# Nothing measured yet: nothing to read, but a run to go on with.
# shellcheck disable=SC2086
begin early 0 "$byval" run ${words/15:15/4:4} --out early
kill -INT "$pid"
await
expect_code 1
if [[ ! -e early/run.json ]]; then
    expect_err "nothing was measured; byval run --resume early begins anew"
    expect_silent out
fi
run "$byval" run --resume early --quiet
expect_code 0
expect_bundle early stopped=blocks blocks=4

# What is done cannot be gone on with.
run "$byval" run --resume early
expect_code 1
expect_err "byval run: early/rows.jsonl: No such file or directory; only a run that was killed or interrupted can be resumed"
expect_bundle early stopped=blocks blocks=4
finish
