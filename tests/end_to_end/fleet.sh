#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# fleet.sh BUILD: byval fleet on a real Slurm of this host, and over ssh to this host; what goes wrong there is planted.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
# shellcheck source=tests/support/slurm.sh
source "$tests/support/slurm.sh"

[[ $(id -u) == 0 ]] || skip 'a Slurm of its own needs root'
for tool in slurmctld slurmd munged sbatch parallel ssh /usr/sbin/sshd; do
    command -v "$tool" >/dev/null || skip "$tool is missing; scripts/setup fleet installs it"
done
chmod 755 "$work"
trap 'slurm_end; [[ -z ${sshd-} ]] || kill "$sshd"; umount -l "$work/full" 2>/dev/null; rm -rf "$work"' EXIT
# Some seconds, so that there is a middle to be killed in.
measure=(-- --preset full --spacing 0 --filter "$small" --budget 10m --blocks 100:100)

# in_fleet FOLDER TEXT...: each stands in what it logged.
in_fleet() {
    local folder=$1 text
    shift
    for text; do
        grep -qE -e "$text" "$folder/fleet.log" || fail "$folder: is not logged: $text"$'\n'"$(cat "$folder/fleet.log")"
    done
}

# until_there WHAT...: wait for a file, some seconds.
until_there() {
    local _
    for _ in $(seq 1000); do
        [[ ! -e $1 ]] || return 0
        sleep 0.1
    done
    fail "$1 did not come"
}

# bundles FOLDER NODE...: those were gathered, are sound, and no other is there.
bundles() {
    local folder=$1 node
    shift
    [[ $(cd "$folder/bundles" && echo *) == "$*" ]] ||
        fail "the bundles are $(cd "$folder/bundles" && echo *), not $*"$'\n'"$(cat "$folder/fleet.log" "$folder"/nodes/*/log)"
    for node; do expect_bundle "$folder/bundles/$node"; done
}

run "$byval" fleet
expect_code 2
expect_err 'name the machines'
run "$byval" fleet --partition batch --out f -- --resume f
expect_code 2
expect_err 'are not for a fleet'
run "$byval" fleet --resume nowhere
expect_code 1
expect_err 'there is no fleet to go on with'

slurm_begin "$work/slurm" a1:zen a2:zen a3:zen b1:ice b2:ice || exit 1

# One of each kind; one page.
run "$byval" fleet --partition batch --out each "${measure[@]}"
expect_code 0
bundles each a1 b1
[[ -s each/page/index.html && -s each/compare.txt ]] || fail 'no page'
in_fleet each '5 nodes, 2 kinds'
grep -q 'good$' each/progress.txt || fail 'no progress'
run "$byval" fleet --partition batch --out each
expect_code 1
expect_err 'is a fleet already'

# Two processors of one name are not pooled by it. (A run says it twice: of the key only the first counts.)
sed -i 's/"cpu.model_number":"[0-9]*"/"cpu.model_number":"99"/' each/bundles/b1/run.json
run "$byval" fleet --resume each
expect_code 0
grep -qE '^  [AB]  99[:,]' each/compare.txt || fail "is not compared by the model's number: $(head -n 5 each/compare.txt)"

# A node that loses its power in mid-run, and another that was drained: others of their kinds measure. b1 is named by the
# partition, but not for use; a1 dies.
scontrol update nodename=b1 state=drain reason='fan is broken'
"$byval" fleet --nodes a1,a2,b1,b2 --out killed "${measure[@]}" >/dev/null 2>&1 &
pid=$!
until_there killed/nodes/a1/bundle/rows.jsonl
slurm_kill a1
doing='a node is killed, and one is drained'
await
expect_code 1
in_fleet killed 'b1: left out: drained: fan is broken' 'a1: .*(NODE_FAIL|without a result)' 'a2: is tried in place of a1' '2 of 3 tasks'
bundles killed a2 b2
scontrol update nodename=b1 state=resume

# Drained between the plan and the start: the task would wait for ever.
printf '%s\n' slurm b1,b2 nodes no 600 600 "${measure[@]:1}" >plan
mkdir -p drained/{package,nodes,bundles}
cp -r each/package each/package.tar.gz drained/
mv plan drained/plan
printf 'b1 ice\nb2 ice\n' >drained/nodes.txt
scontrol update nodename=b1 state=drain reason=broken
run "$byval" fleet --resume drained
expect_code 1
in_fleet drained 'b1: the node cannot be used' 'b2: is tried in place of b1'
bundles drained b2
scontrol update nodename=b1 state=resume
[[ -z $(squeue -h) ]] || fail "jobs are left: $(squeue -h)"

# Hangs: byval is stopped on its node.
"$byval" fleet --nodes a2,a3 --out hanging --silence 4 "${measure[@]}" >/dev/null 2>&1 &
pid=$!
until_there hanging/nodes/a2/bundle/rows.jsonl
pkill -STOP -f "$work/hanging/package/byval run.*nodes/a2/" || fail 'nothing was stopped'
doing='a node hangs'
await
pkill -CONT -f "$work/hanging/package/byval" || true
expect_code 1
in_fleet hanging 'a2: hangs: no news for 4 s' 'a3: is tried in place of a2'
bundles hanging a3

# The machine that submitted is gone: the tasks go on, and --resume gathers them.
"$byval" fleet --nodes a2,b2 --out orphaned "${measure[@]}" >/dev/null 2>&1 &
pid=$!
until_there orphaned/nodes/a2/bundle
kill -KILL "$pid"
wait "$pid" 2>/dev/null
run "$byval" fleet --resume orphaned
expect_code 0
bundles orphaned a2 b2
[[ $(cat orphaned/nodes/*/log | grep -c 'cases in [0-9]* blocks') == 2 ]] || fail 'was measured more than once'

# Other kernels on one node: its bundle is sound, but no part of this fleet.
"$byval" fleet --nodes a2,b2 --out kernels "${measure[@]}" >/dev/null 2>&1 &
pid=$!
until_there kernels/nodes/a2/bundle
cp kernels/package/kernels.so other.so
/usr/bin/python3 - "$work/kernels/package/SHA256SUMS" <<'CODE'
import sys
path = sys.argv[1]
lines = [("0" * 64 + line[64:]) if "kernels.so" in line else line for line in open(path)]
open(path, "w").writelines(lines)
CODE
kill -KILL "$pid"
wait "$pid" 2>/dev/null
run "$byval" fleet --resume kernels
expect_code 1
in_fleet kernels 'a2: other kernels were measured: [0-9a-f]{12}, and not 000000000000'
[[ -z $(ls kernels/bundles) ]] || fail 'was gathered all the same'

# A full disk below all nodes: named; with room again, --resume goes on where they were.
mkdir full
mount -t tmpfs -o size=64m tmpfs full || skip 'nothing can be mounted here'
"$byval" fleet --nodes a2,b2 --out full/fleet "${measure[@]}" >said 2>&1 &
pid=$!
until_there full/fleet/nodes/a2/bundle/rows.jsonl
until_there full/fleet/nodes/b2/bundle/rows.jsonl
dd if=/dev/zero of=full/filler bs=64k status=none 2>/dev/null
doing='the disk is full'
await
expect_code 1
grep -qE '(a2|b2): failed: byval run: .*No space left on device' said || fail "is not said: $(cat said)"
rm full/filler
run "$byval" fleet --resume full/fleet
expect_code 0
bundles full/fleet a2 b2
grep -q . full/fleet/bundles/a2/run.json || fail 'empty'

# The same over ssh, to this host under two names, whose home is the same, as where homes are shared.
mkdir -p home/.ssh
chmod 700 home home/.ssh
ssh-keygen -q -t ed25519 -N '' -f home/.ssh/id_ed25519
ssh-keygen -q -t ed25519 -N '' -f hostkey
cp home/.ssh/id_ed25519.pub home/.ssh/authorized_keys
port=$((40000 + $$ % 20000))
cat >sshd_config <<CONF
Port $port
ListenAddress 127.0.0.1
HostKey $work/hostkey
AuthorizedKeysFile $work/home/.ssh/authorized_keys
StrictModes no
UsePAM no
PidFile none
ForceCommand cd $work/home && HOME=$work/home sh -c "\$SSH_ORIGINAL_COMMAND"
CONF
mkdir -p /run/sshd
/usr/sbin/sshd -D -f sshd_config -E sshd.log &
sshd=$!
# ssh takes its own settings from the account's home, whatever HOME is.
mkdir bin
cat >bin/ssh <<SCRIPT
#!/bin/sh
exec /usr/bin/ssh -F "$work/ssh_config" "\$@"
SCRIPT
chmod 755 bin/ssh
cat >ssh_config <<CONF
Host one two
    HostName 127.0.0.1
    Port $port
    IdentityFile $work/home/.ssh/id_ed25519
    UserKnownHostsFile $work/known
    StrictHostKeyChecking no
    LogLevel ERROR
Host off
    HostName 127.0.0.1
    Port 1
CONF
printf 'one # here\n\ntwo\noff\n' >hosts
PATH=$work/bin:$PATH
echo '-oProxyCommand=touch${IFS}planted' >>hosts
run "$byval" fleet --hosts hosts --all --out far "${measure[@]}"
expect_code 0
in_fleet far 'off: left out: unreachable' 'planted: left out: is no name of a host'
expect_nothing planted
bundles far one two
[[ -z $(ls home/.cache/byval-fleet) ]] || fail 'something is left on the hosts'

# This machine is switched off: the hosts measure on, and are asked again. parallel is as dead as the rest.
echo one >hosts
"$byval" fleet --hosts hosts --out asleep "${measure[@]}" >/dev/null 2>&1 &
pid=$!
until_there asleep/nodes/one/id
for _ in $(seq 200); do compgen -G 'home/.cache/byval-fleet/*/node/bundle/rows.jsonl' >/dev/null && break; sleep 0.1; done
here=$(cut -d' ' -f1 asleep/nodes/one/here)
tasks=$(pgrep -P "$here")
# shellcheck disable=SC2086 # words
kill -KILL "$pid" "$(cut -d' ' -f1 asleep/nodes/one/id)" "$here" $tasks
wait "$pid" 2>/dev/null
run "$byval" fleet --resume asleep
expect_code 0
bundles asleep one

# far_rows: wait until host one measures.
far_rows() {
    local _
    for _ in $(seq 200); do
        compgen -G 'home/.cache/byval-fleet/*-one/node/bundle/rows.jsonl' >/dev/null && return
        sleep 0.1
    done
    fail 'host one does not measure'
}

# A connection breaks while the other host measures: it is named at once, and what its host has measured is gathered later.
printf 'one\ntwo\n' >hosts
"$byval" fleet --hosts hosts --all --out broken "${measure[@]}" >/dev/null 2>&1 &
pid=$!
far_rows
pkill -KILL -P "$(cut -d' ' -f1 broken/nodes/one/here)" || fail 'there is no connection'
doing='a connection breaks'
await
expect_code 1
in_fleet broken 'one: ended without a result: ssh says'
bundles broken two
run "$byval" fleet --resume broken
expect_code 0
bundles broken one two

# byval hangs on its host: it is ended there.
echo one >hosts
"$byval" fleet --hosts hosts --out stopped --silence 4 "${measure[@]}" >/dev/null 2>&1 &
pid=$!
far_rows
theirs='byval-fleet/[0-9a-f]*-one/package/byval run'
pkill -STOP -f "$theirs" || fail 'nothing was stopped'
doing='byval hangs on a host'
await
expect_code 1
in_fleet stopped 'one: hangs: no news for 4 s'
for _ in $(seq 100); do
    pgrep -f "$theirs" >/dev/null || break
    sleep 0.1
done
! pgrep -f "$theirs" || fail 'byval still hangs on the host'
finish
