#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# killed.sh BUILD: kill -9 at 20 random moments, --resume after each: nothing that was committed is
# lost or measured twice.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
export BYVAL_KERNELS=$build/fault_kernels.so
RANDOM=${BYVAL_TEST_SEED:-$$}
echo "BYVAL_TEST_SEED=${BYVAL_TEST_SEED:-$$}"

# start WORD...: byval run in the background as $pid
start() {
    "$byval" run "$@" >.out 2>.err </dev/null &
    pid=$!
}

# strike: kill it after 0 to 350 ms, if it still lives
strike() {
    sleep "0.$(printf '%03d' $((RANDOM % 350)))"
    kill -KILL "$pid" 2>/dev/null && kills=$((kills + 1))
    wait "$pid" 2>/dev/null
    code=$?
}

kills=0
cut_count=0
doing="first kill"
start --preset full --filter '^sound/' --spacing 0.1 --blocks 40:40 --out x --seed 5
until [[ -e x/rows.jsonl ]]; do sleep 0.01; done
strike
: >committed
while [[ -e x/rows.jsonl ]] && ((kills < 20)); do
    doing="kill $kills"
    # What had been committed before is still there, byte for byte, and more may have come.
    head -c "$(stat -c %s committed)" x/rows.jsonl | cmp - committed ||
        fail "what was committed is another"
    if ! said=$(/usr/bin/python3 "$tests/support/committed.py" x/rows.jsonl committed 2>&1); then
        fail "$said"
        break
    fi
    [[ $said == cut ]] && cut_count=$((cut_count + 1))
    start --resume x
    strike
done
doing="after $kills kills, $cut_count of them in the middle of a write"
echo "$doing"
# Too fast for 20 kills is no error of byval's, but the test would say little.
((kills >= 10)) || fail "too few"
if [[ -e x/rows.jsonl ]]; then
    head -c "$(stat -c %s committed)" x/rows.jsonl | cmp - committed || fail "what was committed is another"
    run "$byval" run --resume x --quiet
    expect_code 0
    expect_silent out err
fi
# Where the last block decides every contest too, the run says that instead of the limit: both are true.
expect_bundle x blocks=40 events=0
/usr/bin/python3 "$tests/support/committed.py" committed x/run.json --within || fail "committed rows are lost"
finish
