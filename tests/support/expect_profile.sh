# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# expect_profile.sh: what the end-to-end scripts of byval profile share, behind expect.sh: what stands in a profile of pprof.
: "${tests:?}"

# read_profile FILE: as profile.json, by the tests' own reader.
read_profile() {
    /usr/bin/python3 "$tests/support/pprof_read.py" "$1" >profile.json || fail "$1 cannot be read"
}

value() { jq -r "$1" profile.json; }
