#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# damage.sh BUILD: a journal that is torn at its end is gone on with; one that is damaged elsewhere is
# refused with the line's number, and left as it is.
# shellcheck disable=SC2016 # sed's dollars
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
export BYVAL_KERNELS=$build/fault_kernels.so

begin kept 3 "$byval" run --preset full --filter '^sound/' --spacing 0.2 --budget 10m --blocks 20:20 --out kept
kill -KILL "$pid"
await 2>/dev/null
lines=$(wc -l <kept/rows.jsonl)
# Up to the third block: the context, 3 blocks of 4 rows and a commit. A run of 4 blocks might end
# before anyone could stop it: it was asked for more, and is made to have been asked for 4.
head -n 16 kept/rows.jsonl | sed '1s/"blocks_m\(in\|ax\)":20/"blocks_m\1":4/g' >whole
mv whole kept/rows.jsonl

# spoil SCRIPT: x is the kept bundle, its journal edited by sed
spoil() {
    rm -rf x && cp -a kept x
    sed -i "$1" x/rows.jsonl
    doing="journal spoilt by $1"
}

# refuse TEXT...: not gone on with, and left as it is
refuse() {
    local before
    before=$(cat x/* | sha256sum)
    run "$byval" run --resume x --quiet
    expect_code 1
    expect_silent out
    expect_err "$@"
    [[ $(cat x/* | sha256sum) == "$before" ]] || fail "x was changed"
}

# go_on: ends as a whole bundle, in which all blocks that were committed are kept
go_on() {
    /usr/bin/python3 "$tests/support/committed.py" x/rows.jsonl committed >/dev/null
    run "$byval" run --resume x --quiet
    expect_code 0
    expect_silent out err
    expect_bundle x stopped=blocks blocks=4 events=0
    /usr/bin/python3 "$tests/support/committed.py" committed x/run.json --within || fail "blocks are lost"
}

[[ $lines -ge 16 ]] || fail "only $lines lines"
# Torn by a kill, in the last line or before; damage that no commit follows.
spoil '$s/.$//'
truncate -s -1 x/rows.jsonl
go_on
spoil '$s/,"canary.*//'
truncate -s -1 x/rows.jsonl
go_on
spoil '$d'
go_on
spoil '15s/{/[/;$d'
go_on
spoil '12s/.*/\x00\x00\x00/;16d'
go_on
spoil '$a \x00\x00\x00\x00'
go_on

# Damage in what was committed.
spoil '5s/"/\x27/'
refuse "byval run: x/rows.jsonl:5: not valid JSON:"
spoil '3s/"real_time":[0-9.]*/"real_time":-1/'
refuse "x/rows.jsonl:3: real_time: expected a number above 0"
spoil '3s/"real_time":[0-9.]*/"real_time":NaN/'
refuse "x/rows.jsonl:3: not valid JSON:"
spoil '3s/sound/other/g'
refuse "x/rows.jsonl:3: name: 'other/size:" "belongs to no case of the run"
spoil '3s/"bv_rounds":/"bv_turns":/'
refuse "x/rows.jsonl:3:" "bv_rounds"
spoil '4d'
refuse "x/rows.jsonl:5: a row of case 'sound/size:" "in block 0 is missing or appears twice"
spoil '4{p}'
refuse "x/rows.jsonl:7: a row of case 'sound/size:" "in block 0 is missing or appears twice"
spoil '6d'
refuse "x/rows.jsonl:10: block 1 does not follow, or has rows of another"
spoil '2,6d'
refuse "x/rows.jsonl:6: block 1 does not follow, or has rows of another"
spoil '1d'
refuse "x/rows.jsonl:1: name: 'sound/size:" "belongs to no case of the run"
spoil '1{p}'
refuse "x/rows.jsonl:2: expected one byval_journal line, the first"
spoil '1s/"schema":2/"schema":3/'
refuse "x/rows.jsonl:1: byval_journal.byval.schema: 3, written by byval " ", is newer than this byval's 2; use a newer byval"
spoil '1s/"schema":2/"schema":4294967297/'
refuse "x/rows.jsonl:1: byval_journal.byval.schema: 4294967297"
spoil '1s/"seed":[0-9]*/"seed":"x"/'
refuse "x/rows.jsonl:1: byval_journal.byval.run.seed: expected a whole number"
spoil '1s/^/\xef\xbb\xbf/'
refuse "x/rows.jsonl:1: begins with a byte order mark (BOM); save it as UTF-8 without one"
spoil '2,$d;1s/.$//'
refuse "x/rows.jsonl: not even its first line is whole; delete the folder and run anew"
rm -rf x && cp -a kept x
: >x/rows.jsonl
refuse "x/rows.jsonl: not even its first line is whole; delete the folder and run anew"
rm x/rows.jsonl && mkdir x/rows.jsonl
run "$byval" run --resume x
expect_code 1
expect_err "x/rows.jsonl: cannot open for writing: Is a directory"
finish
