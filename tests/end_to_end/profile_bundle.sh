#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# profile_bundle.sh BUILD: byval profile --bundle puts what was planted into a run, where its page shows it and whoever
# is given the run gets it without paths; of another build, or damaged, it is refused.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
# shellcheck source=tests/support/expect_profile.sh
source "$tests/support/expect_profile.sh"
planted=$build/profile_kernels.so
export BYVAL_KERNELS=$planted

# Until nothing disturbs it so much that its times would not be given away.
for try in 1 2 3 4; do
    rm -rf bundle
    # shellcheck disable=SC2086
    run "$byval" run --filter '^split/(of:heap/)?size:8$' $blocks3 --out bundle
    expect_code 0
    "$byval" verify bundle >/dev/null 2>&1 && break
    echo "run $try was disturbed"
done
run "$byval" report bundle --out before
expect_code 0
grep -q 'id="profiles"' before/index.html && fail "a run without profiles has a section of them"

# Both arms; the split is as it was planted.
run "$byval" profile --bundle bundle --arms '^split/size:8/pass:' --seconds 0.3 --rate 4000
expect_code 0
expect_out "split/size:8/pass:functions: cpu: " "split/size:8/pass:loops: cpu: " " samples, "
run "$byval" verify bundle
expect_code 0
/usr/bin/python3 "$tests/support/check_bundle.py" bundle || fail "the bundle is not as FORMAT.md says"
of() { jq "[.profiles[] | select(.arm == \"$1\" and .kind == \"${3:-cpu}\")][0] | $2" bundle/profiles.json; }
all=$(of functions '[.stacks[].values[0]] | add')
hits=$(of functions '[.functions[].name] as $names | [.stacks[] | select($names[.frames[-1]] == "three_quarters") | .values[0]] | add')
# Four standard errors of so many samples.
awk -v hits="$hits" -v all="$all" 'BEGIN { d = hits / all - 0.75; exit !(d * d <= 16 * 0.75 * 0.25 / all + 0.0004) }' ||
    fail "three_quarters has $hits of $all samples"
[[ $(of functions '[.functions[.stacks[].frames[0]].name] | unique | tostring') == *functions* ]] || fail "the arm is no root"
[[ $(of functions '.functions | map(.name) | index("bv_profile_worker_run")') == null ]] || fail "who runs the loop is in it"
[[ $(of functions '[.code[].samples[]] | add') -gt 0 ]] || fail "no machine code has samples"
grep -q / <(of functions '.functions[].file') && fail "files have paths"
# For pprof.
read_profile "bundle/$(of functions .file | tr -d '"')"
[[ $(value .totals.samples) == $(of functions '[.stacks[].values[0]] | add') ]] || fail "pprof's file has other samples"

# Another kind stands beside the first; what is taken again takes the old one's place.
if [[ $(nm "$build/byval-block") != *__asan_init* ]]; then # whose malloc nobody may stand before
    run "$byval" profile --bundle bundle --arms 'pass:functions$' --kind heap --seconds 0.1
    expect_code 1
    expect_err "split/size:8: arm functions allocates nothing from malloc" "no arm could be profiled"
    run "$byval" profile --bundle bundle --arms 'pass:(functions|allocates)$' --kind heap --seconds 0.1
    expect_code 0
    expect_err "not profiled: split/size:8: arm functions allocates nothing"
    # A thousand blocks of 64 B and ten of 64 KiB a call, and one of 24 B that stays.
    calls=$(of allocates .calls heap)
    [[ $(of allocates '[[.stacks[].values[1]], [.stacks[].values[2]]] | map(add) | tostring' heap) == "\"[$((calls * (1000 * 64 + 10 * 65536 + 24))),$calls]\"" ]] ||
        fail "what $calls calls allocate, and leave, is not as planted"
    sed -i 's/"kind":"heap"/"kind":"lock"/' bundle/profiles.json
    run "$byval" report bundle --out none
    expect_code 1
    expect_err "profiles[0].stacks[0].values"
    sed -i 's/"kind":"lock"/"kind":"heap"/' bundle/profiles.json
fi
gzip bundle/profiles.json # as in a bundle that was given away
run "$byval" profile --bundle bundle --arms 'pass:loops$' --seconds 0.1 --rate 3000 --quiet
expect_code 0
expect_silent out err
[[ $(jq -c '[.profiles[] | select(.kind == "cpu") | [.arm, .rate_hz]] | sort' bundle/profiles.json) == '[["functions",4000],["loops",3000]]' ]] ||
    fail "the profiles are $(jq -c '[.profiles[] | [.arm, .rate_hz]]' bundle/profiles.json)"
run "$byval" verify bundle
expect_code 0

# The page.
run "$byval" report bundle --out page
expect_code 0
for text in '<section id="profiles">' 'functions: CPU time' 'aria-label="three_quarters: ' 'Machine code with its samples' \
    'are at instructions that copy'; do
    grep -qF "$text" page/index.html || fail "the page does not have '$text'"
done
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' page/index.html || fail "the page is no XML"

# Given away: without pprof's files, which name paths.
run "$byval" contribute bundle --out given
expect_code 0
expect_nothing given/profiles
[[ $(zcat -f given/profiles.json* | jq -c '[.profiles[].file] | unique') == '[null]' ]] || fail "what is given away names files"
zcat -f given/profiles.json* | grep -qF "${build%/*}" && fail "what is given away names a path"
run "$byval" report given --out given-page
expect_code 0
grep -qF 'aria-label="three_quarters: ' given-page/index.html || fail "the page of what was given away lacks the profile"
cp -r bundle/profiles given/
run "$byval" verify --public given
expect_code 1
expect_err "'profiles' is no file of a bundle: leave these out, they name paths"

# Of another build; damaged; changed.
cp -r bundle other
sed -i '1s/"kernel_hash":"..../"kernel_hash":"ffff/' other/profiles.json
run "$byval" report other --out none
expect_code 1
expect_err "profiles.json: is about other kernels (ffff" "than were measured"
run "$byval" verify other
expect_code 1
expect_err "profiles.json: its sum is another" "profiles.json is about other kernels than run.json"
head -c 1500 bundle/profiles.json >other/profiles.json
run "$byval" report other --out none
expect_code 1
expect_err "other/profiles.json:" "not valid JSON, or cut short"
expect_nothing none
run env -u BYVAL_KERNELS "$byval" profile --bundle bundle --arms . --seconds 0.1
expect_code 1
expect_err "bundle: was measured with other kernels (" "than would be profiled (" "profile with the byval that measured it"

# What is asked wrongly.
sums=$(cat bundle/SHA256SUMS)
while IFS='|' read -r words complaint; do
    # shellcheck disable=SC2086
    run "$byval" profile $words
    expect_code 2
    expect_err "$complaint"
done <<'WORDS'
--bundle bundle split/size:8|--bundle: expected no CASE
--bundle bundle --arm loops|--bundle: goes with neither --arm, --out nor --code
--bundle bundle --code|--bundle: goes with neither --arm, --out nor --code
--bundle bundle --kind cpu,wall|--kind: expected some of cpu, heap and lock
--bundle bundle --arms none/|matches no arm that the run measured
--bundle bundle --arms (|--arms '('
--bundle nowhere|--bundle nowhere: is no folder
split/size:8 --arms loops|--arms: goes with --bundle alone
split/size:8 --kind cpu,heap|--kind: expected cpu, heap or lock
WORDS
run "$byval" profile --bundle bundle --seconds 0.1
expect_code 0 # of the main series' largest size, where nothing crosses
[[ $sums != "$(cat bundle/SHA256SUMS)" ]] || fail "the sums are as they were"
# Who stops it leaves the bundle as it was.
sums=$(cat bundle/SHA256SUMS)
run timeout --preserve-status -s INT 0.3 "$byval" profile --bundle bundle --seconds 60
expect_code 1
expect_err interrupted
[[ $sums == "$(cat bundle/SHA256SUMS)" ]] || fail "an interrupted one changes the bundle"
run "$byval" verify bundle
expect_code 0

# Of byval's own kernels: the sentence about machine code, and the listings, lead to the profile.
unset BYVAL_KERNELS
if [[ -e $build/audit.json ]]; then
    # shellcheck disable=SC2086
    run "$byval" run --filter '^arg/class:int/reads:one/mode:throughput/site:stack/size:(16|512)$' $blocks3 --out own
    expect_code 0
    run "$byval" profile --bundle own --arms /size:512/ --seconds 0.2 --rate 2000
    expect_code 0
    expect_out size:512/pass:value: size:512/pass:pointer:
    run "$byval" report own --out own-page
    expect_code 0
    grep -qE 'explains it: .*At 512&#160;B, [0-9]+&#160;% \[.*\] of the samples of (value|pointer) are at instructions that copy.*Its profile' own-page/index.html ||
        fail "the sentence about machine code does not quote the profile"
    grep -qE '<p><a href="#profile-c[0-9]+">Where the time goes at 512&#160;B</a>' own-page/index.html ||
        fail "the listings do not lead to the profile"
fi
finish
