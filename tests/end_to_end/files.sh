#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# files.sh BUILD: where results go: existing folders, links, read-only and full file systems.
#
# Mounts small file systems in a mount namespace of its own; an ordinary user needs a user namespace
# for that.
if [[ ${2:-} != inside ]]; then
    unshare -m true 2>/dev/null && exec unshare -m "$0" "${1:?}" inside
    unshare -rm true 2>/dev/null && exec unshare -rm "$0" "${1:?}" inside
    echo "skipped: no mount namespace can be made here"
    exit 77
fi
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

# measure WORD...: three blocks of two cases
measure() {
    # shellcheck disable=SC2086
    run "$byval" run $blocks3 --filter "$small" "$@"
}

# A bundle that is there is never touched.
measure --out a/b/c/
expect_code 0
expect_silent out err
expect_bundle a/b/c stopped=blocks blocks=3
before=$(find a -type f -exec sha256sum {} + | sort)
measure --out a/b/c
expect_code 1
expect_err "byval run: a/b/c: exists and is not an empty folder; results are never overwritten: choose another --out; a run that was cut short goes on by byval run --resume"
[[ $(find a -type f -exec sha256sum {} + | sort) == "$before" ]] || fail "the bundle was changed"
measure --out a/b/c/run.json
expect_code 1
expect_err "a/b/c/run.json: exists and is not an empty folder"
measure --out a/b/c/run.json/d
expect_code 1
expect_err "a/b/c/run.json/d: cannot create the folder: Not a directory"
touch file
mkdir empty
measure --out empty
expect_code 0
expect_bundle empty blocks=3

# results/latest points to the run that ended last, and names are unique within a second.
measure
expect_code 0
first=$(readlink results/latest)
[[ -d results/$first ]] || fail "results/latest points to '$first'"
expect_bundle results/latest blocks=3
measure --blocks 2:2
expect_code 0
second=$(readlink results/latest)
[[ $second != "$first" ]] || fail "results/latest stayed behind"
expect_bundle results/latest blocks=2
expect_bundle "results/$first" blocks=3
for i in 1 2 3 4; do
    # shellcheck disable=SC2086
    "$byval" run $blocks3 --filter "$small" 2>".err.$i" &
done
doing='four runs that begin at once'
for job in $(jobs -p); do
    wait "$job" || fail "one fails: $(cat .err.?)"
done
for folder in results/*/; do
    [[ -L ${folder%/} ]] || expect_bundle "$folder"
done
[[ $(find results -mindepth 1 -type d | wc -l) == 6 ]] || fail "not six folders: $(ls results)"
rm -r results

# One that is under way, or was killed, is not yet the latest; one that was interrupted has ended.
measure
first=$(readlink results/latest)
under_way() {
    # shellcheck disable=SC2086
    BYVAL_KERNELS=$build/fault_kernels.so "$byval" run $blocks3 --spacing 0.2 --blocks 20:20 --filter ^sound/ >.out 2>.err &
    pid=$!
    until grep -qs byval_block results/*/rows.jsonl; do
        kill -0 $pid || { fail 'ended early'; return; }
        sleep 0.01
    done
    own=$(dirname results/*/rows.jsonl)
    [[ $(readlink results/latest) == "$first" ]] || fail 'a run that has only begun is the latest'
}
doing='a run under way'
under_way
kill -KILL $pid
wait $pid 2>/dev/null
[[ $(readlink results/latest) == "$first" ]] || fail 'a run that was killed is the latest'
BYVAL_KERNELS=$build/fault_kernels.so run "$byval" run --resume "$own/" --quiet
expect_code 0
[[ results/$(readlink results/latest) == "$own" ]] || fail 'a run that was gone on with is not the latest'
first=$(readlink results/latest)
under_way
kill -INT $pid
wait $pid
[[ results/$(readlink results/latest) == "$own" ]] || fail 'a run that was interrupted is not the latest'
BYVAL_KERNELS=$build/fault_kernels.so run "$byval" run --resume results/latest --quiet
expect_code 0
expect_bundle results/latest stopped=blocks blocks=20

mkdir -p other/results/latest
cd other || exit 1
measure
expect_code 1
expect_err "results/latest: is in the way of the link to the newest result"
[[ $(ls results) == latest ]] || fail "left $(ls results)"
cd "$work" || exit 1

mkdir small
mount -t tmpfs -o size=4m byval small || skip "no file system can be mounted here"
trap 'umount small; rm -rf "$work"' EXIT
mount -o remount,ro small
measure --out small/x
expect_code 1
expect_err "byval run: small/x: cannot create the folder: Read-only file system; choose another with --out"
mount -o remount,rw small

# leave PAGES: all of the small file system is taken but so many pages of 4 KiB
leave() {
    rm -rf small/x small/full
    dd if=/dev/zero of=small/full bs=4k 2>/dev/null
    truncate -s "-$((4 * $1))K" small/full
}

# However full the disk is: either nothing is left behind, or what was measured, to be gone on with.
begun=0 refused=0
for pages in 0 1 2 3 4 5 6 8 10 12 14; do
    leave "$pages"
    measure --out small/x
    doing="$pages pages left"
    if [[ $code == 0 ]]; then
        expect_bundle small/x stopped=blocks blocks=3
        break
    fi
    expect_code 1
    expect_silent out
    expect_err "No space left on device"
    if [[ ! -e small/x ]]; then
        refused=$((refused + 1))
        expect_err "byval run: small/x"
        continue
    fi
    begun=$((begun + 1))
    expect_nothing small/x/SHA256SUMS small/x/*.tmp
    [[ ! -e small/x/run.json ]] || jq . small/x/run.json >/dev/null || fail "run.json is not whole"
    grep -qE "^byval run: ([023] blocks are|1 block is) kept; byval run --resume small/x goes on" .err ||
        fail "does not say how to go on"
    python3 "$tests/support/check_bundle.py" small/x journal >.said || fail "$(cat .said)"
    cp small/x/rows.jsonl kept
    rm small/full
    run "$byval" run --resume small/x --quiet
    doing="$pages pages left, then more"
    expect_code 0
    expect_silent out err
    expect_bundle small/x stopped=blocks blocks=3
done
[[ $code == 0 ]] || fail "14 pages were not enough: the sweep is too short"
((refused >= 2 && begun >= 3)) || fail "$refused refused, $begun begun: the sweep tells nothing"

# Counting needs room for what callgrind writes.
if command -v valgrind >/dev/null && [[ -e $build/faulty_calls.so ]]; then
    leave 0
    TMPDIR=$work/small run "$byval" count --preset full --filter "$small" --out counts.json
    expect_code 1
    expect_silent out
    expect_err 'byval count: byval tally: no room is left for what callgrind writes: make room, or set TMPDIR to a folder that has some'
    expect_nothing counts.json
    [[ -z $(find small -mindepth 1 -name 'byval*') ]] || fail 'leaves a folder behind'
    rm small/full
    TMPDIR=$work/small run "$byval" count --preset full --filter "$small" --out counts.json
    expect_code 0
fi
finish
