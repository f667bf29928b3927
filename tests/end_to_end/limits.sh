#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# limits.sh BUILD: a small stack, one CPU, a CPU that is not allowed, a closed standard error.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

last=$(taskset -cp $$ | sed 's/.*[^0-9]//')
bounds='^null/kind:same/of:value/size:(8|4096)$|^arg/class:int/reads:one/mode:throughput/site:stack/size:65536$'

# 256 KiB of stack: what needs more is unavailable and says so, the rest is measured.
# shellcheck disable=SC2086
run bash -c 'ulimit -s 256 && exec "$@"' bash "$byval" run --preset full --spacing 0 --budget 10m --blocks 2:2 \
    --filter "$bounds" --out stack
expect_code 0
expect_out "3 cases in 2 blocks" "0 failed, 1 unavailable"
expect_bundle stack stopped=blocks blocks=2 events=0 unavailable:1 open:2
reason=$(jq -r '.context.byval.cases[] | select(.state == "unavailable") | .name + ": " + .reason' \
    stack/run.json)
[[ $reason =~ size:65536:\ needs\ [0-9]+\ KiB\ of\ stack,\ the\ limit\ is\ 256\ KiB\;\ raise\ it\ with\ ulimit\ -s ]] ||
    fail "$reason"
run bash -c 'ulimit -s 256 && exec "$1" doctor' bash "$byval"
expect_code 0
grep -E '^(note|WARN) +stack ' .out >/dev/null || fail "doctor does not mind the stack"

# A CPU that is not allowed, or not there.
# shellcheck disable=SC2086
run "$byval" run $blocks3 --filter "$small" --cpu 4095 --out x
expect_code 1
expect_err "4095" "allowed"
expect_nothing x
run "$byval" doctor --cpu 4095
expect_code 1
expect_err "4095"

# One CPU only, by affinity.
# shellcheck disable=SC2086
run taskset -c "$last" "$byval" run $blocks3 --filter "$small" --out one
expect_code 0
expect_bundle one blocks=3
[[ $(jq .context.byval.run.cpu one/run.json) == "$last" ]] || fail "measured on another CPU"
run taskset -c "$last" "$byval" doctor
expect_code 0
expect_out "CPU $last"
if [[ $last != 0 ]]; then
    # shellcheck disable=SC2086
    run taskset -c "$last" "$byval" run $blocks3 --filter "$small" --cpu 0 --out x
    expect_code 1
    expect_err "0" "allowed"
    expect_nothing x
fi

# One CPU only, by a control group.
group=
for root in /sys/fs/cgroup/cpuset /sys/fs/cgroup; do
    [[ -e $root/cpuset.cpus || -e $root/cpuset.cpus.effective ]] || continue
    mkdir "$root/byval-test.$$" 2>/dev/null || continue
    group=$root/byval-test.$$
    trap 'rmdir "$group"; rm -rf "$work"' EXIT
    if [[ -e $root/cpuset.mems ]]; then
        cat "$root/cpuset.mems" >"$group/cpuset.mems" 2>/dev/null
    fi
    break
done
if [[ -n $group ]] && echo "$last" 2>/dev/null >"$group/cpuset.cpus"; then
    # shellcheck disable=SC2016,SC2086
    run bash -c 'echo $$ >"$1/cgroup.procs" && shift && exec "$@"' bash "$group" \
        "$byval" run $blocks3 --filter "$small" --out group
    expect_code 0
    expect_bundle group blocks=3
    [[ $(jq .context.byval.run.cpu group/run.json) == "$last" ]] || fail "measured on another CPU"
    # shellcheck disable=SC2016,SC2086
    run bash -c 'echo $$ >"$1/cgroup.procs" && shift && exec "$@"' bash "$group" \
        "$byval" run $blocks3 --filter "$small" --cpu 4095 --out x
    expect_code 1
    expect_err "4095" "$last"
    expect_nothing x
else
    echo "not tried: no cpuset can be made here"
fi

# A budget that is too short for all of a preset decides a part of it, and says which.
run "$byval" run --preset quick --budget 4 --out part
expect_code 0
expect_err 'cases in 4 s: some ' ' more are left out: --budget '
expect_bundle part
left=$(sed -n 's/.*; \([0-9]*\) more are left out.*/\1/p' .err)
later=$(sed -n 's/.*forecast; \([0-9]*\) more cases\{0,1\} w[a-z]* left out, so.*/\1/p' .err)
[[ $(jq '[.context.byval.cases[] | select(.reason // "" | startswith("left out: in 4 s "))] | length' part/run.json) == $((left + ${later:-0})) ]] ||
    fail "not $left and ${later:-no} cases are left out"
jq -r '.context.byval.cases[] | select(.state != "unavailable") | .name' part/run.json >.out
# How much there is besides depends on how busy the machine is.
expect_out null/kind:same/of:value/size:64
run "$byval" verify part
expect_code 0
# What was asked for by its name is measured, however little comes of it.
run "$byval" run --preset quick --filter '^churn/' --budget 1 --out named
expect_code 0
expect_err ', too few for a verdict over so many, which takes '
[[ $(jq '[.context.byval.cases[] | select(.reason // "" | startswith("left out"))] | length' named/run.json) == 0 ]] ||
    fail 'leaves out what was asked for'

# One that starts byval and does not want to hear how children end.
# shellcheck disable=SC2086,SC2016
run bash -c 'trap "" CHLD; exec "$@"' bash "$byval" run $blocks3 --filter "$small" --out unheard
doing="a parent that ignores how its children end"
expect_code 0
expect_silent out err
expect_bundle unheard stopped=blocks blocks=3 events=0
run bash -c 'trap "" CHLD; exec "$@"' bash "$byval" report --quiet --out unheard.page unheard
expect_code 0

# Standard streams that are closed: no file of the bundle may take their place.
for closed in '0<&-' '1>&-' '2>&-' '0<&- 1>&- 2>&-'; do
    rm -rf closed
    BYVAL_KERNELS=$build/fault_kernels.so begin closed 2 bash -c 'exec "$@" '"$closed" bash \
        "$byval" run --preset full --spacing 0.2 --budget 10m --blocks 20:20 --filter ^sound/ --out closed
    kill -INT "$pid"
    await
    doing="closed: $closed"
    expect_bundle closed stopped=interrupted
    expect_bundle closed journal events=0
done
run bash -c 'exec "$1" list >&-' bash "$byval"
expect_code 1
expect_err "byval list: cannot write to standard output"
finish
