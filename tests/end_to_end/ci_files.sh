#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# ci_files.sh BUILD: the files for GitHub Actions and GitLab CI in docs/ci are read by validators of these, and
# call byval as byval is called.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

for program in node npm git; do
    command -v "$program" >/dev/null || {
        echo "ci_files: $program is missing; scripts/setup test installs it"
        exit 77
    }
done
docs=$(cd "$tests/../docs/ci" && pwd)
modules=$tests/ci/node_modules
if ! cmp -s "$tests/ci/package-lock.json" "$modules/.installed-lock"; then
    npm ci --prefix "$tests/ci" --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1 || {
        cat npm.log
        echo "ci_files: npm cannot install what tests/ci/package-lock.json names: is this machine online?"
        exit 1
    }
    cp "$tests/ci/package-lock.json" "$modules/.installed-lock"
fi

run "$modules/.bin/action-validator" "$docs/github.yml"
expect_code 0
sed 's/runs-on/runs_on/' "$docs/github.yml" >wrong.yml
run "$modules/.bin/action-validator" wrong.yml
expect_code 1

# gitlab-ci-local wants a repository about the file.
git init -q repository
cp "$docs/gitlab.yml" repository/.gitlab-ci.yml
run "$modules/.bin/gitlab-ci-local" --cwd repository --home "$PWD" --list
expect_code 0
grep -q 'json schema validated' .out .err || fail "no schema was asked"
sed -i 's/^  script:/  scrip:/' repository/.gitlab-ci.yml
run "$modules/.bin/gitlab-ci-local" --cwd repository --home "$PWD" --list
expect_code 1

# What they tell byval to do, as they say it, at a hundredth of the budget; twice: against itself nothing is slower.
doing='the commands of the files'
for file in github gitlab; do
    filter=$(sed -n "s/^ *FILTER: '\(.*\)'\$/\1/p" "$docs/$file.yml")
    [[ -n $filter ]] || fail "$file.yml has no FILTER"
    run "$byval" list --filter "$filter"
    expect_code 0
    [[ -s .out ]] || fail "$file.yml measures nothing"
    grep -q 'byval run --filter "$FILTER" --budget 120 --quiet --out out/run' "$docs/$file.yml" || fail "$file.yml: run"
    grep -q 'byval report out/run' "$docs/$file.yml" || fail "$file.yml: report"
    grep -q 'byval compare --fail-over "$FAIL_OVER" --out out/compare "$BASELINE" out/run' "$docs/$file.yml" ||
        fail "$file.yml: compare"
done
filter='^arg/class:int/reads:one/mode:throughput/site:stack/size:(8|64)$'
run "$byval" run --filter "$filter" --blocks 8:8 --spacing 0 --budget 30 --quiet --out out/run
expect_code 0
run "$byval" contribute out/run --out ci/baseline
expect_code 0
run "$byval" compare --fail-over 10 --out out/compare ci/baseline out/run
expect_code 0
finish
