#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scan_languages.sh BUILD: byval scan finds what was planted in programs of Rust and Go, of each version that is installed,
# and the samples of Go's own profile fall on them. Exit code 77 where neither language is installed.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
tried=0

# finds SOURCE PROGRAM: the copies of its source that say so, at their lines and of their bytes, and no other of its lines
# but those of boxes, which Rust moves to
finds() {
    local source=$1 program=$2
    tried=$((tried + 1))
    run timeout 120 "$byval" scan --run none --quiet --json scan.json "$program"
    expect_code 0
    diff <(grep -n '// copies [0-9]*$' "$source" | sed 's/^\([0-9]*\):.*copies \([0-9]*\)$/\1 \2/' | sort) \
        <(jq -r --arg file "$(basename "$source")" '.rows[] | select(.kind == "copy" and ((.inlined // "") | startswith("new<") | not) and
            ((.file // "") | endswith("/" + $file))) | "\(.line) \(.bytes)"' scan.json | sort) >difference ||
        fail "planted < and found >: $(cat difference)"
}

# takes FUNCTION PASSING BYTES: one parameter, of which each call copies all
takes() {
    [[ $(jq -c --arg function "$1" '[.rows[] | select(.kind == "parameter" and .function == $function) |
        [.passing, .bytes, .sites, .copying_sites, .copied_bytes]]' scan.json) == "[[\"$2\",$3,1,1,$3]]" ]] ||
        fail "$1: $(jq -c --arg function "$1" '.rows[] | select(.kind != "copy" and .function == $function)' scan.json)"
}

if [[ -x $(command -v rustc) ]]; then
    doing=$(rustc --version)
    run rustc -g -O -o rust "$tests/scan/planted.rs"
    expect_code 0
    finds "$tests/scan/planted.rs" rust
    takes planted::take_large hidden 344
fi

for go in /usr/lib/go-*/bin/go /usr/local/go/bin/go; do
    [[ -x $go ]] || continue
    export GOTOOLCHAIN=local GOCACHE=$work/cache GOFLAGS=-mod=mod
    doing=$("$go" version)
    for arch in amd64 arm64; do
        GOARCH=$arch run timeout 300 "$go" build -o "go_$arch" "$tests/scan/planted.go"
        expect_code 0
        finds "$tests/scan/planted.go" "go_$arch"
        takes main.takeLarge stack 344
    done
    [[ $(uname -m) == x86_64 ]] || continue
    run ./go_amd64 cpu.pb.gz
    expect_code 0
    run timeout 120 "$byval" scan --run none --quiet --json scan.json --profile cpu.pb.gz go_amd64
    expect_code 0
    [[ $(jq '[.rows[] | select(.kind == "copy" and (.bytes | IN(344, 4000))) | .share] | length == 2 and add > 0.25' scan.json) == true ]] ||
        fail "shares $(jq -c '[.rows[] | select(.kind == "copy") | [.bytes, .share]]' scan.json)"
done
if ((tried == 0)); then
    echo "neither rustc nor go is installed: scripts/setup go installs Go"
    exit 77
fi
finish
