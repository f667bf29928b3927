#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# installed.sh BUILD: what `make install` puts into a folder works from another one, wherever the tree was moved.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

command -v help2man >/dev/null || skip 'help2man is missing; scripts/setup man installs it'
run cmake --build "$build" --target documents
expect_code 0
DESTDIR=$work/staged run cmake --install "$build" --component byval --prefix /opt/tools
expect_code 0
mkdir elsewhere away
mv staged/opt/tools 'elsewhere/my tools'
rm -rf staged
home="$work/elsewhere/my tools"
PATH=$home/bin:$PATH
cd away || exit 1
find "$home" | sort >"$work/tree"

# What was built is what was installed: the kernels' digest stands in results.
cmp "$build/kernels.so" "$home/lib/byval/kernels.so" || fail 'other kernels are installed'
cmp "$build/byval" "$home/lib/byval/byval" || fail 'another byval is installed'
grep -rlF "$build" "$home" --include='*' 2>/dev/null | grep -v '/lib/byval/\(byval\|byval-.*\|kernels.so\|.*[.]a\|.*[.]so\)$' >named &&
    fail "the build folder is named in $(cat named)"

# shellcheck disable=SC2086 # words
run byval run $blocks3 --filter "$small" --seed 3
expect_code 0
[[ -e results/latest/run.json ]] || fail 'no result stands below the working folder'
expect_bundle results/latest
# shellcheck disable=SC2086 # words
run byval run $blocks3 --filter "$small" --seed 4 --out second
expect_code 0
run byval report second --quiet
expect_code 0
[[ -s second/report/index.html ]] || fail 'no page'
run byval compare results/latest second
expect_code 0
run byval try 'struct { int a, b; }' --budget 1 --seed 1 --out tried --quiet
expect_code 0
expect_bundle tried
run byval fleet --resume nowhere
expect_code 1
expect_err 'there is no fleet to go on with'
[[ $(find "$home" | sort) == "$(cat "$work/tree")" ]] || fail 'it was written to'

# Without a compiler, a linker, objdump, gnuplot or valgrind: what needs one names it, and the rest goes on.
mkdir bare
for tool in sh env; do ln -s "$(command -v "$tool")" bare/; done
bare=(env PATH="$work/away/bare" "$home/bin/byval")
# shellcheck disable=SC2086 # words
run "${bare[@]}" run $blocks3 --filter '^ret/size:(16|64)$' --seed 5 --out bare-run
expect_code 0
run "${bare[@]}" try 'struct { int a, b; }' --budget 1
expect_code 1
expect_err "there is no program 'gcc'; install it"
run "${bare[@]}" report bare-run --quiet
expect_code 1
expect_err 'gnuplot-nox'
run "${bare[@]}" count --filter "$small"
expect_code 1
expect_err 'valgrind'
run "${bare[@]}" audit
expect_code 1
expect_err 'objdump' 'binutils'
# A compiler, but no linker of the kernels.
for tool in gcc as objcopy; do ln -s "$(command -v "$tool")" bare/; done
run "${bare[@]}" try 'struct { int a, b; }' --budget 1
expect_code 1
expect_err 'install the package lld'

# What stands beside the program.
[[ -s $home/share/man/man1/byval.1 && -s $home/share/man/man1/byval-run.1 ]] || fail 'no manual pages'
[[ -s $home/share/byval/data/rules.json && -d $home/share/byval/data/runs ]] || fail 'no data'
run bash -c "source '$home/share/bash-completion/completions/byval'"' && COMP_CWORD=1 COMP_WORDS=(byval com) && _byval && echo "${COMPREPLY[*]}" &&
    COMP_CWORD=3 COMP_WORDS=(byval run --preset st) && _byval && echo "${COMPREPLY[*]}" &&
    COMP_CWORD=2 COMP_WORDS=(byval run --se) && _byval && echo "${COMPREPLY[*]}"'
expect_code 0
[[ $(cat "$work/.out") == $'compare\nstandard\n--seed' ]] || fail 'bash completes otherwise'
if command -v zsh >/dev/null; then
    run zsh -n "$home/share/zsh/vendor-completions/_byval"
    expect_code 0
    expect_silent err
fi
if command -v fish >/dev/null; then
    run env HOME="$work" fish --no-config -c "source '$home/share/fish/vendor_completions.d/byval.fish'
        complete -C 'byval com'; complete -C 'byval run --preset st'; complete -C 'byval run --se'"
    expect_code 0
    [[ $(cut -f1 "$work/.out") == $'compare\nstandard\n--seed' ]] || fail 'fish completes otherwise'
fi
finish
