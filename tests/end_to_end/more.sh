#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# more.sh BUILD: a run that is at its end goes on: its blocks stay, more are added, and all are judged by
# what of the error is left; what cannot be gone on with stays as it is.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
export BYVAL_KERNELS=$build/fault_kernels.so
words='--preset full --filter ^sound/ --spacing 0 --quiet'

# sums FOLDER: of all that is in it
sums() {
    (cd "$1" && find . -type f -exec sha256sum {} + | sort)
}

# sessions FOLDER: how often it has been measured
sessions() {
    jq '.context.byval.run.sessions // 1' "$1/run.json"
}

# rows FOLDER BLOCKS: of the first so many blocks, as they stand
rows() {
    jq -c --argjson most "$2" '.benchmarks[] | select(.repetition_index < $most) | del(.repetitions)' "$1/run.json" | sort
    jq -c --argjson most "$2" '.context.byval.blocks[:$most]' "$1/run.json"
}

# more SECONDS FOLDER...
more() {
    run "$byval" run --quiet --more "$@"
}

# A run of three blocks ends by their number; more time is room for as many again. No run here has more than 24: then a
# look may let its cases rest, over all of the time that it was given.
# shellcheck disable=SC2086
run "$byval" run $words --blocks 3:3 --seed 3 --out x
expect_code 0
expect_bundle x stopped=blocks blocks=3
rows x 3 >three
cp -a x base
for session in 2 3; do
    more 600 x
    expect_code 0
    expect_silent out err
    expect_bundle x stopped=blocks blocks=$((3 << (session - 1))) events=0
    [[ $(sessions x) == "$session" ]] || fail "$(sessions x) sessions"
    rows x 3 | cmp -s - three || fail "blocks that were measured before are others now"
    run "$byval" verify x
    expect_code 0
    expect_silent err
done
[[ $(jq '[.context.byval.blocks[] | [.layout, .env_bytes, .stack_bytes]] | unique | length' x/run.json) == 12 ]] ||
    fail "blocks of a later session met what earlier ones had met"
jq -e '.context.byval.blocks | [.[:-1], .[1:]] | transpose | all(.[0].start_s + .[0].seconds <= .[1].start_s + 0.001)' \
    x/run.json >.jq || fail "time does not go on"
run "$byval" run --more 600 x
expect_code 0
expect_out '24 blocks'
expect_err 'questions decided'
# shellcheck disable=SC2086
run "$byval" run $words --blocks 7:7 --out first
expect_code 0

# Seven blocks that agree have a verdict over two questions, 2 x 2^-6 / 0.75 being below 0.05; not so in a second
# session, which has a tenth of that.
agree='(.benchmarks[] | select(.name | endswith("/pass:a"))) |= (.real_time = 4 | .bv_log_ratio = 0)
    | (.benchmarks[] | select(.name | endswith("/pass:b"))) |= (.real_time = 2 | .bv_log_ratio = (2 | log))'
for session in 1 2; do
    rm -rf agreed && mkdir agreed
    jq -c "$agree | .context.byval.run.sessions = $session | .benchmarks[].bv_empty_ns = 0.01" first/run.json >agreed/run.json
    run "$byval" export agreed --format csv
    expect_code 0
    /usr/bin/python3 -c 'import csv, sys
for row in csv.DictReader(sys.stdin):
    if row["kind"] == "contest": print(row["verdict"], "%.4f" % float(row["p"]))' <.out >"verdicts.$session"
done
[[ $(<verdicts.1) == $'b 0.0417\nb 0.0417' ]] || fail "verdicts of a first session: $(<verdicts.1)"
[[ $(<verdicts.2) == $'undecided 0.4167\nundecided 0.4167' ]] || fail "verdicts of a second session: $(<verdicts.2)"

# Where no time is left for a block, nothing is added, and nothing is paid for.
cp -a first short
more 0.001 short
expect_code 0
[[ $(sums short) == "$(sums first)" ]] || fail "a session without a block changed the bundle"

# What is compressed is written anew.
cp -a first packed
gzip packed/run.json
(cd packed && sha256sum -- *.json* topology.xml >SHA256SUMS)
more 600 packed
expect_code 0
expect_bundle packed stopped=blocks blocks=14
run "$byval" verify packed
expect_code 0

# What was interrupted ends as it would have: no end was seen, and none is paid for.
# shellcheck disable=SC2086
begin stopped 2 "$byval" run $words --spacing 0.2 --blocks 10:10 --out stopped
kill -INT "$pid"
await
expect_bundle stopped stopped=interrupted
more 600 stopped
expect_code 0
expect_bundle stopped stopped=blocks blocks=10 events=0
[[ $(sessions stopped) == 1 ]] || fail "$(sessions stopped) sessions"

# Killed in the middle: the old end can still be reported on, and the journal has both.
# shellcheck disable=SC2086
run "$byval" run $words --spacing 0.3 --blocks 7:7 --out slow
expect_code 0
rows slow 7 >seven
cp -a slow killed
begin killed 9 "$byval" run --more 600 killed --quiet
kill -KILL "$pid"
await 2>/dev/null
expect_bundle killed journal
cmp -s killed/run.json slow/run.json || fail "the old end is another"
run "$byval" report killed --out page --quiet
expect_code 0
run "$byval" verify killed
expect_code 1
expect_err 'the run was not finished'
/usr/bin/python3 "$tests/support/committed.py" killed/rows.jsonl committed >.said
how=--resume
cp -a killed again
for folder in killed again; do
    # shellcheck disable=SC2086
    run "$byval" run --quiet $how $folder
    expect_code 0
    expect_bundle $folder stopped=blocks blocks=14 events=0
    [[ $(sessions $folder) == 2 ]] || fail "$(sessions $folder) sessions"
    rows $folder 7 | cmp -s - seven || fail "blocks that were measured before are others now"
    /usr/bin/python3 "$tests/support/committed.py" committed $folder/run.json --within || fail "committed rows are lost"
    how='--more 600'
done

# Interrupted in the middle: the bundle holds both, too.
cp -a slow cut
begin cut 9 "$byval" run --more 600 cut
kill -INT "$pid"
await
expect_code 1
expect_err 'interrupted; what was measured is whole; byval run --resume cut goes on'
expect_bundle cut stopped=interrupted events=0
rows cut 7 | cmp -s - seven || fail "blocks that were measured before are others now"
run "$byval" run --resume cut --quiet
expect_code 0
expect_bundle cut stopped=blocks blocks=14

# refuse TEXT FOLDER...: not gone on with, and all left as they are
refuse() {
    local text=$1 before
    shift
    before=$(for folder in "$@"; do sums "$folder"; done 2>/dev/null)
    more 600 "$@"
    expect_code 1
    expect_silent out
    expect_err "$text"
    [[ $(for folder in "$@"; do sums "$folder"; done 2>/dev/null) == "$before" ]] || fail "$* was changed"
}
{ cat "$build/fault_kernels.so" && echo; } >another.so
BYVAL_KERNELS=$work/another.so refuse "byval run: first: cannot go on: kernel_hash was '" first
BYVAL_KERNELS=$work/nowhere refuse "BYVAL_KERNELS=$work/nowhere: No such file or directory" first
cp -a first machine
sed -i 's|"cpu.model":"[^"]*"|"cpu.model":"another"|' machine/run.json
refuse "machine: cannot go on: cpu.model was 'another' then" machine
refuse "machine: cannot go on: cpu.model was 'another' then" first machine
refuse 'nowhere/run.json: cannot read: No such file or directory' first nowhere
expect_nothing nowhere
cp -a first layouts
sed -i 's|"cpu":|"layouts":64,"cpu":|' layouts/run.json
refuse 'layouts: cannot go on: its blocks met 64 layouts of an earlier byval; begin a new run' layouts
cp -a first strange
sed -i 's|"repetition_index":6|"repetition_index":9|' strange/run.json
refuse 'which was not run' strange
cp -a first damaged
truncate -s -10 damaged/run.json
refuse 'damaged/run.json' damaged

# Two at once: one goes on, the other is refused.
for i in 1 2 3 4 5; do
    rm -rf race && cp -a base race
    doing="race $i"
    pids=()
    for j in 1 2 3; do
        "$byval" run --more 600 race --quiet >"out.$j" 2>"err.$j" &
        pids+=($!)
    done
    won=0
    for pid in "${pids[@]}"; do
        wait "$pid" && won=$((won + 1))
    done
    ((won >= 1)) || fail "none goes on: $(cat err.?)"
    [[ $(sessions race) == $((1 + won)) ]] || fail "$won went on, in $(sessions race) sessions: $(cat err.?)"
    expect_bundle race stopped=blocks blocks=$((3 << won))
done

# Several builds, in turn.
for name in one two; do
    mkdir $name
    { cat "$build/fault_kernels.so" && echo $name; } >$name/kernels.so
done
unset BYVAL_KERNELS
# shellcheck disable=SC2086
run "$byval" run $words --blocks 3:3 --build one --build two --out all
expect_code 0
bundles=(all/*)
refuse "${bundles[0]}: cannot go on: compiler was 'any' then and is '" "${bundles[@]}"
BYVAL_KERNELS=one/kernels.so refuse "${bundles[1]}: cannot go on: kernel_hash was '" "${bundles[@]}"
run "$byval" run --more 600 --quiet --build two --build one "${bundles[@]}"
expect_code 0
for bundle in "${bundles[@]}"; do
    expect_bundle "$bundle" stopped=blocks blocks=6 events=0
    [[ $(sessions "$bundle") == 2 ]] || fail "$(sessions "$bundle") sessions"
done
jq -s '[.[].context.byval.blocks[3:][].start_s] | sort' all/*/run.json >.jq
finish
