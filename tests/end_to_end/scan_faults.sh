#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scan_faults.sh BUILD: byval scan says what is wrong with a program, its debug file or a run, and what to do.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
unset DEBUGINFOD_URLS
planted=$tests/scan/planted.c

# refuses CODE FILE TEXT...: it fails with these words, and prints nothing else
refuses() {
    local code_wanted=$1 file=$2
    shift 2
    run timeout 60 "$byval" scan --run none "$file"
    expect_code "$code_wanted"
    expect_silent out
    expect_err "$@"
}

# patch FILE OFFSET BYTE...: written over what is there
patch() {
    local file=$1 offset=$2
    shift 2
    # shellcheck disable=SC2059
    printf "$(printf '\\x%s' "$@")" | dd of="$file" bs=1 seek="$offset" conv=notrunc status=none
}

# section FILE NAME: its offset in the file, decimal
section() {
    echo $((16#$(readelf -SW "$1" | sed -n "s/.* $2 *[A-Z]* *[0-9a-f]* \([0-9a-f]*\) .*/\1/p" | head -n 1)))
}

gcc -g -w -O2 -o program "$planted"
copies=$("$byval" scan --run none --quiet --csv - program | wc -l)

# No program at all.
refuses 1 nowhere "nowhere: cannot read: No such file"
refuses 1 . "is no plain file"
echo text >text
refuses 1 text "text: is no ELF file; name an executable"
gcc -g -w -c -o object.o "$planted"
refuses 1 object.o "is not linked; name the executable"

# No debug information; some that lies elsewhere, fits, and does not.
strip -o bare program
refuses 1 bare "bare: has no debug information (DWARF), build id " "build with -g"
objcopy --only-keep-debug program program.debug
strip -o linked program
objcopy --add-gnu-debuglink=program.debug linked
run "$byval" scan --run none --quiet --csv - linked
expect_code 0
[[ $(wc -l <.out) == "$copies" ]] || fail "$(wc -l <.out) rows instead of $copies, by a debug file"
gcc -g -w -O1 -o another "$planted"
objcopy --only-keep-debug another program.debug
refuses 1 linked "its debug file ./program.debug is of another build: it does not have build id "
rm program.debug
refuses 1 linked "is stripped, and its debug file program.debug" "is not beside it"

# Versions of DWARF.
for version in 2 3; do
    gcc -gdwarf-$version -gstrict-dwarf -w -O2 -o old "$planted"
    run "$byval" scan --run none old
    expect_code 0
    expect_out "DWARF $version" "take344: s" "assign4096"
done
cp program future
patch future $(($(section future .debug_info) + 4)) 09 00
refuses 1 future "its debug information cannot be read" "byval scan reads DWARF 2 to 5"

# Another processor; torn files; sections that unpack to absurd sizes.
cp program foreign
patch foreign 18 f3 00
refuses 1 foreign "is for another processor (ELF machine 243); byval scan reads x86-64 and AArch64"
size=$(stat -c %s program)
for share in 1 5 20 40 60 80 95; do
    head -c $((size * share / 100)) program >torn
    run timeout 60 "$byval" scan --run none torn
    [[ $code == 0 || $code == 1 ]] || fail "exit code $code of $share % of a file"
    [[ $code == 0 || -s .err ]] || fail "nothing is said of $share % of a file"
done
gcc -g -gz -w -O2 -o packed "$planted"
run "$byval" scan --run none packed
expect_code 0
cp packed bomb
patch bomb $(($(section bomb .debug_info) + 8)) 00 00 00 00 00 ff 00 00
refuses 1 bomb "section .debug_info cannot be read, or would unpack to an absurd size"

dd if=/dev/zero of=zeros bs=1M count=70 status=none
objcopy --add-section .debug_names=zeros program long
objcopy --compress-debug-sections=zlib long bomb
[[ $(stat -c %s bomb) -lt 1000000 ]] || fail "the bomb does not pack"
refuses 1 bomb "section .debug_names cannot be read, or would unpack to an absurd size"
objcopy --compress-debug-sections=zlib-gnu long bomb
refuses 1 bomb "section .zdebug_names cannot be read, or would unpack to an absurd size"
rm long zeros

# What dwz takes out: into the file itself, and into one that two programs share, which fits, is missing, of another
# build, no file of DWARF, or a pipe that nobody writes.
cp program shared
gcc -g -w -O1 -o second "$planted"
cp program own
dwz own
dwz -m common.debug shared second
shared_copies() {
    run "$byval" scan --run none --quiet --csv - "$1"
    expect_code 0
    [[ $(wc -l <.out) == "$2" ]] || fail "$1: $(wc -l <.out) rows instead of $2"
}
shared_copies own "$copies"
shared_copies shared "$copies"
expect_silent err
mv common.debug fitting.debug
shared_copies shared "$((copies - 7))"
expect_err "common.debug: is missing; dwz put a part of the debug information there: its types and functions are left out"
cp program common.debug
refuses 1 shared "its supplementary debug file ./common.debug is of another build"
echo text >common.debug
refuses 1 shared "its supplementary debug file ./common.debug is no honest ELF file"
rm common.debug
mkfifo common.debug
refuses 1 shared "its supplementary debug file ./common.debug is no honest ELF file"
rm common.debug
gcc -gdwarf-5 -w -O2 -o shared "$planted"
gcc -gdwarf-5 -w -O1 -o second "$planted"
dwz -5 -m common.debug shared second
run "$byval" scan --run none shared
expect_code 0
expect_err "in DWARF 5's way (dwz -5), which byval scan does not read: its types and functions are left out"

# Ten million entries, in lists and in each other.
if gcc -shared -nostdlib -o many.so "$tests/scan/many.s" 2>/dev/null; then
    run timeout 120 "$byval" scan --run none many.so
    expect_code 0
    expect_out " 4096 " "takes: wide"
    rm many.so
fi

# Types in circles, a type of 2^63 bytes, names that command terminals and browsers.
if gcc -shared -nostdlib -o hostile.so "$tests/scan/hostile.s" 2>/dev/null; then
    for form in '' '--notes' '--quiet --csv -' '--quiet --html -' '--quiet --json -' '--quiet --sarif -'; do
        # shellcheck disable=SC2086
        run timeout 60 "$byval" scan --run none --least 0 $form hostile.so
        expect_code 0
        ! grep -qP '[\x00-\x08\x0b-\x1f]|\xe2\x80\xae' .out || fail "a name commands the terminal"
    done
    run "$byval" scan --run none --least 0 --quiet --html page.html hostile.so
    /usr/bin/python3 -c 'import xml.dom.minidom; xml.dom.minidom.parse("page.html")' || fail "the page is no XML"
    ! grep -q '<script>alert\|<img' page.html || fail "a name commands the browser"
    grep -q '&lt;img src=x onerror=alert(1)&gt;' page.html || fail "a name is missing from the page"
    run "$byval" scan --run none --least 0 hostile.so
    expect_out " 4096 " "struct self"
    ! grep -q huge .out || fail "a type of 2^63 bytes has a row"
fi

# A run of another machine prices nothing unless it is named; one of another architecture never.
run_of=("$(dirname "$tests")"/data/runs/*gcc*)
[[ -d ${run_of[0]} ]] || run_of=("$tests"/../data/runs/*)
mkdir -p results/measured
cp "${run_of[0]}"/* results/measured
gzip -dcf results/measured/run.json* | sed 's/"cpu.model":"[^"]*"/"cpu.model":"Abacus"/' >run.json
rm results/measured/run.json*
mv run.json results/measured/run.json
ln -s measured results/latest
run "$byval" scan program
expect_code 1
expect_silent out
expect_err "results/latest: was measured on another machine: its " "--run results/latest" "--run none"
run "$byval" scan --run results/latest program
expect_code 0
expect_out "ns a call: what passing it by value takes more than passing its address, by results/latest"
run "$byval" scan --run results/latest --quiet --json priced.json program
[[ $(jq '[.rows[] | select(.kind == "copy" and .bytes == 344) | .wait.low <= .wait.ns and .wait.ns <= .wait.high and .overlap.ns > 0] | all' priced.json) == true ]] ||
    fail "$(jq -c '.rows[] | select(.bytes == 344)' priced.json)"
# More bytes by rep movs cost more, each of them with a price.
[[ $(jq '[.rows[] | select(.kind == "copy" and .strategy == "rep movs") | {bytes, ns: .overlap.ns}] | sort_by(.bytes) | [.[].ns] | length > 1 and all(. != null) and . == sort' priced.json) == true ]] ||
    fail "more bytes cost less: $(jq -c '[.rows[] | [.bytes, .overlap.ns]]' priced.json)"
aarch64-linux-gnu-gcc -g -w -O2 -o arm "$planted" 2>/dev/null &&
    { run "$byval" scan --run results/latest arm; expect_code 1; expect_err "the program is for another processor"; }
rm results/latest
run "$byval" scan program
expect_code 0
expect_out "bytes only: byval run measures what copies cost here"

# Limits.
run "$byval" scan --quiet --fail-over 5000B program
expect_code 0
run "$byval" scan --quiet --fail-over 4095B program
expect_code 1
expect_err "row is over --fail-over; the first is 4096 B at " "in assign4096"
run "$byval" scan --quiet --run results/measured --fail-over 1000ns program
expect_code 0
run "$byval" scan --quiet --run results/measured --fail-over 0.5ns program
expect_code 1
run "$byval" scan --quiet --fail-over 1ns program
expect_code 2
expect_err "--fail-over in ns needs prices"
run "$byval" scan --quiet --fail-over 1% program
expect_code 2
expect_err "--fail-over in % needs a profile"
run "$byval" scan --fail-over 64 program
expect_code 2
run "$byval" scan --notes program
expect_out "planted.c:98: note: 4096 B are copied (rep movs), perhaps struct s4096, in assign4096"

# SARIF, by its schema: what the package @microsoft/jest-sarif holds of it.
run "$byval" scan --quiet --sarif scan.sarif --run results/measured program
expect_code 0
[[ $(jq -r '.version, (.runs[0].results | length), .runs[0].tool.driver.rules[2].id' scan.sarif | paste -sd ' ') == "2.1.0 25 block-copy" ]] ||
    fail "$(jq -c '.runs[0].results[0]' scan.sarif)"
schema=$build/sarif-2.1.0.json
if [[ ! -s $schema ]]; then
    doing="npm pack"
    npm pack --silent @microsoft/jest-sarif@1.0.0-beta.0 >.out 2>.err || fail "npm cannot get it: is this machine online?"
    tar xzf microsoft-jest-sarif-*.tgz && cp package/lib/schemas/sarif-2.1.0-rtm.5.json "$schema.$$" && mv "$schema.$$" "$schema"
fi
run /usr/bin/python3 -c 'import json, jsonschema, sys
jsonschema.Draft7Validator(json.load(open(sys.argv[1]))).validate(json.load(open(sys.argv[2])))' "$schema" scan.sarif
expect_code 0
finish
