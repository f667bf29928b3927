#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# breach.sh BUILD: kernels whose machine code breaks a rule: one line at the build, a doubt on every such case, and
# words where one looks first.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
command -v objdump >/dev/null || skip "objdump is not installed"
# shellcheck disable=SC2086
run "$byval" run $blocks3 --filter "$small" --out a
expect_code 0
[[ -e a/audit.json ]] || skip "the kernels were not audited"

# What the build runs: silent where all is well, else one line.
run "$byval" audit --brief --filter "$small" --out brief.json
expect_code 0
expect_silent out err
run "$byval" audit --brief --kernels "$build/fault_kernels.so" --out brief.json
expect_code 1
expect_silent out
[[ $(wc -l <.err) == 1 ]] || fail "not one line"
expect_err "byval audit: 16 of 16 cases break the rules of their families: their times would not mean what they say, and are marked as doubtful; byval audit --quiet prints all that breaks one"
[[ $(jq '[.cases[] | select([.arms[].violations[]] != [])] | length' brief.json) == 16 ]] ||
    fail "the file does not hold them"
grep -qF 'byval audit --brief ${beside} --out' "$tests/../cli/CMakeLists.txt" || fail "the build prints more than a line"

# One of the two cases breaks a rule.
words="achine code of 1 of 2 cases breaks the rules of their families: the times of these do not mean what they say"
case=null/kind:same/of:value/size:8
cp -r a b
jq -c --arg name $case '(.cases[] | select(.name == $name) | .arms[1].violations) = ["calls nothing"]' \
    a/audit.json >b/audit.json
(cd b && sha256sum -- run.json audit.json topology.xml >SHA256SUMS)
run "$byval" report b
expect_code 0
expect_out "the m$words" "doubtful cases 2" # for want of blocks, both are
[[ $(sed -n 2p .out) == "the m$words" ]] || fail "the second line says something else"
grep -qF "<p class=\"warn\">The m$words." b/report/index.html || fail "the page does not say so"
before=$(grep -bo "The m$words" b/report/index.html | head -n 1 | cut -d : -f 1)
[[ $before -lt $(grep -bo '<div class="grid lead">' b/report/index.html | cut -d : -f 1) ]] ||
    fail "the page does not say so first"
grep -qF '1 its machine code breaks the rules' b/report/index.html || fail "it is not counted with the doubts"
run "$byval" export b --format csv
expect_code 0
[[ $(grep -c "\"$case\".*its machine code breaks the rules" .out) == 3 ]] || fail "not a doubt on each line of the case"
[[ $(grep -c 'breaks the rules' .out) == 3 ]] || fail "a doubt on other cases"
cmp -s .out b/report/numbers.csv || fail "csv is not numbers.csv"
run "$byval" report a b --out both
expect_code 0
[[ $(grep -oF "The m$words" both/index.html | wc -l) == 1 ]] || fail "the page of both says it of both, or of none"

run "$byval" verify b
expect_code 0
expect_err "byval verify: b: warning: the m$words"
expect_out 'b: sound'
for folder in a b; do
    run "$byval" compare $folder $folder
    expect_code 0
    expect_silent err
done
run "$byval" verify a
expect_code 0
expect_silent err
run "$byval" report a
! grep -q 'breaks the rules' .out a/report/index.html || fail "says so of a sound run"
finish
