#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# exports.sh BUILD: every format is read by what it is made for, and errors are told.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
compare=/usr/share/benchmark/compare.py

run "$byval" run --preset full --spacing 0 --budget 10m --blocks 10:10 --quiet --filter "$small" --out 'a run'
expect_code 0
run "$byval" export --list
expect_code 0
mapfile -t formats <.out
((${#formats[@]} >= 5)) || fail "lists ${formats[*]}"
for format in "${formats[@]}"; do
    run "$byval" export 'a run' --format "$format" --out "$format"
    expect_code 0
    expect_silent out err
    run "$byval" export 'a run/run.json' --format "$format"
    expect_code 0
    cmp -s .out "$format" || fail "writes something else to standard output"
done

doing=gbench
jq -e '.benchmarks | length == 40 and all(.run_type == "iteration" and .real_time > 0)' gbench \
    >/dev/null || fail "not 40 rows"
jq -e '[.. | objects | keys[] | select(startswith("bv_") or . == "byval")] == []' gbench >/dev/null ||
    fail "has fields of byval"
if [[ -r $compare ]] && /usr/bin/python3 -c 'import scipy' 2>/dev/null; then
    run /usr/bin/python3 "$compare" --no-color benchmarks gbench gbench
    expect_code 0
    [[ $(grep -c 'U Test, Repetitions: 10 vs 10' .out) -ge 4 ]] || fail "no U test of each row"
fi

doing='go, as the format is written'
# https://go.googlesource.com/proposal/+/master/design/14313-benchmark-format.md
awk '/^[a-z][^A-Z ]*: ./ { config++; next }
    /^Benchmark[A-Z][^ ]* [1-9][0-9]* [0-9.e+-]+ ns\/op$/ { lines[$1]++; next }
    { exit 1 }
    END { for (name in lines) { names++; if (lines[name] != 10) exit 1 }
        exit !(names == 4 && config >= 4) }' go || fail "breaks the format"
if command -v benchstat >/dev/null; then
    run benchstat go go
    expect_code 0
    expect_out 'Null/kind=same/of=value/size=8/pass=a'
fi

run "$byval" report 'a run' --quiet
cmp -s csv 'a run/report/numbers.csv' || fail "csv is not numbers.csv"
jq -e 'length == 4 and all(.latency | .value > 0)' bmf >/dev/null || fail "bmf is no BMF"

doing='lint settings'
! grep -vE '^ *(#.*)?$' lint || fail "a run of nulls sets something"
# The flags of a run that crosses at 128 B: a struct of 128 B is complained of, one of 127 B is not.
golden=$tests/golden/export_lint.txt
cat >structs.c <<'CODE'
struct small { char bytes[127]; };
struct large { char bytes[128]; };
int take_small(struct small s);
int take_small(struct small s) { return s.bytes[0]; }
int take_large(struct large l);
int take_large(struct large l) { return l.bytes[0]; }
CODE
for compiler in clang gcc; do
    command -v $compiler >/dev/null || continue
    flag=$(sed -n "/^# ---- flags for $compiler/,\$s/^-W/-W/p" "$golden" | head -n 1)
    run $compiler -Werror=unknown-warning-option "$flag" -fsyntax-only structs.c
    [[ $compiler == clang ]] || run gcc "$flag" -c -o structs.o structs.c
    expect_code 0
    grep -q '128' .err || fail "$flag does not find the large one"
    ! grep -qE 'small|127 bytes' .err || fail "$flag finds the small one"
done
/usr/bin/python3 - "$golden" >.out 2>.err <<'CODE' || fail "clippy.toml or .golangci.yml is not what it should be"
import re, sys, tomllib
parts = re.split(r"^# ---- (.*)$", open(sys.argv[1]).read(), flags=re.M)
files = dict(zip((name.split()[0] for name in parts[1::2]), parts[2::2]))
assert tomllib.loads(files["clippy.toml"]) == {
    "pass-by-value-size-limit": 127, "trivial-copy-size-limit": 96}
try:
    import yaml
except ImportError:
    sys.exit()
gocritic = yaml.safe_load(files[".golangci.yml"])["linters"]["settings"]["gocritic"]
assert gocritic == {"enabled-checks": ["hugeParam"], "settings": {"hugeParam": {"sizeThreshold": 128}}}
CODE

# What goes wrong is said, and nothing half-written is left.
run "$byval" export 'a run' --format xml
expect_code 2
expect_err "there is no format 'xml'; choose one of: ${formats[*]}"
run "$byval" export 'a run'
expect_code 2
expect_err '--format is missing'
run "$byval" export --format go
expect_code 2
run "$byval" export 'a run' 'a run' --format go
expect_code 2
run "$byval" export nowhere --format go --out new
expect_code 1
expect_err 'nowhere: cannot read'
expect_nothing new
run "$byval" export 'a run' --format go --out .
expect_code 1
expect_err 'is no plain file'
run "$byval" export 'a run' --format go --out nowhere/new
expect_code 1
expect_err 'nowhere/new' 'No such file or directory'
doing='a full disk'
"$byval" export 'a run' --format gbench >/dev/full 2>.err
code=$?
expect_code 1
expect_err 'byval export: cannot write to standard output'
mkdir unmeasured
jq '.benchmarks = [] | .context.byval.blocks = [] | .context.byval.cases = []' 'a run/run.json' >unmeasured/run.json
run "$byval" export unmeasured --format bmf
expect_code 1
expect_err 'no case was measured'
doing='the answer over all conditions against the table that it stands in'
root=$(cd "$tests/.." && pwd)
for bundle in "$root"/data/runs/*/; do
    run "$byval" export "$bundle" --format csv --out zones.csv
    expect_code 0
    run /usr/bin/python3 "$tests/support/check_zones.py" zones.csv
    expect_code 0
    # The check can fail: not every size is shown to go to the pointer.
    sed 's/^\(zone,"by pointer.*,"pointer",,\)[0-9]*,[0-9]*,[0-9]*/\11,1,1/' zones.csv >wrong.csv
    run /usr/bin/python3 "$tests/support/check_zones.py" wrong.csv
    expect_code 1
    rm zones.csv wrong.csv
done
finish
