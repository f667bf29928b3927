#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# selfchecks.sh BUILD: byval selfcheck finds what is wrong, stores what it says, and does not pass for
# the lack of measuring.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

wrong() {
    local text=$1
    shift
    run "$byval" selfcheck "$@"
    expect_code 2
    expect_err "$text"
    expect_silent out
    expect_nothing results
}
for value in 0 1 100 -1 x '' 2x; do
    wrong "'$value' is no value for --runs N" --runs "$value"
done
wrong "--quick and --runs exclude each other" --quick --runs 3
for words in '--out x' '--runs 3' --quick '--seed 3' '--cpu 0'; do
    # shellcheck disable=SC2086
    wrong "--from measures nothing; only --quiet goes with it" --from y $words
done

# What is planted is exact, by the machine code of the build.
doing="planted additions"
if [[ -r $build/audit.json ]]; then
    odd=$(jq -r '.cases[] | select(.name | startswith("planted/")) | . as $case
        | (.name | capture("more:(?<more>[0-9]+)/in:(?<arm>.)/adds:(?<adds>[0-9]+)/")) as $it
        | ($case.arms | map({(.name): .instructions}) | add) as $count
        | ($it.adds | tonumber) as $adds | ($adds * ($it.more | tonumber) / 100) as $due
        | (if $it.arm == "a" then $count.a - $count.b else $count.b - $count.a end) as $is
        | select($is != $due or $count.a < $adds or ($case.arms | map(.violations) | add | length) > 0)
        | $case.name' "$build/audit.json")
    [[ -z $odd ]] || fail "not as many additions as it says: $odd"
    [[ $(grep -o '"planted/[^"]*"' "$build/audit.json" | wc -l) == 36 ]] || fail "not 36 cases"
fi

# A null with a difference, and a difference that is none: no noise makes this pass.
export BYVAL_KERNELS=$build/fault_kernels.so
run "$byval" selfcheck --runs 2 --seed 5 --out a
expect_code 1
expect_err "runs done" "byval selfcheck: FAILED: do not trust what byval says on this machine"
expect_out "FAILED     A/A nulls: tables with a false verdict" "2 false verdicts in 2 tables" \
    "FAILED     5 % planted: found" "0 of 2, shown to differ from 0" "not measured" "too short  layout twins" \
    "passed     blocks drawn alike from the same seed" a/selfcheck.json
expect_bundle a events=0
expect_bundle a/runs/01 events=0
expect_bundle a/runs/again blocks=4
blocks=$(jq -s 'map(.context.byval.blocks | length) | add' a/run.json a/runs/01/run.json)
cp .out said
doing="a/selfcheck.json"
(cd a && sha256sum --quiet -c SHA256SUMS && grep -q ' selfcheck.json$' SHA256SUMS) || fail "not sealed"
/usr/bin/python3 - a/selfcheck.json <<'END' || fail "not strict JSON"
import json, sys
def refuse(text): sys.exit(text)
json.load(open(sys.argv[1], encoding="utf-8"), parse_constant=refuse)
END
[[ $(jq -r '.byval_selfcheck | [.verdict, .runs, .blocks, .seed] | @tsv' a/selfcheck.json) == $'failed\t2\t'"$blocks"$'\t5' ]] ||
    fail "$(jq -c .byval_selfcheck a/selfcheck.json)"
[[ $(jq -r '.byval_selfcheck.kernel_hash' a/selfcheck.json) == "$(jq -r .context.byval.machine.key.kernel_hash a/run.json)" ]] ||
    fail "of other kernels"
[[ $(jq -r '[.checks[].verdict] | @csv' a/selfcheck.json) == '"failed","failed","short"'* ]] || fail "other verdicts"

# The same again from the files alone, with nothing changed.
before=$(cd a && find . -type f -exec sha256sum {} + | sort)
if [[ -e $build/faulty_calls.so ]] && command -v valgrind >/dev/null; then # no sanitizer stands in it
    memcheck "$byval" selfcheck --from a
else
    run "$byval" selfcheck --from a
fi
expect_code 1
diff <(head -n -1 said) .out >/dev/null || fail "says something else from the files"
[[ $(cd a && find . -type f -exec sha256sum {} + | sort) == "$before" ]] || fail "changed a file"

run "$byval" verify a
expect_code 0
run "$byval" report a --out page --quiet
expect_code 0
doing="page/index.html"
grep -q '<h3 id="selfcheck">' page/index.html || fail "no selfcheck on the page"
grep -qE '<td>FAILED</td><td class="n"[^>]*>100 %</td><td class="n"[^>]*>at most 5 %</td>' page/index.html || fail "no failure on the page"

# A verdict that was changed, kernels that are others, a folder that is in use.
cp -r a b
jq '.checks[0].verdict = "passed"' b/selfcheck.json >a/selfcheck.json
for command in 'selfcheck --from a' 'report a --out page2'; do
    # shellcheck disable=SC2086
    run "$byval" $command
    expect_code 1
    expect_err "a/selfcheck.json: checks[0].verdict: says 'passed', but the numbers of aa_verdicts say 'failed': the file was changed"
    expect_nothing page2
done
sed -i 's/"kernel_hash":"[0-9a-f]*"/"kernel_hash":"ff"/' b/runs/01/run.json
run "$byval" selfcheck --from b
expect_code 1
expect_err "b/runs/01: measured other kernels than the first run"
run "$byval" selfcheck --runs 2 --out a
expect_code 1
expect_err "a: exists and is not an empty folder"

# A case that breaks ends it, with its reason.
BYVAL_FAULT_TOUCHY=1 run "$byval" selfcheck --runs 2 --out touchy --quiet
expect_code 1
expect_err "byval selfcheck: planted/more:5/in:a/adds:100/size:8: killed by SIGKILL"
expect_nothing touchy/selfcheck.json

# Ctrl-C: whole runs, no judgement.
begin c/runs/01 1 "$byval" selfcheck --runs 3 --out c
kill -INT "$pid"
await
expect_code 1
expect_err "byval selfcheck: interrupted after 1 of 3 runs; nothing was judged; what was measured is in c"
expect_nothing c/selfcheck.json c/runs/02
expect_bundle c events=0
[[ -z $(find c -name '*.tmp') ]] || fail "left something half-written"
finish
