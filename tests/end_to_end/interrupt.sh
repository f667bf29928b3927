#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# interrupt.sh BUILD: Ctrl-C, SIGTERM, SIGQUIT and the end of the terminal end a run cleanly, and
# --resume takes it to its end.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
export BYVAL_KERNELS=$build/fault_kernels.so

words='--preset full --filter ^sound/ --spacing 0.1 --budget 10m --blocks 15:15'

for how in 'INT ' 'INT -' 'TERM ' 'TERM -' 'HUP ' 'HUP -' 'QUIT ' 'QUIT -'; do
    read -r signal group <<<"$how"
    folder=$signal$group
    # shellcheck disable=SC2086
    begin "./$folder" 2 "$byval" run $words --out "./$folder"
    kill -s "$signal" -- "$group$pid"
    await
    expect_code 1
    expect_err "byval run: interrupted; what was measured is whole; byval run --resume ./$folder goes on"
    expect_out "stopped by an interruption"
    expect_bundle "./$folder" stopped=interrupted events=0
    blocks=$(jq '.context.byval.blocks | length' "./$folder/run.json")
    ((blocks >= 2 && blocks < 15)) || fail "$blocks blocks"
    jq -c '.benchmarks[] | del(.repetitions)' "./$folder/run.json" >before

    run "$byval" run --resume "./$folder" --quiet
    expect_code 0
    expect_silent out err
    expect_bundle "./$folder" stopped=blocks blocks=15 events=0
    jq -c ".benchmarks[:$((4 * blocks))][] | del(.repetitions)" "./$folder/run.json" |
        cmp - before || fail "blocks that were measured before the interruption are others now"
done

# Nothing measured yet: nothing to read, but a run to go on with.
# shellcheck disable=SC2086
begin early 0 "$byval" run ${words/15:15/4:4} --out early
kill -INT "$pid"
await
expect_code 1
if [[ ! -e early/run.json ]]; then
    expect_err "nothing was measured; byval run --resume early begins anew"
    expect_silent out
fi
run "$byval" run --resume early --quiet
expect_code 0
expect_bundle early stopped=blocks blocks=4

# A terminal that is closed: byval is told, its blocks are, and nobody hears the message.
cat >terminal.py <<'END'
import os, pty, sys, time
folder, blocks, words = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(words[0], words)
journal = folder + "/rows.jsonl"
while not (os.path.exists(journal) and open(journal).read().count("byval_block") >= blocks):
    if os.waitpid(pid, os.WNOHANG)[0]:
        sys.exit("ended early")
    time.sleep(0.01)
os.close(terminal)
state = os.waitpid(pid, 0)[1]
sys.exit(0 if os.WIFEXITED(state) and os.WEXITSTATUS(state) == 1 else "ended with %x" % state)
END
# shellcheck disable=SC2086
run /usr/bin/python3 terminal.py closed 2 "$byval" run $words --out closed
expect_code 0
expect_bundle closed stopped=interrupted events=0
# shellcheck disable=SC2086
run /usr/bin/python3 terminal.py piped 2 /bin/bash -c 'exec "$@" > >(cat) 2> >(cat)' bash \
    "$byval" run $words --out piped
expect_code 0
expect_bundle piped stopped=interrupted events=0

# Under nohup it goes on. So it does when those who read its words are gone.
# shellcheck disable=SC2086
begin nohup 2 nohup "$byval" run $words --out nohup
kill -HUP "$pid"
await
expect_code 0
expect_bundle nohup stopped=blocks blocks=15 events=0
# shellcheck disable=SC2086
run bash -c 'exec "$@" 2> >(true)' bash "$byval" run ${words/15:15/4:4} --out unheard
expect_bundle unheard stopped=blocks blocks=4 events=0

# What is done cannot be gone on with.
run "$byval" run --resume early
expect_code 1
expect_err "byval run: early/rows.jsonl: No such file or directory; only a run that was killed or interrupted can be resumed"
expect_bundle early stopped=blocks blocks=4
finish
