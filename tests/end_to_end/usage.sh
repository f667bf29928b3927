#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage.sh BUILD: words that byval does not take: exit code 2, what is wrong, what to do instead.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

# wrong TEXT WORD...: byval WORD... refuses, saying TEXT on one line of standard error alone.
wrong() {
    local text=$1
    shift
    run "$byval" "$@"
    expect_code 2
    expect_err "$text"
    expect_silent out
    [[ $(wc -l <"$work/.err") == 1 ]] || fail "not one line"
    expect_nothing results x
}

wrong "there is no command 'measure'; byval help lists them" measure
wrong "there is no command 'measure'" help measure
wrong "there is no preset 'fast'; choose one of: quick standard selfcheck full" run --preset fast --out x
wrong "there is no preset 'fast'" list --preset fast
# A preset was called a profile once.
run "$byval" list --preset quick
expect_code 0
cp .out preset.list
run "$byval" list --profile quick
expect_code 0
cmp -s .out preset.list || fail "--profile is not --preset"
# --spacing was called --apart.
wrong "byval run: 'soon' is no value for --spacing S; see byval run --help" run --spacing soon --out x
wrong "byval run: 'soon' is no value for --apart S; see byval run --help" run --apart soon --out x
for command in run list doctor; do
    wrong "byval $command: unknown or ambiguous option --frobnicate; see byval $command --help" \
        "$command" --frobnicate
    wrong "byval $command: unknown or ambiguous option -z" "$command" -z
done
for command in list doctor; do
    wrong "byval $command: unexpected argument 'left'; see byval $command --help" "$command" left
done
wrong "byval run: unexpected argument 'left': only --more S takes bundles; see byval run --help" run left
wrong "byval run: unexpected argument 'left': only --more S" run --resume x left
wrong "byval run: --more S goes on with finished runs: name their bundles" run --more 3
wrong "byval run: --resume and --more exclude each other" run --more 3 --resume x y
wrong "byval run: --more says how long; --budget does not go with it" run --more 3 --budget 4 x
wrong "unknown or ambiguous option --b" run --b 3
wrong "a value is missing after --out" run --out
wrong "'' is no value for --out DIR" run --out ''
wrong "--quiet" run --quiet=3 --out x

for command in run list; do
    words=()
    [[ $command == run ]] && words=(--out x)
    wrong "--filter '(' is not a POSIX extended regular expression:" "$command" --filter '(' "${words[@]}"
    wrong "--filter 'a{2,1}' is not a POSIX" "$command" --filter 'a{2,1}' "${words[@]}"
    wrong "--filter '^nofamily/' selects no case; byval list prints the names" \
        "$command" --filter '^nofamily/' "${words[@]}"
    wrong "which have no /pass:ARM" "$command" --filter '/pass:value$' "${words[@]}"
done
wrong "(--preset full has more cases)" run --preset quick --filter '^arg/.*/size:65537$' --out x

for value in 0 -1 inf nan 1e999 0x10 5x '' ' 5' '5 ' 1.2.3; do
    wrong "'$value' is no value for --budget S" run --out x --budget "$value"
done
for value in 0 1 -1 100% 0% nan 2%% '' 1; do
    wrong "'$value' is no value for --precision P" run --out x --precision "$value"
done
for value in 0 0:3 3:2 :3 3: 1:2:3 -1 a 100001 99999999999999999999; do
    wrong "'$value' is no value for --blocks MIN[:MAX]" run --out x --blocks "$value"
done
for value in -1 9223372036854775808 1.5 a ''; do
    wrong "'$value' is no value for --seed N" run --out x --seed "$value"
done
for value in -1 2147483648 one ''; do
    wrong "'$value' is no value for --cpu N|auto" run --out x --cpu "$value"
done
for words in '--preset quick' '--filter x' '--out x' '--blocks 3' '--seed 3' '--cpu 0' '--precision 2%'; do
    # shellcheck disable=SC2086
    wrong "--resume goes on with the bundle's own plan; only --budget, --build and --quiet go with it" \
        run --resume y $words
    # shellcheck disable=SC2086
    wrong "--more goes on with the bundle's own plan; only --build and --quiet go with it" \
        run --more 3 $words y
done
for value in 0 -1 inf nan 5x ''; do
    wrong "'$value' is no value for --more S" run --more "$value" x
done

for command in report compare verify contribute; do
    wrong "byval $command: an empty word was given for" "$command" ''
done

run "$byval"
expect_code 2
expect_err "usage: byval COMMAND" "commands:"
expect_silent out
for words in help --help 'help run' 'run --help' 'list --help' 'doctor --help'; do
    # shellcheck disable=SC2086
    run "$byval" $words
    expect_code 0
    expect_out "usage: byval "
    expect_silent err
done
run "$byval" --version
expect_code 0
grep -qxE 'byval [0-9]+\.[0-9]+\.[0-9]+' "$work/.out" || fail "not a version"

run "$byval" list --preset full --filter "$small"
expect_code 0
[[ $(cat "$work/.out") == $'null/kind:same/of:value/size:8\nnull/kind:same/of:value/size:16' ]] ||
    fail "other cases"
run "$byval" list --filter '^null/kind:same/of:value/size:8$' --arms
expect_out null/kind:same/of:value/size:8/pass:a null/kind:same/of:value/size:8/pass:b
# Standard output that cannot be written is not success.
run sh -c '"$1" list >/dev/full' sh "$byval"
expect_code 1
expect_err "byval list: cannot write to standard output"

run "$byval-block" block
expect_code 1
expect_err "byval-block: the job on standard input: not valid JSON" "started by byval, not by hand"
run "$byval-block"
expect_code 2
expect_err "is started by byval run"
finish
