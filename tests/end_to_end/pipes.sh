#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# pipes.sh BUILD: pipes where files should be, pipes that a user names, and pipes that nobody reads.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
# shellcheck disable=SC2086
run "$byval" run $blocks3 --filter "$small" --out a
expect_code 0
[[ -d a ]] || finish

# What waits is ended; its exit code is then 124.
ended=60

# Under the name of any file of a bundle.
for name in run.json audit.json counts.json selfcheck.json topology.xml; do
    rm -rf bad && cp -r a bad
    rm -f "bad/$name" && mkfifo "bad/$name"
    for words in 'report bad --out page' 'compare a bad --trend' 'compare bad a' 'export bad --format csv' \
        'contribute bad --out given' 'count --out bad --filter ^ret/size:64$'; do
        # Of a bundle, these read no more than the run.
        [[ $name != run.json && ! $words =~ ^(report|contribute) ]] && continue
        # shellcheck disable=SC2086
        run timeout $ended "$byval" $words
        expect_code 1
        expect_err "bad" "is no plain file"
        expect_nothing page given
    done
done
rm -rf bad && mkdir bad && mkfifo bad/rows.jsonl
run timeout $ended "$byval" run --resume bad
expect_code 1
expect_err 'bad/rows.jsonl: is no plain file'

# Named on purpose, a pipe is read.
for words in 'report --out page --quiet' 'export --format csv' 'compare a'; do
    # shellcheck disable=SC2086
    run timeout $ended "$byval" $words <(cat a/run.json)
    expect_code 0
    expect_silent err
done
expect_nothing page/run.json
! grep -q 'href="run.json"' page/index.html || fail "leads to a run.json that is not there"
mkfifo named
cat a/run.json >named &
run timeout $ended "$byval" export named --format csv
expect_code 0

# Nobody reads what is written: not a word of it, but no success.
mkfifo pipe
for words in 'export a --format csv' 'list --preset full' 'compare a a --all' 'report a' 'verify a' '--help'; do
    for signal in "" PIPE; do
        doing="$words, with SIGPIPE ${signal:+ignored}"
        # shellcheck disable=SC2094
        exec 3<>pipe 4>pipe 3<&- # nobody reads it any more
        # shellcheck disable=SC2086
        ([[ -z $signal ]] || trap '' "$signal"; exec "$byval" $words >&4 2>.err)
        code=$?
        exec 4>&-
        [[ $code == 1 || $code == 141 ]] || fail "exit code $code"
        expect_silent err
    done
done
finish
