#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# interchange.sh BUILD: run.json in Google Benchmark's own tools, and the cases as one of its programs.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
gbench=$build/byval-gbench
compare=/usr/share/benchmark/compare.py

run "$gbench" --benchmark_list_tests --benchmark_filter="$small"
expect_code 1 # the names have a /pass: behind them, so nothing matches
filter='^null/kind:same/of:value/size:8/'
run "$gbench" --benchmark_list_tests --benchmark_filter="$filter"
expect_code 0
[[ $(<.out) == $'null/kind:same/of:value/size:8/pass:a\nnull/kind:same/of:value/size:8/pass:b' ]] ||
    fail "lists others"
run "$gbench" --benchmark_list_tests --benchmark_filter='^(null|inline)/'
[[ $(sort .out) == $("$byval" list --filter '^(null|inline)/' --arms | sort) ]] ||
    fail "has other cases than byval"
run "$gbench" --benchmark_filter="$filter" --benchmark_format=json --benchmark_repetitions=3 \
    --benchmark_min_time=0.001
expect_code 0
jq -e '.context.byval_compiler and .context.byval_flags and .context.byval_kernels' .out >/dev/null ||
    fail "the context does not name the kernels"
[[ $(jq '[.benchmarks[] | select(.run_type == "iteration")] | length' .out) == 6 ]] || fail "not 6 rows"
jq -e '[.benchmarks[] | select(.run_type == "iteration") | .real_time > 0 and .iterations > 0] | all' \
    .out >/dev/null || fail "a row measured nothing"
run "$gbench" --benchmark_filter='^nothing$'
expect_code 1
run "$gbench" --benchmark_frobnicate
expect_code 2
BYVAL_KERNELS=$build/fault_kernels.so run "$gbench" --benchmark_filter='how:wrong/'
expect_code 1
grep -q 'they do not do the same work' .out .err || fail "does not say what is wrong"
BYVAL_KERNELS=$work/nowhere run "$gbench"
expect_code 1
expect_err "byval-gbench: BYVAL_KERNELS=$work/nowhere: No such file or directory"

for folder in a b; do
    # shellcheck disable=SC2086
    run "$byval" run --preset full --spacing 0 --budget 10m --blocks 10:10 --quiet --filter "$small" --out $folder
    expect_code 0
done
if [[ ! -r $compare ]] || ! /usr/bin/python3 -c 'import scipy' 2>/dev/null; then
    ((failures == 0)) && skip "compare.py or python3-scipy is not there (all else passed)"
    finish
fi
run /usr/bin/python3 "$compare" --no-color benchmarks a/run.json b/run.json
expect_code 0
for size in 8 16; do
    for arm in a b; do
        name="null/kind:same/of:value/size:$size/pass:$arm"
        [[ $(grep -cE "^$name +[-+]" .out) == 10 ]] || fail "not 10 rows of $name"
        grep -qE "^${name}_pvalue .*U Test, Repetitions: 10 vs 10" .out || fail "no U test of $name"
    done
done
run /usr/bin/python3 "$compare" --no-color filters a/run.json pass:a pass:b
expect_code 0
grep -qF '[pass:a vs. pass:b]' .out || fail "does not compare the arms"
finish
