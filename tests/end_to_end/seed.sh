#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# seed.sh BUILD: the same seed draws the same plan, whatever happens to the run; another draws another.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
export BYVAL_KERNELS=$build/fault_kernels.so

# plan FOLDER: what chance decided: circumstances of the blocks, and the order of the visits
plan() {
    jq -c '(.context.byval.run.seed), (.context.byval.blocks[] | [.block, .layout, .env_bytes, .stack_bytes]),
        (.benchmarks[] | [.repetition_index, .name])' "$1/run.json"
}

measure() {
    run "$byval" run --preset full --filter '^sound/|^limit/of:site' --spacing 0 --budget 10m --blocks 12:12 --quiet "$@"
    expect_code 0
}

measure --seed 42 --out a
measure --seed 42 --out b
measure --seed 43 --out c
run "$byval" run --preset full --filter '^sound/' --spacing 0 --budget 10m --blocks 2:2 --out d
expect_code 0
drawn=$(sed -n 's/.*, seed \([0-9]*\):.*/\1/p' .out)
[[ $(jq .context.byval.run.seed d/run.json) == "$drawn" ]] || fail "says seed $drawn"

# The same again through an interruption.
begin e 2 "$byval" run --preset full --filter '^sound/|^limit/of:site' --spacing 0.1 --budget 10m --blocks 12:12 --seed 42 --out e
kill -TERM "$pid"
await
run "$byval" run --resume e --quiet
expect_code 0

doing="plans"
plan a >plan.a
[[ $(wc -l <plan.a) == $((1 + 12 + 12 * 4)) ]] || fail "the plan has $(wc -l <plan.a) lines"
plan b | cmp - plan.a || fail "the same seed gave another plan"
plan e | cmp - plan.a || fail "the same seed gave another plan after an interruption"
plan c >plan.c
for column in 1 2 3; do
    jq -c "select(arrays and length == 4)[$column]" plan.a >one
    jq -c "select(arrays and length == 4)[$column]" plan.c >other
    ! cmp -s one other || fail "another seed gave the same column $column"
    [[ $(sort -u one | wc -l) -ge 8 ]] || fail "column $column hardly varies"
done
! cmp -s <(grep sound plan.a) <(grep sound plan.c) || fail "another seed gave the same order of visits"
finish
