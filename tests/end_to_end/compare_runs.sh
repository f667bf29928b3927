#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# compare_runs.sh BUILD: byval compare, from its words to its exit codes; runs that do not fit together.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

# shellcheck disable=SC2086
run "$byval" run --preset full --spacing 0 --budget 10m --blocks 20:20 --seed 5 --quiet --filter "$small" --out a
expect_code 0
[[ -d a ]] || finish

# derive FOLDER JQ-PROGRAM [ARGUMENT]...: a run that is like the first one but for what the program does.
derive() {
    local folder=$1
    shift
    mkdir -p "$folder"
    jq -c "$@" a/run.json >"$folder/run.json" || fail "jq made no $folder"
}

odd=$'it\'s "b" $(touch run) & c'
derive "$odd" '.context.byval.run.seed = 6'
derive newer '.context.byval.schema = 99'
derive empty '.context.byval.cases = [] | .benchmarks = []'
derive slower '(.benchmarks[] | select(.name | endswith("/size:16/pass:b")) | .real_time) *= 3'
derive elsewhere '.context.byval.machine.key["cpu.model"] = "Another"'
derive disjoint '(.context.byval.cases[].name, .benchmarks[].name) |= sub("null/"; "other/")'
# Nulls are not compared: make them a family of their own.
for folder in a "$odd" slower elsewhere; do
    jq -c '(.context.byval.cases[].name, .benchmarks[].name) |= sub("null/"; "pair/")' \
        "$folder/run.json" >.new && mv .new "$folder/run.json"
done

run "$byval" compare a a
expect_code 0
expect_out 'A and B: the same run twice' 'Ratios within each run: 0 changed' 'Times: 0 changed'
expect_silent err

run "$byval" compare a "$odd"
expect_code 0
expect_out "  B  $odd: "
expect_nothing run
run "$byval" compare "$odd/run.json" a/
expect_code 0

run "$byval" compare a newer
expect_code 1
expect_err 'newer/run.json' 'schema'
expect_silent out
run "$byval" compare a nowhere
expect_code 1
expect_err 'nowhere: cannot read'
expect_silent out

run "$byval" compare a empty
expect_code 0
expect_out 'nothing to compare' '  B lacks 2 of 2 cases:'
run "$byval" compare a disjoint --fail-over 5
expect_code 1
expect_err '--fail-over has nothing to judge'

run "$byval" compare a slower --fail-over 50
expect_code 1
expect_out 'SLOWER THAN ALLOWED' 'pair/kind:same/of:value/size:16: b'
expect_err '1 time is credibly slower by more than 50 %'
run "$byval" compare a slower --fail-over 900%
expect_code 0
run "$byval" compare slower a --fail-over 50
expect_code 0
run "$byval" compare a elsewhere --fail-over 50
expect_code 1
expect_err '--fail-over cannot judge times of different machines'
grep -q '^A and B: DIFFERENT MACHINES, by cpu.model: ' .out || fail "does not say so"

run "$byval" compare --json a slower
expect_code 0
jq -e '.byval_compare == 1 and .times_comparable and (.shifts | length) == 6 and
    ([.shifts[] | select(.outcome == "higher")] | length) == 1' .out >/dev/null || fail "other JSON"
run "$byval" compare --csv a slower empty
expect_code 0
[[ $(wc -l <.out) == 9 && $(grep -c '^missing,' .out) == 2 ]] || fail "other lines"
/usr/bin/python3 -c 'import csv, sys; sys.exit({len(l) for l in csv.reader(sys.stdin)} != {22})' <.out ||
    fail "a line has not 22 fields"

run "$byval" compare a "$odd" --out page
expect_code 0
expect_out 'page/index.html'
[[ -s page/index.html && -s page/comparison.csv && -s page/comparison.json && -s page/comparison.txt ]] ||
    fail "files are missing"
mkdir mine && echo mine >mine/file
run "$byval" compare a "$odd" --out mine
expect_code 1
[[ $(<mine/file) == mine && $(ls -A mine) == file ]] || fail "touched what is not its own"

# Other kernels: the audits, compressed or not, tell whose code is the same.
if [[ -e a/audit.json ]]; then
    hash=$(printf '0%.0s' {1..64})
    derive rebuilt --arg hash "$hash" '.context.byval.machine.key.kernel_hash = $hash |
        .context.byval.run.seed = 7'
    cp a/audit.json rebuilt/
    run "$byval" compare a rebuilt
    expect_code 1
    expect_err "is about other kernels ($(jq -r .byval_audit.kernel_hash a/audit.json | cut -c 1-16)) than were measured (${hash:0:16})"
    jq -c --arg hash "$hash" '.byval_audit.kernel_hash = $hash |
        (.functions[].lines[0] |= "nop")' a/audit.json >rebuilt/audit.json
    mkdir -p same && cp rebuilt/run.json same/
    jq -c --arg hash "$hash" '.byval_audit.kernel_hash = $hash' a/audit.json | gzip >same/audit.json.gz
    jq -c '.cases[].name |= sub("null/"; "pair/")' a/audit.json >.new && mv .new a/audit.json
    for folder in rebuilt same; do
        jq -c '(.context.byval.cases[].name, .benchmarks[].name) |= sub("null/"; "pair/")' \
            "$folder/run.json" >.new && mv .new "$folder/run.json"
    done
    jq -c '.cases[].name |= sub("null/"; "pair/")' rebuilt/audit.json >.new && mv .new rebuilt/audit.json
    gunzip -c same/audit.json.gz | jq -c '.cases[].name |= sub("null/"; "pair/")' | gzip >.new &&
        mv .new same/audit.json.gz
    run "$byval" compare a rebuilt
    expect_code 0
    expect_out '2 cases: other machine code under the same compiler and flags' 'other code, by kernel_hash'
    run "$byval" compare --csv a same
    expect_code 0
    [[ $(grep -c ',same,no' .out) == 6 ]] || fail "not six changes with the same code"
fi

run "$byval" compare --by cpu.model a slower elsewhere
expect_code 0
expect_out '  A  ' '  B  Another: ' '40 blocks'
run "$byval" compare --by cpu.model a slower
expect_code 1
expect_err 'all runs have the same cpu.model'
# Seven of one kind: one of them is three times as slow, in all of its times.
for i in 1 2 3 4 5 6; do
    derive "node$i" --argjson seed "$((10 + i))" '.context.byval.run.seed = $seed |
        (.context.byval.cases[].name, .benchmarks[].name) |= sub("null/"; "pair/")'
done
derive node7 '.context.byval.run.seed = 17 | (.benchmarks[] | .real_time, .cpu_time, .bv_empty_ns) *= 3 |
    (.context.byval.cases[].name, .benchmarks[].name) |= sub("null/"; "pair/")'
run "$byval" compare --by compiler node? --out fleet
expect_code 0
expect_out '7 runs of 1 kind; the blocks of a kind' '1 of 7 runs is an outlier of its kind' '  node7 (A): times +200.0 %' 'fleet/index.html'
[[ -s fleet/index.html && -s fleet/kinds.json ]] || fail "files are missing"
run "$byval" compare --by compiler --json node?
expect_code 0
jq -e '[.runs[] | select(.outlier) | .name] == ["node7"]' .out >/dev/null || fail "other JSON"
run "$byval" compare --by cpu.model node? elsewhere
expect_code 0
expect_out '8 runs of 2 kinds' '1 of 7 runs is an outlier of its kind; 1 run of kinds with fewer than 6 is not judged'
run "$byval" compare --by nonsense a slower
expect_code 1
expect_err 'a run does not know its nonsense'

derive later '.context.date = "2099-01-01T00:00:00Z" | .context.byval.run.seed = 9'
derive undated 'del(.context.date)'
for folder in later undated; do
    jq -c '(.context.byval.cases[].name, .benchmarks[].name) |= sub("null/"; "pair/")' \
        "$folder/run.json" >.new && mv .new "$folder/run.json"
done
run "$byval" compare --trend later a slower --out trend
expect_code 0
expect_out ' ratios and times changed over 3 runs of one machine' '  C  later: ' 'trend/index.html'
[[ -s trend/index.html && -s trend/trend.csv ]] || fail "files are missing"
# A run that has several names counts once.
cp -r later copy
gzip copy/run.json
ln -s later latest
run "$byval" compare --trend later latest a later/run.json copy
expect_code 0
expect_out ' over 2 runs of one machine'
expect_err 'byval compare: latest is the same run as later: it is counted once' \
    'byval compare: later/run.json is the same run as later: it is counted once' \
    'byval compare: copy is the same run as later: it is counted once'
run "$byval" compare --trend a a
expect_code 1
expect_err 'byval compare: a is the same run as a: it is counted once' 'one run has no trend'
expect_silent out
run "$byval" compare --by cpu.model a elsewhere a
expect_code 0
expect_err 'byval compare: a is the same run as a: it is counted once'
[[ $(grep -c '20 blocks' .out) == 2 ]] || fail "does not have 20 blocks on either side"
run "$byval" compare --trend a elsewhere
expect_code 1
expect_err '--trend is about the runs of one machine'
run "$byval" compare --trend a later --json
expect_code 2

run "$byval" compare a
expect_code 2
run "$byval" compare a a --json --csv
expect_code 2
run "$byval" compare a a --fail-over 0
expect_code 2
mapfile -t many < <(for ((i = 0; i < 51; i++)); do echo a; done)
run "$byval" compare "${many[@]}"
expect_code 2
expect_err 'name 2 to 50 runs'
run "$byval" compare "${many[@]:1}"
expect_code 0
expect_out 'A to AX: '
# Pooled they may be more, as long as the pools are not.
for ((i = 0; i < 51; i++)); do
    mkdir "many-$i"
    sed "s/\"seed\":[0-9]*/\"seed\":$i/; s/\"page\":\"4096\"/\"page\":\"$((i % 2))\"/; s/\"cache.line\":\"64\"/\"cache.line\":\"$i\"/" \
        a/run.json >"many-$i/run.json"
done
run "$byval" compare --by page many-*
expect_code 0
expect_out 'A  0: ' 'B  1: '
run "$byval" compare --by cache.line many-*
expect_code 1
expect_err 'the runs have 51 values of cache.line: at most 50 are compared'
finish
