#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# hangs.sh BUILD: gnuplot, objdump and valgrind that never end: byval does, and says which it was.
#
# Minutes are seconds here: byval's clock runs faster.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
[[ -e $build/faulty_calls.so ]] || skip "time cannot be hurried before a sanitizer's clock"
# shellcheck disable=SC2086
run "$byval" run $blocks3 --blocks 6:6 --filter '^ret/size:(8|16|64)$' --out bundle
expect_code 0
mkdir bin

# plant NAME: a program of that name from standard input, before all others on PATH.
plant() {
    { echo '#!/bin/sh'; cat; } >"bin/$1"
    chmod +x "bin/$1"
}

# hurried SPEED COMMAND...
hurried() {
    local speed=$1
    shift
    run timeout 60 env PATH="$work/bin:$PATH" LD_PRELOAD="$build/faulty_calls.so" \
        BYVAL_FAULT="fast:$speed" "$@"
    doing="hurried $*"
}

# An earlier page stays as it is.
run "$byval" report bundle --quiet
expect_code 0
before=$(find bundle -type f -exec sha256sum {} + | sort)
plant gnuplot <<<'exec sleep 1000'
hurried 120 "$byval" report bundle
expect_code 1
expect_silent out
expect_err 'byval report: gnuplot drew nothing for 120 s, after 0 of' 'see whether it works at all'
plant gnuplot <<'SCRIPT'
shift
echo 'waiting for a font' >&2
for script in "$1" "$2"; do : >"${script%.gp}.svg"; done
exec sleep 1000
SCRIPT
hurried 120 "$byval" report bundle
expect_code 1
expect_err 'gnuplot drew nothing for 120 s, after 1 of' 'waiting for a font'
[[ $(find bundle -type f -exec sha256sum {} + | sort) == "$before" ]] || fail 'the bundle was changed'
expect_nothing bundle/.*.tmp
hurried 120 "$byval" compare bundle bundle --out page
expect_code 1
expect_err 'byval compare: gnuplot drew nothing for 120 s'
expect_nothing page

# One that is slow is waited for, and said to be.
plant gnuplot <<SCRIPT
shift
for script; do $(command -v gnuplot) -d "\$script"; sleep 0.5; done
SCRIPT
hurried 30 "$byval" report bundle
expect_code 0
grep -qE '^drawing: [1-9][0-9]* of [1-9][0-9]* figures done$' .err || fail 'does not say how far it is'
! grep -q $'\033' .err || fail 'draws over a line where there is no terminal'
hurried 30 "$byval" report bundle --quiet
expect_code 0
expect_silent out err

plant objdump <<<'exec sleep 1000'
hurried 60 "$byval" audit --filter "$small"
expect_code 1
expect_err 'byval audit: objdump /' ': said nothing for 60 s'
plant objdump <<SCRIPT
[ "\$1" = --version ] && exec sleep 1000
exec $(command -v objdump) "\$@"
SCRIPT
hurried 10 "$byval" audit --filter "$small"
expect_code 1
expect_err 'byval audit: objdump --version: said nothing for 60 s'

plant valgrind <<<'exec sleep 1000'
hurried 60 "$byval" count --filter "$small"
expect_code 1
expect_err 'byval count: valgrind --version: said nothing for 30 s'
plant valgrind <<'SCRIPT'
[ "$1" = --version ] && exec echo valgrind-3.19.0
exec sleep 1000
SCRIPT
hurried 300 "$byval" count --filter "$small"
expect_code 1
expect_err 'byval count: byval tally, under valgrind: said nothing for 600 s during its start'
finish
