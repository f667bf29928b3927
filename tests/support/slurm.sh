# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# slurm.sh: a Slurm of a test's own, on this host: slurmctld, munged and a slurmd for each node.
#
# slurm_begin FOLDER NODE:FEATURE...   start it, and export SLURM_CONF; FOLDER must be readable by all
# slurm_kill NODE                      end the node's slurmd and what it runs, as a loss of power would
# slurm_end                            end all of it
slurm_pids=()
declare -A slurmd_pid=()

slurm_begin() {
    local folder=$1 port=$((20000 + $$ % 20000)) node names
    shift
    names=$(printf '%s\n' "${@%%:*}" | paste -sd,)
    mkdir -p "$folder"/{munge,ctld,log}
    chmod 755 "$folder" "$folder/munge"
    dd if=/dev/urandom of="$folder/key" bs=128 count=1 status=none
    chmod 600 "$folder/key"
    munged --foreground --force --key-file "$folder/key" --socket "$folder/munge/socket" --pid-file "$folder/munge/pid" \
        --log-file "$folder/log/munged" --seed-file "$folder/munge/seed" 2>"$folder/log/munged.err" &
    slurm_pids+=($!)
    export SLURM_CONF=$folder/slurm.conf
    cat >"$SLURM_CONF" <<CONF
ClusterName=byval
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
StateSaveLocation=$folder/ctld
SlurmdSpoolDir=$folder/slurmd.%n
SlurmctldPidFile=$folder/ctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
SlurmctldLogFile=$folder/log/ctld
SlurmdLogFile=$folder/log/slurmd.%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/linear
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
SlurmdTimeout=8
InactiveLimit=0
KillWait=2
SchedulerParameters=sched_interval=2,bf_interval=2
$(for node; do echo "NodeName=${node%%:*} NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=$((++port)) CPUs=1 Feature=${node#*:} State=UNKNOWN"; done)
PartitionName=batch Nodes=$names Default=YES MaxTime=INFINITE State=UP
CONF
    slurmctld -D >"$folder/log/ctld.out" 2>&1 &
    slurm_pids+=($!)
    for node in "${@%%:*}"; do
        slurmd -D -N "$node" >"$folder/log/$node.out" 2>&1 &
        slurmd_pid[$node]=$!
    done
    for _ in $(seq 150); do
        [[ $(sinfo -h -N -o %T 2>/dev/null | grep -c '^idle$') -lt $# ]] || return 0
        sleep 0.2
    done
    echo "Slurm did not start:" >&2
    tail -n 5 "$folder"/log/* >&2
    return 1
}

slurm_kill() {
    local pid parent
    kill -KILL "${slurmd_pid[$1]}"
    wait "${slurmd_pid[$1]}" 2>/dev/null
    for pid in $(grep -lz "^SLURMD_NODENAME=$1\$" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3); do
        parent=$(ps -o ppid= -p "$pid" | tr -d ' ')
        [[ $(ps -o comm= -p "${parent:-0}") != slurmstepd ]] || kill -KILL "$parent"
        kill -KILL "$pid"
    done 2>/dev/null
}

slurm_end() {
    kill "${slurmd_pid[@]}" "${slurm_pids[@]}" 2>/dev/null
    wait "${slurmd_pid[@]}" "${slurm_pids[@]}" 2>/dev/null
}
