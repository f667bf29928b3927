#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# withdrawn.sh BUILD: what the system takes away from a run: its CPU, by a cgroup or by switching it off,
# and memory, by a cgroup. For root, where there are cgroups of version 1; a CPU is switched off, for
# all processes of the machine and for less than a second, only where BYVAL_TEST_OFFLINE=1 says so.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
export BYVAL_KERNELS=$build/fault_kernels.so
words='--preset full --budget 10m --quiet'

pid=
switch=
declare -A groups=()
# shellcheck disable=SC2317 # the trap calls it
give_back() {
    [[ -z $switch ]] || echo 1 >"$switch"
    [[ -z $pid ]] || kill -KILL -- "-$pid" 2>/dev/null
    wait
    for group in "${groups[@]}"; do rmdir "$group"; done
    rm -rf "$work"
}
trap give_back EXIT

tried=0
not_tried() { printf 'not tried: %s\n' "$1"; }

# make_group CONTROLLER: a cgroup below that of this process, as ${groups[CONTROLLER]}
make_group() {
    local mount own
    mount=$(findmnt --noheadings --first-only --types cgroup --options "$1" --output TARGET) || {
        not_tried "there is no hierarchy of version 1 with the controller $1"
        return 1
    }
    own=$(sed -nE "s/^[0-9]+:([^:]*,)?$1(,[^:]*)?://p" /proc/self/cgroup)
    own=$mount${own%/}/byval-test-$$
    mkdir "$own" 2>.why || {
        not_tried "$(<.why)"
        return 1
    }
    groups[$1]=$own
}

# in_group CONTROLLER COMMAND...: run it in that cgroup
# shellcheck disable=SC2016,SC2317 # run and begin call it
in_group() {
    sh -c 'echo $$ >"$1/cgroup.procs" && shift && exec "$@"' sh "${groups[$1]}" "${@:2}"
}

# expect_kept FOLDER: the run ended for want of its CPU, and what was measured is kept.
expect_kept() {
    await
    pid=
    expect_code 1
    expect_silent out
    expect_err "it is not in the affinity any more" " kept; byval run --resume $1 goes on"
    expect_bundle "$1" journal
}
expect_resumed() {
    run "$byval" run --resume "$1" --quiet
    expect_code 0
    expect_silent out err
    expect_bundle "$1" stopped=blocks blocks=10
}

if [[ -z $(other_cpu "$(other_cpu none)") ]]; then
    not_tried "there is one CPU only"
elif make_group cpuset; then
    tried=$((tried + 1))
    group=${groups[cpuset]}
    cat "$group/../cpuset.mems" >"$group/cpuset.mems"
    cat "$group/../cpuset.cpus" >"$group/cpuset.cpus"
    # shellcheck disable=SC2086
    begin set 2 in_group cpuset "$byval" run $words --filter ^sound/ --blocks 10:10 --out set
    cpu=$(head -n 1 set/rows.jsonl | jq .byval_journal.byval.run.cpu)
    other=$(other_cpu "$cpu")
    echo "$other" >"$group/cpuset.cpus"
    expect_kept set
    # While it is away nothing can be gone on with, and nothing is lost.
    run in_group cpuset "$byval" run --resume set --quiet
    expect_code 1
    expect_err "byval run: CPU $cpu is not one that this process may use; allowed: $other"
    expect_bundle set journal
    cat "$group/../cpuset.cpus" >"$group/cpuset.cpus"
    expect_resumed set
fi

if [[ ${BYVAL_TEST_OFFLINE-} != 1 ]]; then
    not_tried "to switch off a CPU: say BYVAL_TEST_OFFLINE=1 where nobody minds"
else
    cpu=$(taskset -cp $$ | grep -oE '[0-9]+$')
    file=/sys/devices/system/cpu/cpu$cpu/online
    if [[ ! -w $file ]]; then
        not_tried "$file cannot be written"
    else
        tried=$((tried + 1))
        # shellcheck disable=SC2086
        begin off 2 "$byval" run $words --cpu "$cpu" --filter ^sound/ --blocks 10:10 --out off
        switch=$file
        echo 0 >"$switch" || fail "cannot be switched off"
        sleep 0.3 # it ends by itself meanwhile, and needs no more than the CPU's return to go on
        echo 1 >"$switch" && switch=
        expect_kept off
        expect_resumed off
    fi
fi

# One block asks for more than there is: the kernel kills it, and the rest is measured.
if make_group memory; then
    group=${groups[memory]}
    echo 128M >"$group/memory.limit_in_bytes"
    [[ ! -e $group/memory.memsw.limit_in_bytes ]] || echo 128M >"$group/memory.memsw.limit_in_bytes"
    if [[ ! -e $group/memory.memsw.limit_in_bytes && $(wc -l </proc/swaps) -gt 1 ]]; then
        not_tried "memory that ends: it would be swapped"
    else
        tried=$((tried + 1))
        # shellcheck disable=SC2086
        run in_group memory "$byval" run $words --filter '^sound/|^fault/how:greedy/' --blocks 3:3 \
            --out memory
        expect_code 1
        expect_silent out
        expect_err "fault/how:greedy/size:8: killed by SIGKILL before it was done, twice in block 0"
        expect_bundle memory stopped=blocks blocks=3 events=2 failed:1 open:2
    fi
fi
((tried > 0)) || skip "nothing can be taken away here, for the reasons above"
finish
