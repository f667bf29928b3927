#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# outputs.sh BUILD: --out never costs anybody a file: not of a bundle, not an input, not one's own in a report.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
# shellcheck disable=SC2086
run "$byval" run $blocks3 --seed 5 --filter "$small" --out a
expect_code 0
[[ -d a ]] || finish
sums() { find . -name 'a*' -type d -prune -exec find {} -type f -exec sha256sum {} + \; | sort; }
before=$(sums)

# refused TEXT WORD...: byval WORD... says TEXT, and every file is as it was.
refused() {
    local text=$1
    shift
    run "$byval" "$@"
    expect_code 1
    expect_err "$text"
    expect_silent out
    [[ $(sums) == "$before" ]] || fail "a file was changed"
}

place="is the place of a file of a bundle, which would be lost or no longer fit the others: give another --out"
mkdir linked
ln -s "$work/a" linked/bundle
for name in run.json run.json.gz audit.json counts.json selfcheck.json topology.xml SHA256SUMS rows.jsonl; do
    refused "byval export: a/$name: $place" export a --format csv --out "a/$name"
    refused "byval count: ./a/$name: $place" count --filter '^ret/size:64$' --quiet --out "./a/$name"
    refused "byval report: a/$name: $place" report a --out "a/$name"
    refused "byval compare: a/$name/: $place" compare a a --out "a/$name/"
    refused "byval contribute: a/$name: $place" contribute a --out "a/$name"
done
refused "linked/bundle/run.json: $place" export a --format csv --out linked/bundle/run.json
if command -v objdump >/dev/null && [[ -e $build/audit.json ]]; then # no sanitizer
    refused "byval audit: a/run.json: $place" audit --quiet --filter '^ret/size:64$' --out a/run.json
    cp "$build/kernels.so" kernels.so
    run "$byval" audit --quiet --filter '^ret/size:64$' --kernels kernels.so --out kernels.so
    expect_code 1
    expect_err 'kernels.so: is what is read, and would be replaced: give another --out'
    cmp -s kernels.so "$build/kernels.so" || fail "the input was changed"
fi
mkdir unfinished
touch unfinished/rows.jsonl
refused "unfinished/run.json: $place" export a --format csv --out unfinished/run.json

# Inputs that are no bundle's, by whatever name.
cp a/run.json plain
ln plain other-name
ln -s plain link
for name in plain other-name link; do
    refused "$name: is what is read, and would be replaced: give another --out" \
        export plain --format csv --out "$name"
done
cmp -s plain a/run.json || fail "the input was changed"
refused 'a: it holds a, which is read, and would be replaced: give another --out' report a --out a

# A report's own data may be read, but not replaced.
run "$byval" report a --out page --quiet
expect_code 0
[[ $(stat -c %h a/run.json) == 1 ]] || fail "the page's run.json is the bundle's"
(cd page && sha256sum -c --quiet FILES.sha256) || fail "the list is not what sha256sum reads"
[[ $(find page -type f | wc -l) == $(($(wc -l <page/FILES.sha256) + 1)) ]] || fail "the list is not whole"
refused 'page: it holds page, which is read' compare a page --out page
refused 'page: it holds page/run.json, which is read' report a page/run.json --out page
cp "$tests/../data/rules.json" page/rules.json
refused 'it holds page/rules.json, which is read' report a --rules page/rules.json --out page
rm page/rules.json
run "$byval" report page --out again --quiet
expect_code 0

# Own files in a report, and figures that were worked on, outlive the next report.
run "$byval" report a --out page --quiet
expect_code 0
for name in mine.csv figures/mine.png figures/mine.svg figures/mine.gp notes.txt; do
    echo mine >"page/$name"
    refused "$work/page/$name was not written by byval: move it away, or give another --out" \
        report a --out page --quiet
    [[ $(<"page/$name") == mine ]] || fail "$name is gone"
    rm "page/$name"
done
echo mine >>page/numbers.csv
refused "$work/page/numbers.csv was changed since byval wrote it" report a --out page --quiet
tail -n 1 page/numbers.csv | grep -qx mine || fail "what was added to numbers.csv is gone"
rm page/numbers.csv
run "$byval" report a --out page --quiet
expect_code 0
run "$byval" compare a a --out page
expect_code 0
[[ -e page/comparison.csv && ! -e page/numbers.csv ]] || fail "the comparison did not take the report's place"
finish
