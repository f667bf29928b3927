#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# stack.sh BUILD: byval under stack limits that are tiny, usual and none.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

# limited KIB COMMAND...: run under that limit, hard and soft.
limited() {
    # shellcheck disable=SC2016
    run bash -c 'ulimit -s "$0" && exec "$@"' "$@"
}

if [[ $(ulimit -Hs) != unlimited ]]; then
    skip "the hard limit of the stack is $(ulimit -Hs) KiB here"
fi

limited 256 "$byval" doctor
expect_code 0
expect_out "the stack really ends after 256 KiB (limit 256 KiB; guard gap unknown)" \
    "WARN   stack        the stack is limited to 256 KiB: cases that need more, up to 7"
limited 8192 "$byval" doctor
expect_code 0
expect_out "the stack really ends after 8192 KiB (limit 8192 KiB; guard gap unknown)"
limited 65536 "$byval" doctor
expect_out "the stack really ends after 65536 KiB (limit 65536 KiB; guard gap "
limited unlimited "$byval" doctor
expect_code 0
expect_out "the stack has no end within 1048576 KiB, where looking stopped (no limit; guard gap "

# What does not fit is labelled, and the rest is measured.
limited 1024 "$byval" run --preset full --spacing 0 --budget 10m --blocks 2:2 --quiet --out small \
    --filter '^deep/touch:warm/size:(4096|1048576)$'
expect_code 0
expect_bundle small blocks=2 events=0 unavailable:1 open:1
grep -q '"needs [0-9]* KiB of stack, the limit is 1024 KiB; raise it with ulimit -s"' small/run.json ||
    fail "run.json does not say why a case is unavailable"
if ! nm -D "$build/kernels.so" | grep -q -e __asan_ -e __ubsan_; then
    limited 8192 "$byval" run --preset full --spacing 0 --budget 10m --blocks 2:2 --quiet --out usual \
        --filter '^deep/touch:[a-z]+/size:7340032$'
    expect_code 0
    expect_bundle usual blocks=2 events=0 open:2
fi
finish
