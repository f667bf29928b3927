#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# block_cost.sh BUILD: what a block costs besides its visits, in instructions and in system calls: it
# must not grow unnoticed. A time would depend on the machine.
#
# The block has no case to visit. What it does then is done once a block, and measures nothing.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

cpu=$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')
text=$(objdump -h "$build/kernels.so" | awk '$2 == ".text" { print $3 }')
text_bytes=$((16#$text))

# count LAYOUT: $instructions and $calls of a block; layout 0 is the linked order
count() {
    cat >job <<END
{"byval_job":1,"work":"times","seed":1,"allocator":"glibc","collector":false,"live_mib":0,"threads":false,"slow":false,
"l1d_bytes":0,"l2_bytes":0,"l3_bytes":0,"cpus":"$cpu","kernels":"$build/kernels.so","block":0,"layout":$1,
"env_bytes":0,"stack_bytes":0,"cpu":$cpu,"slice_ns":20000,"cases":[]}
END
    doing="an idle block, layout $1"
    env -i PATH="$PATH" taskset -c "$cpu" valgrind --tool=callgrind --callgrind-out-file=counted \
        --trace-syscalls=yes --log-file=log "$byval-block" block <job >.out 2>.err
    code=$?
    expect_code 0
    expect_silent err
    grep -q '^{"byval_end":' .out || fail "it did not end as a block does"
    instructions=$(sed -n 's/^totals: *//p' counted)
    # Some are told of again when they return.
    calls=$(grep '^SYSCALL' log | grep -cv '\.\.\. \[async\]')
}

count 0
linked=$instructions
count 1
layout=$((instructions - linked))
echo "an idle block: $instructions instructions, $layout of them for a layout of $text_bytes bytes of" \
    "code; $calls system calls"
# The first shuffler took 25 a byte.
((layout >= text_bytes)) || fail "a layout cannot take so few"
((layout <= 16 * text_bytes)) || fail "a layout takes more than 16 instructions a byte"
((linked <= 6000000)) || fail "without a layout it takes $linked instructions, more than 6,000,000"
((calls <= 290)) || fail "more than 290 system calls"
# What only other commands need is not loaded.
objdump -p "$byval-block" | sed -n 's/^ *NEEDED *//p' >.out
grep -vE '^(libjansson|libbenchmark|libstdc\+\+|libm|libgcc_s|libc|libpthread|libdl|ld-linux)[-.]' .out &&
    fail "a block loads more than it calls"
finish
