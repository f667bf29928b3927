#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# profile.sh BUILD: byval profile finds what was planted, within the error of so many samples; pprof's readers open what it
# writes; and what goes wrong is said, and leaves no file.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
# shellcheck source=tests/support/expect_profile.sh
source "$tests/support/expect_profile.sh"
planted=$build/profile_kernels.so

# expect_share WHAT HITS ALL SHARE: four standard errors of so many samples, and for what is round about a hundredth and
# three samples.
expect_share() {
    awk -v hits="$2" -v all="$3" -v p="$4" 'BEGIN {
        d = hits / all - p
        exit !(all >= 50 && d * d <= (4 * sqrt(p * (1 - p) / all) + 0.01 + 3 / all) ^ 2)
    }' || fail "$1: $2 of $3 samples, where a share of $4 was planted"
}

# Three quarters of the time in one of two functions.
run env BYVAL_KERNELS="$planted" "$byval" profile split/size:8 --seconds 0.4 --rate 5000 --out functions.pb.gz
expect_code 0
expect_out "split/size:8/pass:functions" "at 5000 Hz" "three_quarters  profile_kernels.so" "profile_kernels.c:"
read_profile functions.pb.gz
samples=$(value .totals.samples)
expect_share three_quarters "$(value .flat.three_quarters)" "$samples" 0.75
expect_share one_quarter "$(value .flat.one_quarter)" "$samples" 0.25
# What it was called by: byval-block's loop, and main.
expect_share functions "$(value .through.functions)" "$samples" 1
expect_share main "$(value .through.main)" "$samples" 1
[[ $(value '.types | tostring') == '[["samples","count"],["cpu","nanoseconds"]]' && $(value .period) == 200000 ]] ||
    fail "types $(value '.types | tostring'), period $(value .period)"
[[ $(value .totals.cpu) == $((samples * 200000)) ]] || fail "$samples samples, and $(value .totals.cpu) ns of CPU time"
[[ $(value '.comments | join(" ")') == *"split/size:8, arm: functions"*"rate: 5000 samples"*"samples: $samples, lost: "* ]] ||
    fail "comments: $(value '.comments | join(" ")')"
[[ $(value '.mappings[0].file') == "$build/byval-block" ]] || fail "the first mapping is not the program"
[[ $(value ".mappings[] | select(.file == \"$planted\") | .build_id") == "$(readelf -n "$planted" | sed -n 's/.*Build ID: //p')" ]] ||
    fail "the build id of the kernels is not in the profile"

# Nine tenths in one of two loops of one function: by lines.
run env BYVAL_KERNELS="$planted" "$byval" profile split/size:8 --arm loops --seconds 0.4 --rate 5000 --quiet --out loops.pb.gz
expect_code 0
expect_silent out err
read_profile loops.pb.gz
line() { grep -n "$1" "$tests/support/profile_kernels.c" | cut -d: -f1; }
many=$(line 'nine tenths') few=$(line 'one tenth')
lines() { value "[.by_line | to_entries[] | select(.key | IN(\"profile_kernels.c:$1\", \"profile_kernels.c:$(($1 - 1))\", \"profile_kernels.c:$(($1 + 1))\")) | .value] | add"; }
expect_share "nine tenths" "$(lines "$many")" "$(value .totals.samples)" 0.9
expect_share "one tenth" "$(lines "$few")" "$(value .totals.samples)" 0.1

# The tools that people have. google-pprof reads gperftools' format alone.
run env BYVAL_KERNELS="$planted" "$byval" profile split/size:8 --seconds 0.2 --rate 4000 --quiet --out functions.prof
expect_code 0
command -v google-pprof >/dev/null || fail "google-pprof is missing: scripts/setup test installs google-perftools"
run google-pprof --text "$build/byval-block" functions.prof
expect_code 0
expect_out three_quarters one_quarter bv_profile_worker_run
expect_share "google-pprof's three_quarters" "$(awk '$NF == "three_quarters" { print $1 }' .out)" "$(sed -n 's/^Total: \([0-9]*\) samples$/\1/p' .out)" 0.75
run google-pprof --raw "$build/byval-block" functions.prof
expect_code 0
if command -v go >/dev/null; then
    run go tool pprof -top functions.pb.gz
    expect_code 0
    expect_out "Type: cpu" three_quarters one_quarter "split/size:8, arm: functions"
    run go tool pprof -raw functions.pb.gz
    expect_code 0
    expect_out "Period: 200000" "samples/count cpu/nanoseconds" "profile_kernels.c"
    run go tool pprof -peek '^one_quarter$' functions.pb.gz
    expect_out one_quarter functions
else
    echo "Go is not installed: go tool pprof is not tried"
fi
# And byval scan, of which the kernels are somebody's program.
run "$byval" scan --run none --json scan.json --profile functions.pb.gz "$planted"
expect_code 0
head -c 1000 functions.pb.gz >torn.pb.gz
run "$byval" scan --run none --json scan.json --profile torn.pb.gz "$planted"
expect_code 1
expect_err "torn.pb.gz: damaged: it is cut short"

# A case of byval's own.
run "$byval" profile ret/size:256 --arm outparam --seconds 0.2 --rate 1000
expect_code 0
expect_out "ret/size:256/pass:outparam" "bv_ret_outparam_256  kernels.so"

# The machine code, with the samples beside it: of planted loops, the multiplications and what stands behind them.
run env BYVAL_KERNELS="$planted" "$byval" profile split/size:8 --arm loops --seconds 0.2 --rate 2000 --code
expect_code 0
expect_out "loops:" "of all samples: 0.0 % copies"
grep -E -A 1 '  (imul|mul) ' .out | grep -q ' %  ' || fail "no multiplication has samples, nor what stands behind one"
run env PATH=/nowhere BYVAL_KERNELS="$planted" "$byval" profile split/size:8 --seconds 0.1 --code
expect_code 1
expect_err "there is no objdump here" "install the package binutils"

# byval-gbench under gperftools' own profiler, which comes with google-pprof: names of kernels are there at the end.
if [[ $(nm "$build/byval-block") != *__asan_init* ]]; then
    run env CPUPROFILE=gbench.prof CPUPROFILE_FREQUENCY=1000 LD_PRELOAD=libprofiler.so.0 "$build/byval-gbench" \
        --benchmark_filter='^ret/size:512/pass:value' --benchmark_min_time=0.3
    expect_code 0
    run google-pprof --text "$build/byval-gbench" gbench.prof
    expect_code 0
    expect_out bv_ret_value_512
fi

# What is asked wrongly.
run "$byval" profile
expect_code 2
expect_err "expected one CASE; byval list names them all"
run "$byval" profile ret/size:7777
expect_code 2
expect_err "there is no case 'ret/size:7777'; byval list names them all"
run "$byval" profile ret/size:256 --arm reference
expect_code 2
expect_err "ret/size:256 has no arm 'reference'; it has value, outparam"
run "$byval" profile ret/size:256 --kind wall
expect_code 2
expect_err "--kind: expected cpu, heap or lock"
for rate in 0 10001 many; do
    run "$byval" profile ret/size:256 --rate "$rate"
    expect_code 2
    expect_err "--rate"
done

# fails WORDS... -- ARGUMENT...: with exit code 1, these words, and no file.
fails() {
    local words=()
    while [[ $1 != -- ]]; do words+=("$1"); shift; done
    shift
    run "$@" --out none.pb.gz
    expect_code 1
    expect_err "${words[@]}"
    expect_silent out
    expect_nothing none.pb.gz
}
fails "ended before its first sample" "a sample in 1000.000 ms; give more --seconds, or a higher --rate" -- \
    "$byval" profile ret/size:16 --seconds 0.01 --rate 1
fault=("$byval" profile --seconds 0.1)
export BYVAL_KERNELS=$build/fault_kernels.so
fails "fault/how:wrong/size:8: " "checksum" -- "${fault[@]}" fault/how:wrong/size:8
fails "fault/how:crash/size:8: killed by SIGSEGV before it was done" -- "${fault[@]}" fault/how:crash/size:8
fails "fault/how:leave/size:8: exit code 0 before it was done" -- "${fault[@]}" fault/how:leave/size:8
fails "fault/how:garbage/size:8: said '}{" "which is not JSON" -- "${fault[@]}" fault/how:garbage/size:8
fails "KiB of stack, the limit is" "ulimit -s" -- "${fault[@]}" limit/of:stack/size:8
fails "this machine has no such site" -- "${fault[@]}" limit/of:site/size:8
unset BYVAL_KERNELS
mkdir folder
run env BYVAL_KERNELS="$planted" "$byval" profile split/size:8 --seconds 0.1 --out folder/none/a.pb.gz
expect_code 1
expect_err "folder/none"

# The kernels are built anew while they run: no name is given to what was elsewhere.
cp "$planted" kernels.so
/usr/bin/python3 - kernels.so other.so <<'PYTHON'
import subprocess, sys
data = open(sys.argv[1], "rb").read()
for line in subprocess.run(["readelf", "-n", sys.argv[1]], capture_output=True, text=True).stdout.splitlines():
    if "Build ID" in line:
        own = bytes.fromhex(line.split()[-1])
open(sys.argv[2], "wb").write(data.replace(own, bytes(b ^ 0xFF for b in own)))
PYTHON
(while ! grep -qs "$PWD/kernels.so" /proc/[0-9]*/maps; do sleep 0.02; done; sleep 0.1; mv other.so kernels.so) 2>/dev/null &
BYVAL_KERNELS=$PWD/kernels.so fails "kernels.so: is of another build than what was profiled" "profile again" -- "$byval" profile split/size:8 --seconds 0.7
wait

# Names of functions are somebody's.
objcopy --redefine-sym three_quarters=$'evil\e[31m<b>\n' "$planted" hostile.so
run env BYVAL_KERNELS="$PWD/hostile.so" "$byval" profile split/size:8 --seconds 0.1 --rate 1000 --out hostile.pb.gz
expect_code 0
expect_out 'evil'
LC_ALL=C grep -q $'\e' .out && fail "a control character of a name reaches the terminal"
[[ $(grep -c 'hostile.so' .out) -ge 2 ]] || fail "a newline of a name breaks the table"
read_profile hostile.pb.gz
[[ $(value '.flat | keys | join(" ")') == *evil* ]] || fail "the name is not in the profile"

# Who stops it gets no file.
run timeout --preserve-status -s INT 0.3 "$byval" profile ret/size:256 --seconds 60 --out none.pb.gz
expect_code 1
expect_err interrupted
expect_nothing none.pb.gz
finish
