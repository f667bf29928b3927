# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# engines.sh: what brings tasks onto nodes. A row of the table: its name, and the programs that it calls.
# Each has these functions, as NAME_what; fleet calls them by the name alone. $fleet is the folder of the fleet, $pool what
# was asked for, $limit how many seconds a node may take, ${options[@]} those of byval run.
#
#   nodes         print a line for each node of the pool: NODE KIND, or NODE - WHY-IT-CANNOT-BE-USED
#   start NODE... begin the tasks of these nodes, whose folders are $fleet/nodes/NODE, and leave an id there
#   look NODE...  set state[NODE]: waiting WHY, running, stuck WHY (it will not begin), or ended WHY (what the engine
#                 knows of its end; the exit code that the task wrote counts for more)
#   stop NODE     end its task
# shellcheck disable=SC2034,SC2154,SC2004 # names of fleet, whose state has words for indices
engines='
slurm sinfo sbatch srun squeue scancel
ssh parallel ssh tar
'

# Slurm, by its public commands. $fleet is on a disk that all nodes share.

slurm_nodes() {
    local which=(--partition "$pool")
    [[ $pool_is == partition ]] || which=(--nodes "$pool")
    sinfo --noheader --Node "${which[@]}" --format '%N %c:%z:%f %T %E' | sort -u -k1,1 |
        while read -r node kind how why; do
            case $how in
            idle | mixed | allocated | completing | reserved | planned) echo "$node $kind" ;;
            *) echo "$node - $how: $why" ;;
            esac
        done
}

slurm_start() {
    local node folder words which=()
    [[ $pool_is != partition ]] || which=(--partition "$pool")
    for node; do
        folder=$fleet/nodes/$node
        words=$(printf '%q ' sh "$fleet/package/task" "$fleet/package" "$folder" "${options[@]}")
        # The job has the node for itself, and all of it; byval chooses the CPU, and binds.
        if sbatch --parsable --job-name byval-fleet "${which[@]}" --nodelist "$node" --nodes 1 --ntasks 1 \
            --exclusive --mem 0 --no-requeue --time "$((limit / 60 + 1))" --chdir / --output "$folder/log" --open-mode append --wrap \
            "exec srun --exclusive --cpu-bind=none --cpus-per-task=\"\$SLURM_CPUS_ON_NODE\" $words" \
            >"$folder/id.new" 2>"$folder/refused"; then
            mv "$folder/id.new" "$folder/id"
        fi
    done
}

# What Slurm says of jobs: lines of id, state and reason.
slurm_read() {
    local id how why
    while read -r id how why; do
        [[ $id =~ ^[0-9]+$ && -n ${node_of[id]-} ]] || continue
        case $how:$why in
        PENDING:*Down* | PENDING:*Drain* | PENDING:*NotAvail* | PENDING:*Limit* | PENDING:BadConstraints | PENDING:*Config*)
            state[${node_of[id]}]="stuck the node cannot be used: $why" ;;
        PENDING:*) state[${node_of[id]}]="waiting $why" ;;
        RUNNING:* | CONFIGURING:* | COMPLETING:* | SUSPENDED:*) state[${node_of[id]}]=running ;;
        *) state[${node_of[id]}]="ended Slurm says $how${why:+, $why}" ;;
        esac
        unset "node_of[id]"
    done
}

# One question for all; jobs that Slurm has forgotten are asked of the accounts, where there are some.
slurm_look() {
    local node id said node_of=() ids=
    for node; do
        if [[ -e $fleet/nodes/$node/id ]]; then
            id=$(<"$fleet/nodes/$node/id")
            node_of[id]=$node
            ids+=,$id
        else
            state[$node]="stuck sbatch says: $(tail -n 1 "$fleet/nodes/$node/refused" || true)"
        fi
    done
    [[ -n $ids ]] || return 0
    if said=$(squeue --noheader --states all --format '%i %T %r' --jobs "${ids#,}" 2>&1); then
        slurm_read <<<"$said"
    elif [[ $said != *'Invalid job id'* ]]; then
        for node in "${node_of[@]}"; do state[$node]="waiting squeue says: ${said##*$'\n'}"; done
        return
    fi
    ((${#node_of[@]})) || return 0
    ids=$(IFS=,; echo "${!node_of[*]}")
    if said=$(sacct --noheader --allocations --parsable2 --format JobID,State --jobs "$ids" 2>/dev/null); then
        slurm_read <<<"${said//|/ }"
    fi
    for node in "${node_of[@]}"; do state[$node]='ended Slurm does not know its job any more'; done
}

slurm_stop() {
    local id
    read -r id <"$fleet/nodes/$1/id" && scancel "$id"
}

# Hosts that ssh knows, by GNU parallel. Nothing is shared: the package goes there, and the bundle comes back.

on() {
    ssh -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -o ServerAliveCountMax=4 "$@"
}

ssh_nodes() {
    export -f on ssh_kind
    sed -e 's/#.*//' -e 's/[[:blank:]]//g' -e '/^$/d' "$pool" | sort -u | parallel --will-cite --jobs 32 ssh_kind
}

# What a host says of itself, or why it does not.
ssh_kind() {
    local said
    if said=$(on -n "$1" 'sed -n "s/^model name.*: //p" /proc/cpuinfo | head -n 1; nproc; uname -m' 2>&1); then
        echo "$1 $(tr -s ' \n' '_' <<<"$said" | sed 's/_$//')"
    else
        echo "$1 - unreachable: ${said##*$'\n'}"
    fi
}

# parallel outlives its caller's screen, but not its machine: then a task is begun again, and goes on where it was.
ssh_start() {
    export -f on ssh_task
    export fleet
    words=${options[*]@Q} setsid parallel --will-cite --jobs 64 --timeout "$limit" ssh_task ::: "$@" \
        </dev/null >>"$fleet/parallel.log" 2>&1 9>&- &
    local node
    for node; do echo $! >"$fleet/nodes/$node/id"; done
}

# The task of one host, seen from here.
ssh_task() {
    local node=$1 folder=$fleet/nodes/$1 far
    far=.cache/byval-fleet/$(cksum <<<"$fleet" | cut -d' ' -f1)-$node # homes may be shared
    echo "$BASHPID" >"$folder/here"
    {
        on "$node" "mkdir -p $far/node && { [ -e $far/package/task ] || tar xzf - -C $far; }" <"$fleet/package.tar.gz" &&
            on -n "$node" "sh $far/package/task \$PWD/$far/package \$PWD/$far/node $words"
        on -n "$node" "cd $far/node && tar czf - *" | tar xzf - -C "$folder" --exclude log &&
            [[ -e $folder/bundle/run.json ]] && on -n "$node" "rm -rf $far"
    } >>"$folder/log" 2>&1
}

ssh_look() {
    local node
    for node; do
        if [[ ! -e $fleet/nodes/$node/exit && $(ps -o stat= -p "$(<"$fleet/nodes/$node/id")") == [!Z]* ]]; then
            state[$node]=running
        else
            state[$node]="ended ssh says: $(tail -n 1 "$fleet/nodes/$node/log" || true)"
        fi
    done
}

ssh_stop() {
    local task
    read -r task <"$fleet/nodes/$1/here" && pkill -TERM -P "$task"
}
