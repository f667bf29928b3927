#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# browser.sh BUILD: pages of planted results in Chromium: what they do, how they look, what they must not run.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

for program in node npm chromium; do
    command -v "$program" >/dev/null || {
        echo "browser: $program is missing; scripts/setup test installs it"
        exit 77
    }
done

# The packages of the lock file, once for all build folders.
modules=$tests/browser/node_modules
if ! cmp -s "$tests/browser/package-lock.json" "$modules/.installed-lock"; then
    npm ci --prefix "$tests/browser" --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1 || {
        cat npm.log
        echo "browser: npm cannot install what tests/browser/package-lock.json names: is this machine online?"
        exit 1
    }
    cp "$tests/browser/package-lock.json" "$modules/.installed-lock"
fi

run "$build/page_bundles" .
expect_code 0
cp "$tests/hostile/topology.xml" hostile/
for name in textbook hostile extremes open; do
    run "$byval" report "$name" --out "pages/$name"
    expect_code 0
done
run "$byval" compare textbook textbook --out pages/compared
expect_code 0
run "$byval" compare textbook hostile --out pages/compared-hostile
expect_code 0
run "$byval" compare extremes extremes --out pages/compared-extremes
expect_code 0
expect_nothing pwned pages/hostile/pwned pages/hostile/figures/pwned

doing='node --test'
BV_PAGES=$work/pages BV_CHROMIUM=$(command -v chromium) node --test "$tests"/browser/*.test.mjs ||
    failures=$((failures + 1))
finish
