#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lint.sh BUILD: scripts/lint finds includes that lead up, folders that nobody knows, and tags with two meanings.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
root=$(dirname "$tests")
git -C "$root" rev-parse >/dev/null 2>&1 || skip "this is no git checkout"

mkdir tree
(cd "$root" && git ls-files -z lib benchmarks harness report scan cli peers scripts | xargs -0 cp --parents -t "$work/tree" 2>/dev/null)
cd tree || exit 1
git init -q && git add -A
echo '[]' >compile_commands.json

run scripts/lint . 1 direction tags
expect_code 0
expect_out 'ok      direction' 'ok      tags'

# plant FILE LINE
plant() {
    printf '%s\n' "$2" >>"$1"
}
plant lib/stats/stats.c '#include "report/words/words.h"'
plant report/analysis/summary.c '#include "harness/measure/run.h"'
plant harness/machine/pin.c '#include "harness/measure/plan.h"'
plant lib/base/text.c '#include "lib/nowhere/x.h"'
plant report/words/words.h 'struct bv_interval {'
git add -A
run scripts/lint . 1 direction tags
expect_code 1
expect_out 'lib/stats/ may not include report/words/' 'report/analysis/ may not include harness/measure/' \
    'harness/machine/ may not include harness/measure/' 'may not include lib/nowhere/' 'struct bv_interval is defined twice'
finish
