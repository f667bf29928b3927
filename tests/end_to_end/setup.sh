#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh: scripts/setup against a planted PATH: what it asks for, what it runs, and as whom.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bin=$work/bin
log=$work/log
failures=0

# A folder that anybody can enter: the checkout may lie in one that only its owner can.
chmod 777 "$work"
mkdir "$work/scripts" "$work/benchmarks"
cp "$here/../../scripts/setup" "$work/scripts/setup"
cp "$here/../../benchmarks/allocators.def" "$work/benchmarks"
chmod -R a+rX "$work/scripts" "$work/benchmarks"

fail() {
    echo "FAILED: $test: $*"
    sed 's/^/    | /' "$work/output"
    failures=$((failures + 1))
}

stub() {
    cat >"$bin/$1"
    chmod 755 "$bin/$1"
}

# A machine that lacks nothing, whose apt knows every package, and on which we are root.
plant() {
    test=$1
    drop=()
    variables=()
    rm -rf "$bin" "$log" "$work"/flag.*
    mkdir "$bin"
    chmod 777 "$bin"
    local tool
    for tool in sh cat env find grep sed; do
        ln -s "$(type -P "$tool")" "$bin/$tool"
    done
    for tool in gcc g++ clang objdump cmake ninja ld.lld gnuplot help2man valgrind google-pprof dwz jq xmllint chromium node npm zsh fish \
        aarch64-linux-gnu-gcc aarch64-linux-gnu-objdump qemu-aarch64 \
        clang-format clang-tidy cppcheck shellcheck; do
        stub "$tool" </dev/null
    done
    mkdir -p "$work/resource/lib/linux"
    touch "$work"/resource/lib/linux/libclang_rt.{asan,fuzzer}-x86_64.a
    stub clang <<<"#!/bin/sh
echo $work/resource"
    printf '%s\n' benchmark hwloc libdw capstone jansson nettle zlib bdw-gc cmocka >"$work/modules"
    chmod 666 "$work/modules"
    stub pkg-config <<<"#!/bin/sh
[ \"\$1\" = --exists ] && grep -qx \"\$2\" $work/modules"
    stub id <<<'#!/bin/sh
echo 0'
    # Knows a package unless it stands in flag.unknown; an update brings it.
    stub apt-cache <<<"#!/bin/sh
for name; do :; done
! grep -qx -e \"\$name\" $work/flag.unknown 2>/dev/null"
    # Says what it was called with; its install brings ninja and hwloc; flags make it fail.
    stub apt-get <<<"#!/bin/sh
echo \"\$DEBIAN_FRONTEND apt-get \$*\" >>$log
[ -e $work/flag.fail ] && { cat $work/flag.fail >&2; exit 100; }
case \" \$* \" in
*' update '*) [ -e $work/flag.offline ] || : >$work/flag.unknown; [ -e $work/flag.stale ] && : >$work/flag.fresh ;;
*' install '*)
    [ -e $work/flag.stale ] && [ ! -e $work/flag.fresh ] && { echo 'E: Failed to fetch x 404' >&2; exit 100; }
    [ -e $work/flag.useless ] && exit 0
    for name; do
        [ \"\$name\" = ninja-build ] && cat </dev/null >$bin/ninja && /bin/chmod 755 $bin/ninja
        [ \"\$name\" = libhwloc-dev ] && echo hwloc >>$work/modules
    done ;;
esac
exit 0"
}

lack_ninja_and_hwloc() {
    rm "$bin/ninja"
    sed -i /hwloc/d "$work/modules"
}

# setup [ARGUMENT...]: run it, its status in $status, what it said in $work/output.
setup() {
    status=0
    env -i PATH="$bin" "${variables[@]}" "${drop[@]}" "$work/scripts/setup" "$@" \
        </dev/null >"$work/output" 2>&1 || status=$?
}

# From here on really be somebody else, where we can: `id` alone would only be believed.
not_root() {
    if [[ $(id -u) == 0 ]]; then
        drop=("$(type -P setpriv)" --reuid=65534 --regid=65534 --clear-groups --)
    fi
    rm "$bin/id"
    ln -s "$(type -P id)" "$bin/id"
}

leaves() {
    [[ $status == "$1" ]] || fail "exit status $status, not $1"
}

says() {
    grep -qF -e "$1" "$work/output" || fail "does not say: $1"
}

says_not() {
    ! grep -qF -e "$1" "$work/output" || fail "says: $1"
}

# ran [COMMAND...]: exactly these, in this order, each without questions.
ran() {
    local expected=
    (($# == 0)) || expected=$(printf 'noninteractive %s\n' "$@")
    [[ $(cat "$log" 2>/dev/null) == "$expected" ]] || fail "ran: $(cat "$log" 2>/dev/null)"
}

install='apt-get -o DPkg::Lock::Timeout=60 install -y --no-install-recommends'

plant 'complete'
setup --check
leaves 0
says 'present  cmake'
says_not MISSING
setup
leaves 0
ran

plant 'coverage and peers are asked for by name'
setup --check coverage
leaves 1
says 'MISSING  gcovr'
says_not hyperfine
setup --check peers
leaves 1
says 'MISSING  hyperfine'
says_not gcovr
setup --check go
leaves 1
says 'MISSING  gccgo-12'
says_not hyperfine

plant '--check changes nothing'
lack_ninja_and_hwloc
setup --check bench
leaves 1
says 'MISSING  ninja'
says 'MISSING  hwloc'
says "would run: $install ninja-build libhwloc-dev"
ran

plant 'installs only what is missing'
lack_ninja_and_hwloc
setup bench
leaves 0
says "setup: $install ninja-build libhwloc-dev"
ran "$install ninja-build libhwloc-dev"

plant 'updates when apt does not know a package'
lack_ninja_and_hwloc
echo libhwloc-dev >"$work/flag.unknown"
setup bench
leaves 0
ran 'apt-get update' "$install ninja-build libhwloc-dev"

plant 'updates when the lists are stale'
lack_ninja_and_hwloc
touch "$work/flag.stale"
setup bench
leaves 0
ran "$install ninja-build libhwloc-dev" 'apt-get update' "$install ninja-build libhwloc-dev"

plant 'no such package after an update'
lack_ninja_and_hwloc
echo libhwloc-dev >"$work/flag.unknown"
touch "$work/flag.offline"
setup bench
leaves 1
says 'apt does not know all of: ninja-build libhwloc-dev'
ran 'apt-get update'

plant 'offline'
lack_ninja_and_hwloc
echo 'E: Temporary failure resolving some host' >"$work/flag.fail"
setup bench
leaves 1
says 'Temporary failure resolving some host'
says 'is this machine online?'

plant 'lock held'
lack_ninja_and_hwloc
echo 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7' >"$work/flag.fail"
setup bench
leaves 1
says 'another package manager holds the lock'
ran "$install ninja-build libhwloc-dev"

plant 'an install that brings nothing'
lack_ninja_and_hwloc
touch "$work/flag.useless"
setup bench
leaves 1
says 'yet still missing: ninja-build libhwloc-dev'

plant 'not a Debian'
lack_ninja_and_hwloc
rm "$bin/apt-get" "$bin/apt-cache"
setup bench
leaves 1
says 'ninja-build libhwloc-dev'

plant 'neither root nor sudo'
lack_ninja_and_hwloc
echo libhwloc-dev >"$work/flag.unknown"
not_root
setup bench
leaves 1
says 'sudo is not installed'
grep -qxF "apt-get update && $install ninja-build libhwloc-dev" "$work/output" ||
    fail 'does not print the command on a line of its own'
ran

plant 'sudo wants a password'
lack_ninja_and_hwloc
not_root
stub sudo <<<'#!/bin/sh
exit 1'
setup bench
leaves 1
says 'sudo wants a password'
says "$install ninja-build libhwloc-dev"
ran

plant 'sudo without a password'
lack_ninja_and_hwloc
not_root
ln -s "$(type -P true)" "$bin/true"
stub sudo <<<'#!/bin/sh
[ "$1" = -n ] && shift
exec "$@"'
setup bench
leaves 0
says "setup: sudo $install ninja-build libhwloc-dev"
ran "$install ninja-build libhwloc-dev"

plant 'wrong arguments'
for wrong in --chek benhc -x ''; do
    setup "$wrong"
    leaves 2
    says 'usage: scripts/setup'
done
setup --check bench nonsense
leaves 2
ran
variables=('CC=ccache gcc')
setup bench
leaves 2
# A program of that name must not be run either.
variables=("CC=\$(touch $work/flag.pwned)")
setup bench
leaves 2
[[ ! -e $work/flag.pwned ]] || fail 'ran what stood in CC'

plant 'the compiler asked for'
rm "$bin/clang"
variables=(CC=clang)
setup --check bench
leaves 1
says "$install clang"
variables=(CC=gcc)
setup --check bench
leaves 0
variables=(CC=gcc-11)
setup --check bench
says "$install gcc-11"
variables=(CC=/nowhere/cc)
setup bench
leaves 1
says 'no package is known for: /nowhere/cc'
ran
variables=()

plant 'groups'
rm "$bin/cppcheck" "$bin/valgrind"
setup --check bench
leaves 0
setup --check man
leaves 0
setup --check test
leaves 1
says "$install valgrind"
says_not cppcheck
setup --check lint
says "$install valgrind cppcheck"
setup --check
says "$install valgrind cppcheck"

rm "$bin/help2man"
setup --check bench
leaves 0
setup --check man
leaves 1
says "$install help2man"
setup --check test
says "$install help2man valgrind"

if ((failures)); then
    echo "$failures failures"
    exit 1
fi
echo 'setup: all passed'
