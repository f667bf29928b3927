#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# verify.sh BUILD: a sound bundle passes, compressed or not; whatever is done to one is told; what is
# given away names nobody.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

# reseal FOLDER: sums that fit what was done to it.
reseal() {
    (cd "$1" && sha256sum -- *.json* topology.xml >sums; mv sums SHA256SUMS)
}

# shellcheck disable=SC2086
run "$byval" run $blocks3 --filter "$small" --out 'my run'
expect_code 0
run "$byval" verify 'my run'
expect_code 0
expect_out 'my run: sound'
run "$byval" report 'my run' --quiet
run "$byval" verify 'my run'
expect_code 0 # one's own page may be there
run "$byval" verify --public 'my run'
expect_code 1
expect_err "'report' is no file of a bundle" 'name a host or a path'
rm -r 'my run/report'

# What is given away is sound, and says the same to every reader.
jq '.context.byval.warnings = [{"what": "/home/anna/x is missing", "advice": "ask \(.context.host_name)"}]' \
    'my run/run.json' >warned.json && mv warned.json 'my run/run.json'
reseal 'my run'
run "$byval" contribute 'my run' --out given
expect_code 0
expect_out 'given: sound'
run "$byval" verify --public given
expect_code 0
! grep -rqa anna given || fail 'names a user'
[[ $(ls given) == *run.json* ]] || fail 'no run.json'
run "$byval" contribute 'my run'
expect_code 0
[[ $(ls data/runs) =~ ^[a-z0-9.-]+-full-[0-9]{8}$ ]] || fail "its name is $(ls data/runs)"
run "$byval" contribute 'my run' --out given
expect_code 1
expect_err 'given: exists and is not an empty folder'
gzip given/run.json # a large one is compressed already
reseal given
run "$byval" verify --public given
expect_code 0
for format in csv go gbench; do
    "$byval" export 'my run' --format $format | sed "s/\"host_name\":\"[^\"]*\"/\"host_name\":null/" >plain
    "$byval" export given --format $format >packed
    cmp -s plain packed || fail "$format of a compressed run differs"
done
run "$byval" report given --out page --quiet
expect_code 0
jq -e .context.byval page/run.json >/dev/null || fail 'the run.json beside the page cannot be read'

# The one who asked is the one who tells.
run "$byval" contribute nowhere
expect_code 1
expect_err 'byval contribute: nowhere: ' 'byval contribute: nowhere is not sound: nothing was written'
! grep -q 'byval verify' "$work/.err" || fail 'speaks of byval verify'

# edited WHAT-JQ-DOES TEXT...: a bundle whose sums fit its edited run.json is found out.
edited() {
    local edit=$1
    shift
    rm -rf bad && cp -r 'my run' bad
    jq -c "$edit" 'my run/run.json' >bad/run.json
    reseal bad
    run "$byval" verify bad
    doing="verify after $edit"
    expect_code 1
    expect_err "$@"
}

edited '.benchmarks[3].real_time = 1e12' 'ns a call'
edited '.benchmarks[3].real_time *= 5' 'a ratio of' 'in 1 of 3 blocks' # of so few each counts
edited '.benchmarks[].iterations *= 1000 | .benchmarks[].bv_calls *= 1000' 's of calls in a block of'
edited '.context.byval.run.layouts = 16 | .context.byval.blocks[1].layout = 99' 'block 1: layout 99 of 16'
edited '.context.byval.blocks[1].block = 7' 'blocks[1] is number 7'
edited '.context.byval.blocks |= .[:2]' 'is of block 2, which was not run'
edited '.context.byval.blocks[0].seconds = 1000' 'the whole run'
edited '.context.byval.blocks[0].canary_ghz = [90, 3]' 'a clock of 90 GHz'
edited '.context.byval.machine.key.kernel_hash = "0"' 'kernel_hash is no SHA-256'
edited '.context.byval.machine.key.compiler = null' 'does not name the compiler'
edited '.context.byval.run.stopped = "interrupted"' 'it was not finished'
edited '.context.date = "yesterday"' 'context.date: expected a date such as'
edited '.context.date = "2025-02-31Tgarbage<b>"' 'context.date: expected a date such as'
edited '.context.date = "2025-02-30T00:00:00Z"' 'context.date: expected a date such as'
edited '.benchmarks[0].iterations = 0' 'benchmarks[0].iterations: expected' 'which is bv_rounds x bv_calls'
edited '.benchmarks[0].threads = 8' 'threads: expected 1'
edited '.benchmarks[0].family_index = 7' 'benchmarks[0].family_index: expected'
edited '.benchmarks[0].run_name = "other"' 'run_name: expected the same as name'
edited '.context.byval.warnings[0].what = "\u001b[2Jgone"' 'a warning holds control characters'
edited '.context.byval.warnings[0].advice = "a\u202eb"' 'an advice holds control characters or other unseen letters'
edited '.context.byval.warnings[0].advice = "a\u200bb"' 'an advice holds control characters or other unseen letters'
edited '.context.byval.machine.capture.x = ("y" * 9000)' 'a captured fact holds'
edited '.context.byval.cases[0].size_bytes = 64' 'is of 64 bytes'
edited '.context.byval.schema = 99' 'is newer than this'
edited '.benchmarks[0] |= del(.bv_rounds)' 'benchmarks[0]'
! grep -q $'\e' .err || fail 'prints an escape'

# A machine disturbs a visit now and then, one in ten at most: that is said, and no reason to refuse. A column that was
# written by somebody disturbs all of them.
run "$byval" run --preset full --spacing 0 --budget 10m --blocks 20:20 --quiet --filter "$small" --out many
expect_code 0
run "$byval" verify many
expect_code 0
expect_silent err
# disturb BLOCKS: in so many blocks the second arm took five times as long, if not by its ratio
disturb() {
    rm -rf bad && cp -r many bad
    jq -c "(.benchmarks[] | select(.repetition_index < $1 and .family_index == 1 and .per_family_instance_index == 1)
        | .real_time) *= 5" many/run.json >bad/run.json
    reseal bad
    run "$byval" verify bad
    doing="verify after $1 disturbed visits"
}
for blocks in 1 2 3; do
    disturb $blocks
    expect_code 0
    expect_out 'bad: sound'
    expect_err "byval verify: bad: warning: visits whose ratio is not that of their times: the machine changed within them: '$blocks of 80'"
    run "$byval" report bad --quiet
    expect_code 0
done
for blocks in 4 20; do
    disturb $blocks
    expect_code 1
    expect_err "null/kind:same/of:value/size:16/pass:b, block $((blocks - 1)): a ratio of " \
        "and the like in $blocks of 20 blocks"
    ! grep -q warning .err || fail 'warns of what is a problem'
done
# Ratios that were written are no more likely than times.
rm -rf bad && cp -r many bad
jq -c '(.benchmarks[] | select(.family_index == 0 and .per_family_instance_index == 1) | .bv_log_ratio) += 1' \
    many/run.json >bad/run.json
reseal bad
run "$byval" verify bad
expect_code 1
expect_err 'and the like in 20 of 20 blocks'
run "$byval" contribute bad --out worst
expect_code 1
expect_nothing worst

# A date may be unlikely, where the machine's clock was never set: that is said, and no reason to refuse.
for date in 1970-01-01T00:01:00Z 9999-12-31T23:59:59Z; do
    rm -rf odd && cp -r 'my run' odd
    jq -c ".context.date = \"$date\"" 'my run/run.json' >odd/run.json
    reseal odd
    run "$byval" verify odd
    expect_code 0
    expect_out 'odd: sound'
    expect_err "byval verify: odd: warning: context.date is an unlikely date of a run; was the machine's clock set?: '$date'"
    run "$byval" compare --trend 'my run' odd
    expect_code 0
    expect_err "byval compare: warning: odd began at $date, which is unlikely"
done
rm -rf bad && cp -r "my run" bad
jq -c ".context.date = \"2025-02-31Tgarbage<b>\"" "my run/run.json" >bad/run.json
run "$byval" report bad --quiet
expect_code 1
if [[ -e $build/faulty_calls.so ]]; then
    # shellcheck disable=SC2086
    run env LD_PRELOAD="$build/faulty_calls.so" BYVAL_FAULT=past "$byval" run $blocks3 --filter "$small" --out unset
    expect_code 0
    run "$byval" verify unset
    expect_code 0
    expect_err "warning: context.date is an unlikely date of a run; was the machine's clock set?: '1970-01-01T00:01:00Z'"
    jq -r '.context.byval.warnings[].what' unset/run.json >.out
    expect_out 'the machine takes 1970-01-01T00:01:00Z for the date'
    run "$byval" report unset --quiet
    expect_code 0
fi

# changed COMMAND TEXT...: the folder itself is tampered with by a command that stands in it.
changed() {
    local command=$1
    shift
    rm -rf bad && cp -r 'my run' bad
    (cd bad && eval "$command")
    run "$byval" verify bad
    doing="verify after $command"
    expect_code 1
    expect_err "$@"
}

changed 'echo >>run.json' 'run.json: its sum is another'
changed 'sed -i "1{s/^0/1/;t;s/^./0/}" SHA256SUMS' 'its sum is another'
changed 'sed -i 1d SHA256SUMS' 'SHA256SUMS has no sum for '
changed 'sed -i "s|topology.xml|../topology.xml|" SHA256SUMS' "names '../topology.xml', which is not there"
changed 'sed -n 1p SHA256SUMS >s; cat s SHA256SUMS >t; mv t SHA256SUMS; rm s' '.json twice'
changed 'echo nonsense >SHA256SUMS' "'nonsense' is no line of sha256sum"
changed 'rm SHA256SUMS' 'SHA256SUMS is missing'
changed 'rm topology.xml' 'topology.xml is missing'
changed 'touch extra.sh' "'extra.sh' is no file of a bundle"
changed 'mkdir sub' "'sub' is no file of a bundle"
changed 'touch rows.jsonl' 'the run was not finished'
changed 'mv run.json ..; ln -s ../run.json .' 'run.json is no plain file but a link'
changed 'rm run.json; mkfifo run.json' 'run.json is no plain file'
changed 'gzip -k run.json' 'run.json is there twice'
changed 'head -c 1000 run.json >r; mv r run.json' 'not valid JSON, or cut short' 'its sum is another'
changed 'sed -i "1s/^/\xef\xbb\xbf/" run.json' 'run.json: begins with a byte order mark (BOM); save it as UTF-8 without one'
changed 'iconv -f UTF-8 -t UTF-16 run.json >r; mv r run.json' 'run.json: is UTF-16, or UTF-32; save it as UTF-8'
changed 'iconv -f UTF-8 -t UTF-16BE run.json >r; mv r run.json' 'run.json: is UTF-16, or UTF-32; save it as UTF-8'
changed 'iconv -f UTF-8 -t UTF-32LE run.json >r; mv r run.json' 'run.json: is UTF-16, or UTF-32; save it as UTF-8'
iconv -f UTF-8 -t UTF-16 "$tests/../data/rules.json" >rules.json
run "$byval" report --rules rules.json 'my run' --out utf16
expect_code 1
expect_err 'byval report: rules.json: is UTF-16, or UTF-32; save it as UTF-8'
expect_nothing utf16
changed 'gzip run.json; head -c 900 run.json.gz >r; mv r run.json.gz' 'it is cut short'
changed 'rm run.json; head -c 70M /dev/zero | gzip >run.json.gz' 'unpacks to more than 100 times its size'
changed 'echo "<!ENTITY x>" >>topology.xml' 'holds what hwloc does not write'
changed 'echo >topology.xml' 'topology.xml: '
if [[ -e 'my run/audit.json' ]]; then
    rm -rf bad && cp -r 'my run' bad
    jq -c '.byval_audit.kernel_hash = ("0" * 64)' 'my run/audit.json' >bad/audit.json
    reseal bad
    run "$byval" verify bad
    expect_code 1
    expect_err 'audit.json is about other kernels than run.json'
    run "$byval" contribute bad --out worse
    expect_code 1
    expect_nothing worse
fi

run "$byval" verify
expect_code 2
run "$byval" verify nowhere
expect_code 1
expect_err 'nowhere: cannot read the folder'
run "$byval" verify given nowhere
expect_code 1
expect_out 'given: sound'
run "$byval" contribute
expect_code 2
run "$byval" contribute 'my run' given --out both
expect_code 2
expect_nothing both

# What comes with byval is sound, and can be compared.
run "$byval" verify --public "$tests"/../data/runs/*
expect_code 0
run "$byval" compare -- "$tests"/../data/runs/*
expect_code 0
expect_out 'other code, by compiler'
finish
