# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# expect.sh: what the end-to-end scripts share: run byval, and say what was expected of it.
#
# A script sources this with the build folder as its first argument. It then stands in an empty
# folder of its own, $work, and ends with `finish`.
set -uo pipefail
export LC_ALL=C
# AddressSanitizer would turn a crash into an exit code.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}handle_segv=0:handle_abort=0
unset BYVAL_KERNELS

tests=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$(cd "${1:?usage: ${0##*/} BUILD-FOLDER}" && pwd) || exit 1
# shellcheck disable=SC2034
byval=$build/byval
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
doing=

# Two cases that take a few milliseconds each, and the words that make a run of so many blocks.
# shellcheck disable=SC2034
small='^null/kind:same/of:value/size:(8|16)$'
# shellcheck disable=SC2034
blocks3='--preset full --spacing 0 --budget 10m --blocks 3:3 --quiet'

fail() {
    printf 'FAILED: %s: %s\n' "$doing" "$1"
    sed 's/^/    out: /' "$work/.out"
    sed 's/^/    err: /' "$work/.err"
    failures=$((failures + 1))
}

# run COMMAND...: what it prints is kept for the expectations, and its exit code in $code.
run() {
    doing=$*
    "$@" >"$work/.out" 2>"$work/.err" </dev/null
    code=$?
}

# memcheck COMMAND...: what valgrind finds is exit code 9, and on standard error.
memcheck() {
    run valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect \
        "$@"
    # hwloc says that it will not ask such a processor.
    sed -i '/^hwloc x86 backend cannot work under Valgrind/,/^and reloading them/d' .err
}

# begin FOLDER BLOCKS COMMAND...: start it as $pid, in a process group of its own, and wait until the
# journal in FOLDER holds so many blocks.
begin() {
    local journal=$1/rows.jsonl blocks=$2 there
    shift 2
    doing=$*
    set -m
    "$@" >"$work/.out" 2>"$work/.err" </dev/null &
    pid=$!
    set +m
    until there=$(grep -c byval_block "$journal" 2>/dev/null) || [[ -n $there && $blocks == 0 ]] &&
        ((there >= blocks)); do
        kill -0 "$pid" 2>/dev/null || { fail "ended early"; return 1; }
        sleep 0.01
    done
}

# await: the end of what was begun, as $code.
await() {
    wait "$pid"
    code=$?
}

expect_code() {
    [[ $code == "$1" ]] || fail "exit code $code instead of $1"
}

# expect_err TEXT...: each stands somewhere in what was printed on standard error.
expect_err() {
    local text
    for text in "$@"; do
        grep -qF -e "$text" "$work/.err" || fail "standard error does not say: $text"
    done
}

expect_out() {
    local text
    for text in "$@"; do
        grep -qF -e "$text" "$work/.out" || fail "standard output does not say: $text"
    done
}

expect_silent() {
    local stream
    for stream in "$@"; do
        [[ ! -s $work/.$stream ]] || fail "standard $stream is not empty"
    done
}

# expect_nothing PATH...: none of them is there.
expect_nothing() {
    local path
    for path in "$@"; do
        [[ ! -e $path && ! -L $path ]] || fail "$path is there"
    done
}

# expect_bundle FOLDER [WORD=VALUE]...: whole and sound; see check_bundle.py.
expect_bundle() {
    local said
    said=$(/usr/bin/python3 "$tests/support/check_bundle.py" "$@" 2>&1) || fail "$said"
}

# other_cpu CPU: one that may be used, but not this one; nothing where there is none.
other_cpu() {
    taskset -cp $$ | sed 's/.*: //' | tr ',' '\n' | sed 's/-/ /' |
        while read -r first last; do seq "$first" "${last:-$first}"; done | grep -vx "$1" | head -n 1
}

skip() {
    printf 'skipped: %s\n' "$1"
    exit 77
}

finish() {
    ((failures == 0)) || { printf '%d expectations failed\n' "$failures"; exit 1; }
    exit 0
}
