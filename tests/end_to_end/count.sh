#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# count.sh BUILD: byval count gives what the machine code says, the same every time, whole or not at all.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
command -v valgrind >/dev/null || skip "valgrind is not installed"
mkdir tmp
export TMPDIR=$work/tmp

# count_of FILE CASE ARM KEY: a count a call
count_of() {
    jq -r ".cases[] | select(.name == \"$2\") | .arms[] | select(.name == \"$3\") | .$4 / .calls" "$1"
}

# disassembled KERNEL CALLEE: instructions, loads and stores of a turn of the kernel's loop, in which
# it calls the callee; "jumps" of a callee that is no straight line. Addresses are compared as text:
# those of a function are of one length.
disassembled() {
    objdump -d -M intel --no-show-raw-insn "$build/kernels.so" |
        awk -v kernel="<$1>:" -v callee="<$2>:" '
        function number(hex,  i, value) {
            for (i = 3; i <= length(hex); i++)
                value = 16 * value + index("0123456789abcdef", substr(hex, i, 1)) - 1
            return value
        }
        function tally(op, args,  memory, first) {
            instructions++
            if (op == "rep") { loads += elements; stores += elements; return }
            if (op == "mov" && args ~ /^ecx,0x/) elements = number(substr(args, 5))
            memory = args ~ /\[/ && op !~ /^(lea|nop|prefetch)/
            first = memory && args ~ /^[^,]*\[/
            if (op == "call" || op == "push") { stores++; loads += memory; return }
            if (op == "ret") { loads++; return }
            if (op == "pop") { loads++; stores += memory; return }
            if (!memory) return
            if (!first || op ~ /^(cmp|test)/) { loads++; return }
            stores++
            if (op !~ /^(v?mov|set)/) loads++
        }
        /^[0-9a-f]+ <.*>:$/ { name = $2; next }
        name != kernel && name != callee { next }
        !/^ +[0-9a-f]+:\t/ { next }
        {
            line = $0
            sub(/^ +/, "", line); sub(/[ \t]+(#.*)?$/, "", line); sub(/[ \t]+#.*/, "", line)
            address = "x" substr(line, 1, index(line, ":") - 1)
            sub(/^[^\t]*\t/, "", line); sub(/[ \t]+<.*/, "", line)
            op = line; sub(/ .*/, "", op)
            args = line; sub(/^[^ ]* */, "", args)
        }
        name == callee && !returned {
            if (op ~ /^(j|call)/) { print "jumps"; failed = 1; exit }
            tally(op, args)
            returned = op == "ret"
        }
        name == kernel {
            at[++n] = address; ops[n] = op; operands[n] = args
            if (op ~ /^j/ && "x" args < address) { from = "x" args; to = address }
        }
        END {
            if (failed) exit
            for (i = 1; i <= n; i++)
                if (at[i] >= from && at[i] <= to) tally(ops[i], operands[i])
            print instructions + 0, loads + 0, stores + 0
        }'
}

# The words of a command line differ in length, and so does the environment.
filter='^(ret/size:64|mutate/how:update/size:64|arg/class:int/reads:one/mode:throughput/site:heap/size:(64|264))$'
run "$byval" count --preset full --filter "$filter" --out first.json
expect_code 0
expect_silent err
expect_out instructions loads stores allocations frees bytes mutate/how:update/size:64/pass:pointer
cp .out first.out
mkdir -p a/folder/elsewhere
run env -C a/folder/elsewhere SOMETHING="$(printf 'x%.0s' {1..1234})" LC_ALL=C.UTF-8 \
    MALLOC_TOP_PAD_=123456 VALGRIND_OPTS=--tool=memcheck \
    "$byval" count --preset full --filter "$filter" --out "$work/second.json"
expect_code 0
cmp -s first.json second.json || fail "two times, two counts: $(diff first.json second.json)"
cmp -s first.out .out || fail "two times, two tables"
run "$byval" count --filter '^ret/size:64$' --quiet --out alone.json
expect_code 0
expect_silent out err
[[ $(jq -S '.cases[0]' alone.json) == "$(jq -S '.cases[] | select(.name == "ret/size:64")' first.json)" ]] ||
    fail "a case counts differently when it is alone"

# A heap arm allocates once a call, and gives back; the others never.
for arm in value outparam heap; do
    expected=$([[ $arm == heap ]] && echo "1 1 64" || echo "0 0 0")
    said=$(for key in allocations frees bytes; do count_of first.json ret/size:64 $arm $key; done | paste -sd ' ')
    [[ $said == "$expected" ]] || fail "ret/size:64/pass:$arm allocates $said instead of $expected"
done

# So do those of other allocators, where they are installed, and the heap is not another for another job.
heap='churn/site:heap/alloc:[a-z]+/life:lifo/calls:1/size:64'
run "$byval" count --preset full --filter "^$heap$" --quiet --out heap.json
expect_code 0
[[ $(jq '[.cases[] | select(.state == "counted") | .arms[1] | .allocations == .calls] | length > 0 and all' heap.json) == true ]] ||
    fail "not one allocation a call"
run "$byval" count --preset full --filter "^$heap$|^ret/size:(64|256)$" --quiet --out more.json
[[ $(jq -S '[.cases[] | select(.name | startswith("churn"))]' more.json) == "$(jq -S .cases heap.json)" ]] ||
    fail "a case counts differently beside others"

# What the machine code says, to the last instruction; one of them adds to memory in place.
compared=0
while read -r name arm kernel callee; do
    [[ $(uname -m) == x86_64 ]] || break
    doing="count of $name/pass:$arm"
    expected=$(disassembled "$kernel" "$callee")
    said=$(for key in instructions loads stores; do count_of first.json "$name" "$arm" $key; done | paste -sd ' ')
    # clang calls memcpy too, and then copies once more.
    calls=$(objdump -d "$build/kernels.so" |
        awk -v kernel="<$kernel>:" '/>:$/ { on = $2 == kernel } on && /\tcall/ { n++ } END { print n }')
    [[ $name != */size:264 || $calls == 1 ]] || continue
    [[ $said == "$expected" ]] || fail "counted $said, disassembled $expected"
    compared=$((compared + 1))
done <<'END'
arg/class:int/reads:one/mode:throughput/site:heap/size:64 value arg_value_int_64_one_throughput bv_arg_value_int_64_one
arg/class:int/reads:one/mode:throughput/site:heap/size:64 pointer arg_pointer_int_64_one_throughput bv_arg_pointer_int_64_one
arg/class:int/reads:one/mode:throughput/site:heap/size:264 value arg_value_int_264_one_throughput bv_arg_value_int_264_one
mutate/how:update/size:64 pointer update_pointer_64 bv_update_pointer_64
END
[[ $(uname -m) != x86_64 || $compared -ge 3 ]] || fail "only $compared arms were compared"

# Into a bundle, beside the times of the same kernels and of no others.
# shellcheck disable=SC2086
run "$byval" run $blocks3 --filter "$small" --out bundle
expect_code 0
run "$byval" count --filter "$small" --quiet --out bundle
expect_code 0
expect_bundle bundle
(cd bundle && sha256sum --quiet -c SHA256SUMS) || fail "the sums do not hold"
grep -q ' counts.json$' bundle/SHA256SUMS || fail "SHA256SUMS leaves out counts.json"
[[ $(jq -r .byval_counts.kernel_hash bundle/counts.json) == "$(jq -r .context.byval.machine.key.kernel_hash bundle/run.json)" ]] ||
    fail "the bundle's counts are of other kernels"
cp bundle/counts.json before.json
BYVAL_KERNELS=$build/fault_kernels.so run "$byval" count --preset full --filter '^sound/' --out bundle
expect_code 1
expect_err "bundle: was measured with other kernels"
expect_silent out
cmp -s before.json bundle/counts.json || fail "the counts were touched"

# Cases that misbehave are told apart from those that are sound.
BYVAL_KERNELS=$build/fault_kernels.so run "$byval" count --preset full --out faults.json \
    --filter '^(sound/size:8|limit/of:site/size:8|fault/how:(crash|leave|wrong)/size:8)$'
expect_code 1
expect_err "fault/how:crash/size:8: failed: killed by SIGSEGV before it was done" \
    "fault/how:leave/size:8: failed: exit code 0 before it was done" \
    "fault/how:wrong/size:8: failed: case fault/how:wrong/size:8: after 1 calls" \
    "limit/of:site/size:8: not counted: this machine has no such site"
[[ $(jq -c '[.cases[] | .state] | sort' faults.json) == '["counted","failed","failed","failed","unavailable"]' ]] ||
    fail "$(jq -c '[.cases[] | .state]' faults.json)"

# Words, and a machine without valgrind.
run "$byval" count --filter '^nofamily/'
expect_code 2
run "$byval" count --preset fast
expect_code 2
expect_err "byval count: there is no preset 'fast'"
run "$byval" count --help
expect_out "usage: byval count" "examples:"
run "$byval" count --filter "$small" --out nowhere/x.json
expect_code 1
expect_err "nowhere: cannot write into the folder: No such file or directory"
mkdir none
run "$byval" count --filter "$small" --out none
expect_code 1
expect_err "none/run.json: cannot read"
PATH=$work/none run "$byval" count --filter "$small" --out x.json
expect_code 1
expect_err "byval count: valgrind is not installed" "install the package valgrind"
run "$byval" tally
expect_code 1
expect_err "started by byval, not by hand"

# Asked to stop, it leaves nothing.
doing="count, interrupted"
"$byval" count --filter '^arg/' --out x.json >"$work/.out" 2>"$work/.err" &
pid=$!
for ((i = 0; i < 200; i++)); do
    [[ -n $(find tmp -name log) ]] && break
    sleep 0.05
done
sleep 0.3
kill -INT $pid
wait $pid
code=$?
expect_code 1
expect_err "byval count: interrupted"
expect_nothing x.json
[[ -z $(ls tmp) ]] || fail "left in TMPDIR: $(ls tmp)"
finish
