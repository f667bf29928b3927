#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# resume.sh BUILD: what cannot be gone on with, and two at once on one folder.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
export BYVAL_KERNELS=$build/fault_kernels.so

# Two on one folder: whoever comes second is refused and changes nothing.
begin x 2 "$byval" run --preset full --filter '^sound/' --spacing 0.2 --budget 10m --blocks 20:20 --out x
for words in '--resume x' '--out x --preset full --filter ^sound/'; do
    # shellcheck disable=SC2086
    "$byval" run $words >second.out 2>second.err
    second=$?
    [[ $second == 1 && ! -s second.out ]] || fail "a second run $words ends with $second"
    grep -qE 'rows.jsonl: another byval is appending to it; wait for that run to end|x: exists and is not an empty folder' \
        second.err || fail "a second run $words says: $(cat second.err)"
done
kill -INT "$pid"
await
expect_code 1
expect_bundle x stopped=interrupted events=0
cp -a x kept

# Both begin at once: one folder, one winner.
mkdir race
for i in 1 2 3 4 5; do
    doing="race $i"
    pids=()
    for j in 1 2 3; do
        "$byval" run --preset full --filter '^sound/' --spacing 0 --budget 10m --blocks 1:1 --quiet \
            --out "race/$i" >"race/out.$j" 2>"race/err.$j" &
        pids+=($!)
    done
    won=0
    for pid in "${pids[@]}"; do
        wait "$pid" && won=$((won + 1))
    done
    [[ $won == 1 ]] || fail "$won of 3 say that they measured: $(cat race/err.*)"
    expect_bundle "race/$i" stopped=blocks blocks=1
done

# refuse TEXT...: x is not gone on with, and left as it is.
refuse() {
    local before
    before=$(cat x/* | sha256sum)
    run "$byval" run --resume x --quiet
    expect_code 1
    expect_silent out
    expect_err "$@"
    [[ $(cat x/* | sha256sum) == "$before" ]] || fail "x was changed"
}

# Other kernels: another link of them, or another build.
{ cat "$build/fault_kernels.so" && echo; } >another.so
BYVAL_KERNELS=$work/another.so refuse "byval run: x: cannot go on: kernel_hash was '" "begin a new run"
BYVAL_KERNELS='' refuse "byval run: x: cannot go on: compiler was 'any' then and is '"
BYVAL_KERNELS=$work/nowhere refuse "BYVAL_KERNELS=$work/nowhere: No such file or directory"

# Another machine: each fact of its key counts.
for fact in cpu.model cache.l1d kernel_hash compiler.flags; do
    rm -rf x && cp -a kept x
    sed -i "1s|\"$fact\":\"[^\"]*\"|\"$fact\":\"another\"|" x/rows.jsonl
    refuse "byval run: x: cannot go on: $fact was 'another' then and is '" "begin a new run"
    sed -i "1s|\"$fact\":\"another\"|\"$fact\":null|" x/rows.jsonl
    refuse "x: cannot go on: $fact was 'unknown' then and is '"
done
rm -rf x && cp -a kept x
sed -i '1s|"cpu":|"layouts":64,"cpu":|' x/rows.jsonl
refuse "x: cannot go on: its blocks met 64 layouts of an earlier byval; begin a new run"

# Nothing there.
run "$byval" run --resume nowhere
expect_code 1
expect_err "nowhere/rows.jsonl: No such file or directory; only a run that was killed or interrupted can be resumed"
expect_nothing nowhere
run "$byval" run --resume "$(printf 'x%.0s' {1..5000})"
expect_code 1
expect_err "the path is too long"

# Left behind by a killed writer; a topology that had not been written; a link; a smaller budget.
rm -rf x && cp -a kept x
touch x/run.json.1.tmp x/SHA256SUMS.77777.tmp
rm x/topology.xml
ln -s x link
run "$byval" run --resume link --budget 0.01 --quiet
expect_code 0
expect_bundle x stopped=budget events=0
finish
