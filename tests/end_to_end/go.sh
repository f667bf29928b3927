#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# go.sh BUILD: the kernels in Go, of a few sizes: they do what C's do, and are measured, interrupted and
# gone on with as C's are.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
scripts=$tests/../scripts
if ! "$scripts/kernels-go" --find go >/dev/null; then
    echo 'there is no go here'
    exit 77
fi

# A few sizes: one in registers, a whole one and an odd one in memory.
mkdir go
grep -E '^#|\((8|17|64|1024),' "$tests/../benchmarks/sizes.def" >few.def
export SIZES=$work/few.def
run "$scripts/kernels-go" go go
expect_code 0
expect_silent out err
for word in '' 'go' 'go go -O2 more'; do
    # shellcheck disable=SC2086
    run "$scripts/kernels-go" $word
    expect_code 2
done
run "$scripts/kernels-go" go-1.0 none
expect_code 1
expect_err 'go-1.0 is not here; scripts/setup go installs'

# Equal sums under equal names; scan has other orders of its objects, which none of its arms sees.
run go/kernels sums
expect_code 0
sort .out >sums.go
cut -d ' ' -f 1 sums.go | sed 's|/pass:.*||' | sort -u >names
"$build/case_sums" "$build/kernels.so" '^(arg|chain|ret|mutate|scan|inline|null)/' 2>sums.err | sort >sums.c
[[ ! -s sums.err ]] || fail "$(cat sums.err)"
join -j 1 <(sed 's/ /=/' sums.c | sort) <(sed 's/ /=/' sums.go | sort) >both
(($(wc -l <both) > 500)) || fail "only $(wc -l <both) rows are in both languages"
awk '$2 != $3 { print; bad = 1 } END { exit bad }' both >differ || fail "other sums in Go: $(head -3 differ)"

run env BYVAL_KERNELS=go/kernels "$byval" list --filter '^arg/class:double/'
expect_code 0
[[ $(<.out) == "$(grep '^arg/class:double/' names | sort -t : -k 6 -n)" ]] || fail 'other names are listed'

# Its machine code is what each family promises; two changes that break a promise are found: a callee that
# may be inlined, and a pointer that is kept, so that what it points to escapes.
run env BYVAL_KERNELS=go/kernels "$byval" audit --quiet --out go/audit.json
if [[ $(uname -m) == x86_64 ]]; then
    expect_code 0
    expect_silent out err
    jq -e --arg cases "$(wc -l <names)" '(.cases | length) == ($cases | tonumber)' go/audit.json >/dev/null || fail 'not all cases are audited'
    cp -r go broken
    sed -i "s|$work/go|$work/broken|g" broken/goenv broken/layout
    sed -i '\|^//go:noinline$|{N;/bv_arg_value_int_64_one(/s|//go:noinline\n||}' broken/source/family_arg.go
    sed -i '/^func bv_chain_value_64_1(/s|{|{ kept_churn_64 = \&s\n|' broken/source/family_chain.go
    (cd broken/source && ../goenv go build -trimpath -o ../kernels .) || fail 'the broken kernels cannot be built'
    run env BYVAL_KERNELS=broken/kernels "$byval" audit --quiet
    expect_code 1
    expect_err 'arg/class:int/reads:one/mode:throughput/site:stack/size:64/pass:value: its loop calls main.bv_arg_value_int_64_one in 0 places'
    expect_err 'chain/depth:2/size:64/pass:value: allocates in 1 places, not in 0'
    rm -rf broken
else
    expect_code 1
    expect_err "Go's calling convention is known for x86-64 alone"
fi

# What the toolchain says of escapes goes into the bundle, where it is of the same kernels.
run "$scripts/escapes" --json go go go-1.23
expect_code 2
run "$scripts/escapes" --cache go/cache --json go go
expect_code 0
jq -e '.scenarios | length > 40 and all(.inlined.objects >= 0)' go/escapes.json >/dev/null || fail 'escapes.json lacks scenarios'

# What its profilers sample: every 10 ms, and 512 KiB; by the number of objects, 64 MiB are 128 samples.
run "$scripts/go-profiles" gccgo
expect_code 1
run "$scripts/go-profiles" --cache go/cache --json go
expect_code 0
jq -e '.[0].profiles | .cpu.period == 10000000 and .cpu.period_of == "cpu (nanoseconds)" and .heap.period == 524288 and
    ([.block, .mutex] | all(.values == ["contentions (count)", "delay (nanoseconds)"] and .stacks > 0))' .out >/dev/null || fail 'other profiles'
jq -e '.[0].heap_objects | length == 2 and all(.sampled > 60 and .sampled < 260)' .out >/dev/null || fail 'the heap is sampled otherwise'

# What its collector lets a program allocate: about as much as its rule says, where what is alive has no pointers.
run "$scripts/go-collector" gccgo
expect_code 1
run env LIVE=1 CACHE="$PWD/go/cache" "$scripts/go-collector" go
expect_code 0
[[ $(grep -c '^| go1' .out) == 6 ]] || fail 'not all heaps are measured'
awk -F'|' '/no pointers/ && ($9 < 0.5 || $9 > 2) { exit 1 }' .out || fail "the rule does not hold"

# An arm of its own under these profilers, by the program that is built of the same sources.
# profiled NAME KIND ARM
profiled() {
    run env BYVAL_KERNELS=go/kernels "$byval" profile "$1" --kind "$2" --arm "$3" --seconds "${4:-0.3}" --out profile.pb.gz
    expect_code 0
    /usr/bin/python3 "$tests/support/pprof_read.py" profile.pb.gz >profile.json || fail 'pprof cannot read the profile'
}
profiled ret/size:64 heap heap
# An object of 64 B a call, all of them recorded.
calls=$(jq -r '.comments[]' profile.json | sed -n 's/^calls: //p')
(($(jq .totals.alloc_objects profile.json) >= calls && $(jq .totals.alloc_space profile.json) >= 64 * calls && calls > 0)) ||
    fail "$calls calls allocate $(jq -c .totals profile.json)"
profiled arg/class:int/reads:one/mode:throughput/site:stack/size:1024 cpu value 1
expect_out 'at 100 Hz' ' kernels'
[[ $(jq -r '.through | keys[]' profile.json) == *main.arg_value_int_1024_one_throughput* ]] || fail 'the arm is not in its profile'
[[ $(jq -r '.through | keys[]' profile.json) != *main.loop* ]] || fail 'what runs the arm is in its profile'
profiled threads/count:2/free:own/size:64 lock value
expect_out runtime.chan
run env BYVAL_KERNELS=go/kernels "$byval" profile ret/size:64 --kind lock --seconds 0.1 --out none.pb.gz
expect_code 1
expect_err 'waits for no mutex and no condition variable'
expect_nothing none.pb.gz
mkdir bare
cp go/kernels go/kernels.json bare
run env BYVAL_KERNELS=bare/kernels "$byval" profile ret/size:64 --seconds 0.1
expect_code 1
expect_err 'there is no profiler beside these kernels'

# Blocks: each linked in a layout of its own, counted, interrupted, gone on with.
words="--preset full --filter ^(ret|null/kind:same/of:value)/size:64$ --spacing 0 --budget 10m --build go"
# shellcheck disable=SC2086
run "$byval" run $words --blocks 3:3 --quiet --out run
expect_code 0
expect_silent err
expect_bundle run stopped=blocks blocks=3 events=0
jq -e '[.context.byval.blocks[] | .layout] | unique | length == 3' run/run.json >/dev/null || fail 'layouts come again'
jq -e 'all(.context.byval.blocks[]; .regime == "go" and (.allocator | startswith("go 1.")))' run/run.json >/dev/null ||
    fail 'blocks are of another regime'
jq -e '[.benchmarks[] | select(.name == "ret/size:64/pass:heap") | .bv_allocations == 1 and .bv_allocated_bytes == 64] | all' \
    run/run.json >/dev/null || fail 'ret, heap: not one object of 64 B a call'
jq -e '[.benchmarks[] | select(.name | test("value|outparam")) | .bv_allocations == 0] | all' run/run.json >/dev/null ||
    fail 'a value was allocated'
jq -e '.context.byval.machine.key.compiler | startswith("go 1.")' run/run.json >/dev/null || fail 'another compiler'

# What escapes is counted, and what does not: of a case and arm, objects and bytes a call.
allocates() {
    [[ $(jq -r --arg row "$1" '[.benchmarks[] | select(.name == $row) | "\(.bv_allocations) \(.bv_allocated_bytes)"] | unique | join("; ")' \
        counted/run.json) == "$2" ]] || fail "$1 does not allocate $2"
}
run "$byval" run --preset full --spacing 0 --budget 10m --blocks 1:1 --quiet --build go --out counted --filter \
    '^(iface/(holds:int(255|256)/size:8|size:64)|closure/use:stored/size:64|churn/site:(stack|gc/live:1(/gogc:off)?)/(life:lifo/)?calls:1/size:64)$'
expect_code 0
expect_bundle counted stopped=blocks blocks=2 events=0
allocates iface/holds:int255/size:8/pass:boxed '0 0'
allocates iface/holds:int256/size:8/pass:boxed '1 8'
allocates iface/size:64/pass:pointer '0 0'
allocates iface/size:64/pass:boxed '1 64'
allocates closure/use:stored/size:64/pass:value '1 80'
allocates closure/use:stored/size:64/pass:reassigned '2 80'
allocates churn/site:stack/calls:1/size:64/pass:pointer '0 0'
allocates churn/site:gc/live:1/life:lifo/calls:1/size:64/pass:pointer '1 64'
jq -e '[.benchmarks[] | select(.name | test("live:1/life.*pointer")) | .bv_collections > 0 and .bv_budget_bytes > 1e6] | length == 1 and all' \
    counted/run.json >/dev/null || fail 'the collector did not run'
run "$scripts/escapes" --cache go/cache go
expect_code 0
grep -qx 'pointer_argument,.*,go,yes,does not escape,0,0' .out || fail 'a pointer that is only read escapes'
grep -qx 'pointer_kept,.*,go,yes,escapes,1,24' .out || fail 'a pointer that is kept does not escape'
grep -qx 'returned_pointer_inlined,.*,go,yes,.*,0,0' .out || fail 'inlining does not keep it on the stack'
grep -qx 'returned_pointer_inlined,.*,go,no,escapes,1,24' .out || fail 'without inlining it does not escape'
# shellcheck disable=SC2086
begin stopped 1 "$byval" run $words --blocks 3:3 --spacing 1 --out stopped
kill -INT "$pid"
await
expect_code 1
run "$byval" run --resume stopped --build go --quiet
expect_code 0
expect_bundle stopped stopped=blocks blocks=3 events=0
run "$byval" verify run
expect_code 0
run "$byval" report run --out page
expect_code 0
grep -q '<td>stays, but is allocated</td>' page/index.html || fail 'the page lacks what is allocated though it stays'
grep -q '^C5,.*confirmed' page/claims.csv || fail 'that a returned pointer allocates is not judged'
jq -e --slurpfile of go/escapes.json '. == $of[0]' run/escapes.json >/dev/null ||
    fail 'the bundle has other escapes'
jq '.byval_escapes.kernel_hash = "0"' run/escapes.json >other && mv other run/escapes.json
run "$byval" report run --out page
expect_code 1
expect_err 'escapes.json: is about other kernels'

# What is wrong is said: without a layout, without a job, in a process that is not bound.
mv go/layout go/layout.away
# shellcheck disable=SC2086
run "$byval" run $words --blocks 1:1 --quiet --out none
expect_code 1
expect_err 'cannot be linked'
mv go/layout.away go/layout
echo '{}' >job
for job in job /dev/null; do
    go/kernels block <"$job" >.out 2>.err && fail "takes $job for a job"
    grep -q byval_error .out || [[ -s .err ]] || fail 'says nothing'
done
printf '{"compiler": "go", "flags": "", "families": [{"name": "f", "summary": "", "presets": {}, "cases": [%s%s}]}]}' \
    '{"name": "a", "arms": ["b"], "size_bytes": 1, "regime": ' '{"live_mib": 0, "flat": false, "threads": false}' >go/kernels.json
run env BYVAL_KERNELS=go/kernels "$byval" list
expect_code 1
expect_err "case 'a' has 1 arms"
finish
