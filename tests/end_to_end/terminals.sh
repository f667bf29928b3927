#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# terminals.sh BUILD: a line is drawn over on a terminal that can do so, and on no other.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
export BYVAL_KERNELS=$build/fault_kernels.so
escape=$(printf '\033')

# shown TERM COMMAND...: what a terminal of that kind shows, in .out
shown() {
    local kind=$1
    shift
    run env ${kind:+"TERM=$kind"} /usr/bin/python3 "$tests/support/terminal.py" "$@"
    doing="TERM=$kind: $*"
}

unset TERM
gcc -g -O2 -w -o planted "$tests/scan/planted.c"
count=0
for kind in xterm dumb ''; do
    count=$((count + 1))
    shown "$kind" "$byval" run --preset full --filter ^sound/ --spacing 0 --budget 10m --blocks 2:2 --out "run$count"
    expect_code 0
    grep -q ' of 2 questions decided' .out || fail 'no progress is shown'
    drawn=$(grep -c "$escape" .out)
    [[ $kind == xterm ]] || ((drawn == 0)) || fail 'draws over a line where that cannot be'
    [[ $kind != xterm ]] || ((drawn > 0)) || fail 'does not draw over a line'
    shown "$kind" "$byval" scan --rows 1 --run none planted
    expect_code 0
    if [[ $kind == xterm ]]; then
        grep -qE "\[[#.]{12}\] +[0-9]+ %, debug information" .out || fail 'no bar is shown'
    else
        ! grep -q "$escape" .out || fail 'draws over a line where that cannot be'
    fi
    if command -v valgrind >/dev/null && [[ -e $build/faulty_calls.so ]]; then
        BYVAL_KERNELS=$build/kernels.so shown "$kind" "$byval" count --preset full --filter '^null/kind:same/of:value/size:8$'
        expect_code 0
        [[ $kind == xterm ]] || ! grep -q "$escape" .out || fail 'draws over a line where that cannot be'
    fi
done
finish
