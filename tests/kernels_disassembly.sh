#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kernels_disassembly.sh KERNELS: does the machine code of their library do what the cases say?
#
# Of every kernel: the call of its callee stands in its loop; arms that pass by value what does not go
# in registers store all its bytes to the stack there, pointer arms none; nothing was cloned by the
# compiler; the arms of `inline` and the twins of `null` are the same code. Exit code 77: cannot be said of this machine or build.
set -eu

kernels=${1:?usage: kernels_disassembly.sh KERNELS}
awk_program=$(dirname "$0")/kernels_disassembly.awk
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ "$(uname -m)" != x86_64 ]; then
    echo "skipped: the patterns are those of x86-64, this is $(uname -m)"
    exit 77
fi
if nm -D "$kernels" | grep -q -e __asan_ -e __ubsan_; then
    echo "skipped: the kernels are instrumented by sanitizers"
    exit 77
fi

objdump -d -M intel --no-show-raw-insn "$kernels" >"$work/code"
awk -f "$awk_program" "$work/code"
