#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# manual.sh BUILD: a manual page for byval and for each of its commands, with all that --help says.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

command -v help2man >/dev/null || skip 'help2man is missing; scripts/setup man installs it'
run "$tests/../scripts/manual" "$byval" 'my pages'
expect_code 0
expect_silent err
commands=$("$byval" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p' | grep -v '^help$')
(($(wc -l <<<"$commands") >= 11)) || fail "few commands: $commands"
# shellcheck disable=SC2086 # words
[[ $(ls 'my pages') == "$(printf "byval-%s.1\n" $commands | cat - <(echo byval.1) | sort)" ]] ||
    fail "the pages are $(ls 'my pages')"

for command in $commands; do
    page="my pages/byval-$command.1"
    grep -q '^\.SH SYNOPSIS' "$page" || fail "$page has no synopsis"
    grep -q '^\.SH OPTIONS' "$page" || fail "$page has no options"
    "$byval" "$command" --help | grep -oE -- '^  --[a-z-]+' | tr -d ' ' >options
    while read -r option; do
        sed 's/\\-/-/g' "$page" | grep -qF -e "\\fB$option\\fR" || fail "$page does not have $option"
    done <options
    grep -qF ".BR byval-$command (1)" 'my pages/byval.1' || fail "byval.1 does not lead to $command"
done
run "$tests/../scripts/manual"
expect_code 2
expect_err 'usage: scripts/manual BYVAL DIR'
run "$tests/../scripts/manual" nowhere/byval other
expect_code 1
expect_err 'nowhere/byval is no program'
expect_nothing other
finish
