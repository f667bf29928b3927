#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scan_profile.sh BUILD: samples of a profile fall on the copies that were planted, whichever profiler took them.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"
planted=$tests/scan/planted.c
gcc -g -w -O2 -Wl,--build-id -o program "$planted"

# share BYTES: of the copy of so many, by scan.json
share() {
    jq --argjson bytes "$1" '[.rows[] | select(.kind == "copy" and .bytes == $bytes) | .share] | add' scan.json
}

# close A B: within two per cent of all samples
close() {
    [[ $(jq -n --argjson a "$1" --argjson b "$2" '($a - $b) | . < 0.02 and . > -0.02') == true ]]
}

# A profile of pprof with samples at known places: a quarter at rep movs of 344 B, half at the copy of 104 B, one sample
# behind the instruction of the 344 B, which is late, a part of the half below Go's interruption, an eighth in memmove that move1000 calls, and an eighth elsewhere.
run "$byval" scan --run none --quiet --json scan.json program
expect_code 0
address() { jq -r --argjson bytes "$1" '.rows[] | select(.kind == "copy" and .bytes == $bytes) | .address' scan.json; }
build_id=$(jq -r .build_id scan.json)
pprof() {
    /usr/bin/python3 "$tests/support/pprof_file.py" "$1" "$PWD/program" "$2" "$(address 344):24" "$(printf %#x $(($(address 344) + 3))):1" "$(address 104):30" "$(address 104):20:preempt" \
        "$(address 1000):12:memmove" 0x1000000:13
}
pprof known.pb.gz "$build_id"
run "$byval" scan --run none --quiet --json scan.json --profile known.pb.gz program
expect_code 0
[[ $(share 344) == 0.25 && $(share 104) == 0.5 && $(share 4096) == 0 ]] || fail "shares $(share 344) $(share 104) $(share 4096)"
[[ $(share 1000) == 0.12 ]] || fail "of memmove's samples $(share 1000) are counted for its caller"
[[ $(jq '[.rows[] | select(.kind == "parameter" and .function == "take344") | .share] | add' scan.json) == 0.25 ]] ||
    fail "the parameter does not have what its copy costs"
[[ $(jq -r '.rows[0].bytes' scan.json) == 104 ]] || fail "the first row is not the one with most samples"
run "$byval" scan --run none --profile known.pb.gz program
expect_out "samples" "50.00 %"
run "$byval" scan --run none --profile known.pb.gz --notes program
expect_out "25.00 % of samples: struct s344 (344 B) goes by value into take344 (stack, rep movs), 1 call"
run "$byval" scan --run none --profile known.pb.gz --quiet --fail-over 60% program
expect_code 0
run "$byval" scan --run none --profile known.pb.gz --quiet --fail-over 40% program
expect_code 1

# A profile of another build, of another program, torn, or none.
pprof other.pb.gz "${build_id//[0-9]/0}"
run "$byval" scan --run none --profile other.pb.gz program
expect_code 1
expect_err "other.pb.gz: is of another build of program: build id ${build_id//[0-9]/0}, and the program has $build_id"
cp program renamed
run "$byval" scan --run none --profile known.pb.gz renamed
expect_code 1
expect_err "none of its 100 samples is of renamed"
gzip -dc known.pb.gz | head -c 90 >torn.pb
run "$byval" scan --run none --profile torn.pb program
expect_code 1
expect_err "torn.pb: is "
echo 'no profile' >text
run "$byval" scan --run none --profile text program
expect_code 1
expect_err "text: is "

# callgrind counts instructions: each copy by moves has as many as it has in the code.
if [[ -x $(command -v valgrind) && $build != *asan* ]]; then
    valgrind --quiet --tool=callgrind --dump-instr=yes --callgrind-out-file=counts ./program 1000 >/dev/null 2>&1
    run "$byval" scan --run none --quiet --json scan.json --profile counts program
    expect_code 0
    # 104 B: seven loads and seven stores, 8,000 times.
    total=$(sed -n 's/^totals: //p' counts)
    close "$(share 104)" "$(jq -n --argjson total "$total" '14 * 8000 / $total')" ||
        fail "copies of 104 B have $(share 104) of $total"
    valgrind --quiet --tool=callgrind --callgrind-out-file=lines ./program 1 >/dev/null 2>&1
    run "$byval" scan --run none --profile lines program
    expect_code 1
    expect_err "lines: tells lines but no addresses; run valgrind --tool=callgrind --dump-instr=yes"
fi

# perf, by a stand-in that says what `perf script` says; and where it is not installed.
mkdir bin none
cat >bin/perf <<END
#!/bin/sh
case \$1 in
buildid-list) cat $PWD/builds ;;
*) cat $PWD/script ;;
esac
END
chmod +x bin/perf
echo "$build_id $PWD/program" >builds
code_offset=$((16#$(readelf -lW program | sed -n 's/^ *LOAD *0x\([0-9a-f]*\) 0x\([0-9a-f]*\).*R E.*/\1/p' | head -n 1)))
{
    printf '12 PERF_RECORD_MMAP2 12/12: [0x500000000000(0x4000) @ 0x%x fe:00 1 2]: r-xp %s/program\n' $code_offset "$PWD"
    for ((i = 0; i < 3; i++)); do
        printf '12      %x main (%s/program)\n' $((0x500000000000 - code_offset + $(address 344))) "$PWD"
    done
    printf '12 \n\t   7f0000000000 __memmove_avx_unaligned_erms (/usr/lib/libc.so.6)\n\t   %x move1000 (%s/program)\n\n' \
        $((0x500000000000 - code_offset + $(address 1000))) "$PWD"
    printf '13      7f0000000010 read (/usr/lib/libc.so.6)\n%.0s' {1..6}
} >script
printf 'PERFILE2 and so on' >perf.data
PATH=$work/bin:$PATH run "$byval" scan --run none --quiet --json scan.json --profile perf.data program
expect_code 0
[[ $(share 344) == 0.3 && $(share 1000) == 0.1 ]] || fail "by perf, shares $(share 344) $(share 1000)"
echo "${build_id//[0-9]/0} $PWD/program" >builds
PATH=$work/bin:$PATH run "$byval" scan --run none --profile perf.data program
expect_code 1
expect_err "perf.data: is of another build of program"
PATH=$work/none run "$byval" scan --run none --profile perf.data program
expect_code 1
expect_err "perf.data: perf is not installed"
finish
