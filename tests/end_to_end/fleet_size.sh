#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# fleet_size.sh BUILD NODES [BUDGET]: what a fleet of so many nodes costs the machine that asks for it.
#
# Slurm is played by a few lines, whose nodes copy a bundle of preset quick, measured here for BUDGET seconds (20), under
# another seed and one of five processor models. Prints seconds and memory of verifying and gathering, and of comparing.
# No ctest: it asserts nothing but that each bundle arrives.
set -euo pipefail
build=$(cd "$1" && pwd) nodes=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
"$build/byval" run --preset quick --budget "${3:-20}" --spacing 0 --seed 1 --quiet --out "$work/bundle"

cat >"$work/bin/sinfo" <<CODE
#!/bin/sh
seq $nodes | sed 's/.*/n& k& idle none/'
CODE
cat >"$work/bin/sbatch" <<'CODE'
#!/bin/bash
while [[ $1 != --output ]]; do shift; done
folder=${2%/log}
number=${folder##*/n}
mkdir "$folder/bundle"
cp "$WORK"/bundle/{audit.json,topology.xml} "$folder/bundle/"
sed -e "s/\"seed\":1,/\"seed\":1$number,/; s/\"cpu.model\":\"[^\"]*\"/\"cpu.model\":\"model $((number % 5))\"/" \
    "$WORK/bundle/run.json" >"$folder/bundle/run.json"
(cd "$folder/bundle" && sed 's/^[^ ]* *//' "$WORK/bundle/SHA256SUMS" | xargs sha256sum >SHA256SUMS)
echo done >"$folder/log"
echo 0 >"$folder/exit"
echo "$number"
CODE
cat >"$work/bin/squeue" <<'CODE'
#!/bin/sh
while [ "$1" != --jobs ]; do shift; done
echo "$2" | tr , '\n' | sed 's/$/ COMPLETED None/'
CODE
for name in srun scancel sacct; do printf '#!/bin/sh\nexit 1\n' >"$work/bin/$name"; done
chmod 755 "$work"/bin/*

# cost WHAT COMMAND...: seconds, and the most that a process of it held.
cost() {
    /usr/bin/python3 -c 'import resource, subprocess, sys, time
start = time.monotonic()
code = subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("%s: %.0f s, of the processor %.0f s, %d MiB at most, exit code %d" % (sys.argv[1], time.monotonic() - start,
    used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, code))' "$@"
}
echo "$nodes bundles of $(($(stat -c %s "$work/bundle/run.json") / 1024)) KiB, $(grep -o '"run_name"' "$work/bundle/run.json" | wc -l) rows"
export PATH=$work/bin:$PATH WORK=$work
cost "fleet as a whole" "$build/byval" fleet --partition any --all --out "$work/fleet" -- --preset quick
[[ $(find "$work/fleet/bundles" -name run.json | wc -l) == "$nodes" ]] || { echo 'bundles are lost' >&2; exit 1; }
cost "compare, by model" "$build/byval" compare --by cpu.model "$work"/fleet/bundles/*
cost "compare, each with the first" "$build/byval" compare "$work"/fleet/bundles/*
