#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# users.sh BUILD: two users on one folder of results: what one may not write is said before anything is
# measured, and what the other measured stays as it is. As root, who alone can be two users.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

other() {
    run setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all "$@"
}

[[ $(id -u) == 0 ]] || skip "only root can be two users"
chmod 755 "$work"
other "$byval" list
[[ $code == 0 ]] || skip "another user cannot reach $byval, or setpriv is missing"

# Where only one may write, the other is told to choose another folder.
mkdir mine && cd mine && mkdir results
# shellcheck disable=SC2086
run "$byval" run $blocks3 --filter "$small"
expect_code 0
mine=$(readlink results/latest)
cp -r "results/$mine" ../kept
# shellcheck disable=SC2086
other "$byval" run $blocks3 --filter "$small"
expect_code 1
expect_err "cannot create the folder: Permission denied; choose another with --out"
other "$byval" report results/latest --quiet
expect_code 1
expect_err "results/latest/report: Permission denied; choose another with --out"
other "$byval" run --more 1 results/latest --quiet
expect_code 1
expect_err "results/latest/rows.jsonl: cannot create: Permission denied"

# Where both may write, each has runs of his own, and latest is that of the one who ended last.
chmod 777 results
# shellcheck disable=SC2086
other "$byval" run $blocks3 --filter "$small"
expect_code 0
[[ $(readlink results/latest) != "$mine" ]] || fail "latest is not the newest run"
rm results/latest && ln -s "$mine" results/latest

# In a folder such as /tmp nobody may replace the other's link: said before time is spent.
chmod 1777 results
before=$(ls results)
chown 1 results
# shellcheck disable=SC2086
other "$byval" run $blocks3 --filter "$small"
expect_code 1
expect_err "results/latest: is another user's, and only its owner may replace it there; choose a folder with --out"
[[ $(ls results) == "$before" ]] || fail "it left something behind"
# shellcheck disable=SC2086
other "$byval" run $blocks3 --filter "$small" --out results/own
expect_code 0
expect_bundle results/own stopped=blocks blocks=3
diff -r "results/$mine" ../kept >/dev/null || fail "the run of one user was changed by the other"
finish
