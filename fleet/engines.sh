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
        CONFIGURING:*) state[${node_of[id]}]="waiting its node is being prepared" ;;
        RUNNING:* | COMPLETING:* | SUSPENDED:*) state[${node_of[id]}]=running ;;
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

# process PID: what names a process and no later one of the same number; nothing where it has ended.
process() {
    local fields
    read -ra fields < <(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null)
    [[ ${fields[0]-Z} != Z ]] && echo "$1 $(</proc/sys/kernel/random/boot_id) ${fields[19]}"
}

# alive FILE: whether the process that it names still runs.
alive() {
    local pid
    read -r pid _ 2>/dev/null <"$1" && [[ $(process "$pid") == "$(<"$1")" ]]
}

# far NODE: the folder on the host, below its home; homes may be shared, and a fleet of the same name have other programs.
far() {
    echo ".cache/byval-fleet/$({ echo "$HOSTNAME $fleet"; cat "$fleet/package/SHA256SUMS"; } | sha256sum | cut -c 1-16)-$1"
}

ssh_nodes() {
    export -f on ssh_kind
    sed -e 's/#.*//' -e 's/[[:blank:]]//g' -e '/^$/d' "$pool" | sort -u | parallel --will-cite --jobs 32 ssh_kind
}

# What a host says of itself, or why it does not: the name and number of its processor's model, CPUs, architecture.
ssh_kind() {
    local said
    if [[ ! $1 =~ ^[[:alnum:]_][][:alnum:]_.@:%[-]*$ ]]; then
        echo "$1 - is no name of a host"
    elif said=$(on -n "$1" 'LC_ALL=C lscpu | sed -n "s/^Model name: *//p; s/^Model: *//p"; nproc; uname -m' 2>&1); then
        echo "$1 $(tr -s ' \n' '_' <<<"$said" | sed 's/_$//')"
    else
        echo "$1 - unreachable: ${said##*$'\n'}"
    fi
}

# parallel outlives its caller's screen, but not its machine: then a task is begun again, and goes on where it was.
ssh_start() {
    local node task
    for node; do rm -f "$fleet/nodes/$node/here"; done
    export -f on far process ssh_task
    export fleet
    words=${options[*]@Q} setsid parallel --will-cite --jobs 64 --timeout "$limit" ssh_task ::: "$@" \
        </dev/null >>"$fleet/parallel.log" 2>&1 9>&- &
    task=$(process $!) || true
    for node; do echo "$task" >"$fleet/nodes/$node/id"; done
}

# The task of one host, seen from here.
ssh_task() {
    local node=$1 folder=$fleet/nodes/$1 far
    far=$(far "$node")
    process "$BASHPID" >"$folder/here.new" && mv "$folder/here.new" "$folder/here"
    {
        on "$node" "mkdir -p $far/node && { [ -e $far/package/task ] || tar xzf - -C $far; }" <"$fleet/package.tar.gz" &&
            on -n "$node" "sh $far/package/task \$PWD/$far/package \$PWD/$far/node $words"
        rm -rf "$folder/new" && mkdir "$folder/new" # or files of an unfinished bundle would stay in it
        on -n "$node" "cd $far/node && tar czf - *" | tar xzf - -C "$folder/new" &&
            rm -rf "$folder/bundle" && mv "$folder/new/bundle" "$folder" && mv "$folder/new/exit" "$folder" &&
            [[ -e $folder/bundle/run.json ]] && on -n "$node" "rm -rf $far"
    } >>"$folder/log" 2>&1
}

ssh_look() {
    local node folder
    for node; do
        folder=$fleet/nodes/$node
        if alive "$folder/here"; then
            state[$node]=running
        elif [[ -e $folder/here ]]; then
            state[$node]="ended ssh says: $(tail -n 1 "$folder/log" || true)"
        elif alive "$folder/id"; then
            state[$node]='waiting for the connections of other hosts'
        else
            state[$node]="ended parallel says: $(tail -n 1 "$fleet/parallel.log" || true)"
        fi
    done
}

# What measures on the host ends, too, if the host still answers; one that hangs is killed.
ssh_stop() {
    local task
    read -r task _ <"$fleet/nodes/$1/here" && pkill -TERM -P "$task"
    on -n "$1" "read -r _ _ pid <$(far "$1")/node/pid && kill \$pid && sleep 3; kill -KILL \$pid" >/dev/null 2>&1 9>&- &
}
