#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# makefile.sh: what the Makefile makes of its variables, with planted cmake, setup and byval.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
calls=$work/calls
failures=0

mkdir "$work/bin" "$work/tree" "$work/tree/scripts"
cp "$here/../../Makefile" "$work/tree/"
cp "$here/../../scripts/builds" "$here/../../scripts/configure" "$here/../../scripts/spelling" "$work/tree/scripts/"

# Each call is a line: the program, then every argument in brackets.
cat >"$work/recorder" <<SCRIPT
#!/bin/sh
{
    printf '%s' "\${0##*/}"
    [ "\${0##*/}" = setup ] && printf ' CC=%s' "\$CC"
    case \$1 in (count|profile) printf '%s' "\${BYVAL_KERNELS:+ of \$BYVAL_KERNELS}" ;; esac
    printf ' [%s]' "\$@"
    echo
} >>"$calls"
[ "\$1" = run ] && printf 'so many cases\\n%s\\n' 'results/its own/run.json'
[ ! -e "$work/fail.\${0##*/}" ] && [ ! -e "$work/fail.\$1" ]
SCRIPT
chmod 755 "$work/recorder"
cp "$work/recorder" "$work/bin/valgrind" # which is only looked for
cp "$work/recorder" "$work/tree/scripts/setup"
# A build leaves a byval behind.
cat >"$work/bin/cmake" <<SCRIPT
#!/bin/sh
"$work/recorder.cmake/cmake" "\$@" || exit 1
[ "\$1" = --build ] && mkdir -p "\$2" && cp "$work/recorder" "\$2/byval"
exit 0
SCRIPT
mkdir "$work/recorder.cmake"
cp "$work/recorder" "$work/recorder.cmake/cmake"
chmod 755 "$work/bin/cmake"

fail() {
    echo "FAILED: $1"
    printf '    ran: %s\n' "$(cat "$calls")"
    failures=$((failures + 1))
}

# run_make ARGUMENT...: its exit status in $status; JOBS is fixed so that lines can be compared.
run_make() {
    : >"$calls"
    status=0
    env -u MAKEFLAGS -u MAKEOVERRIDES -u MFLAGS -u CC PATH="$work/bin:$PATH" \
        make -s -C "$work/tree" JOBS=2 "$@" >"$work/output" 2>&1 || status=$?
}

ran() {
    grep -qxF -e "$1" "$calls" || fail "not run: $1"
}

ran_nothing_like() {
    ! grep -qE -e "$1" "$calls" || fail "run: $1"
}

run_make bench
((status == 0)) || fail "make bench: exit status $status"
counted=$(sed -n 's/^counted := //p' "$here/../../Makefile" | sed 's/\$\$/$/g')
expected="setup CC=gcc [bench]
cmake [--preset] [release] [-B] [build/release] [-DCMAKE_C_COMPILER=gcc]
cmake [--build] [build/release] [--parallel] [2]
byval [run] [--preset] [quick]
byval [count] [--preset] [quick] [--filter] [$counted] [--out] [results/its own] [--quiet]
byval [report] [results/its own]"
[[ $(cat "$calls") == "$expected" ]] || fail 'make bench: not these calls in this order'

# What was not counted is no reason to go without a report.
touch "$work/fail.count"
run_make bench
((status == 0)) || fail "make bench without counts: exit status $status"
ran 'byval [report] [results/its own]'
grep -q 'so many cases' "$work/output" || fail 'make bench does not show what byval run prints'
rm "$work/fail.count"

# Profiles come after the times and before the page; what is no kind of them is said before any time is spent.
run_make bench PROFILES=cpu,heap
((status == 0)) || fail "make bench with profiles: exit status $status"
[[ $(tail -n 2 "$calls") == "byval [profile] [--bundle] [results/its own] [--kind] [cpu,heap] [--quiet]
byval [report] [results/its own]" ]] || fail 'make bench: no profiles before the report'
touch "$work/fail.profile"
run_make bench PROFILES=lock
((status == 0)) || fail "make bench without profiles: exit status $status"
ran 'byval [report] [results/its own]'
grep -q 'going on without all profiles' "$work/output" || fail 'does not say that profiles are missing'
rm "$work/fail.profile"
run_make bench PROFILES=cpu,wall
((status != 0)) || fail 'make bench takes wall for a kind of profiles'
grep -q "PROFILES: expected some of cpu, heap and lock, as cpu,heap; not 'wall'" "$work/output" ||
    fail 'does not say which profiles there are'
ran_nothing_like 'byval'

# Given on the command line and given through the environment, every value arrives as it is.
# shellcheck disable=SC1003 # not to be expanded, that is the point
for value in 'arg/.*size:(8|16)$' 'two words' 'it'\''s "quoted"' '$HOME $(HOME) $$' \
    '`touch pwned`' '$(shell touch pwned)' '$(touch pwned)' '; touch pwned' 'a#b' '\d+\' '*' \
    '-leading' 'a,b=c' '%'; do
    run_make bench FILTER="$value"
    ran "byval [run] [--preset] [quick] [--filter] [$value]"
    ran_nothing_like '\[count\]'
    FILTER=$value run_make bench
    ran "byval [run] [--preset] [quick] [--filter] [$value]"
done
[[ ! -e $work/tree/pwned && ! -e pwned ]] || fail 'ran what stood in FILTER'

run_make bench PRESET=quick BUDGET=60 PRECISION=0.05 BLOCKS=9:40 SEED=7 CPU=3 OUT='my results'
ran 'byval [run] [--preset] [quick] [--budget] [60] [--precision] [0.05] [--blocks] [9:40] [--seed] [7] [--cpu] [3] [--out] [my results]'
ran 'byval [report] [my results]'

run_make bench CC=clang
ran 'setup CC=clang [bench]'
ran 'cmake [--preset] [release] [-B] [build/release-clang] [-DCMAKE_C_COMPILER=clang]'
run_make bench CC=/opt/own/gcc-13
ran 'cmake [--preset] [release] [-B] [build/release-gcc-13] [-DCMAKE_C_COMPILER=/opt/own/gcc-13]'

mkdir "$work/tree/old a" "$work/tree/old b"
run_make compare RUNS='old* other' BY=cpu.model
ran 'byval [compare] [--by] [cpu.model] [--] [old a] [old b] [other]'
run_make report RUN='old results' OUT=page
ran 'byval [report] [old results] [--out] [page]'
ran_nothing_like '\[run\]'

run_make contribute RUN='old results'
ran 'byval [contribute] [old results]'
cp "$work/recorder" "$work/tree/scripts/manual"
run_make man
ran 'setup CC=gcc [man]'
ran 'manual [build/release/byval] [build/man]'
run_make report RUN=
ran 'byval [report] [results/latest]'
run_make bench PRESET= RUN=
ran 'byval [run] [--preset] [quick]'
run_make contribute OUT=given
ran 'byval [contribute] [results/latest] [--out] [given]'

# A finished run gets more blocks, and a new report; several take turns, each with its build.
plan() {
    run_make bench "$@"
    ((status == 0)) || fail "make bench $*: $(cat "$work/output")"
    ran_nothing_like '^byval.*\[(--preset|count)\]'
}
mkdir -p "$work/tree/results/a run" "$work/tree/many/"{x,y,half}
touch "$work/tree/results/a run/run.json" "$work/tree/many/x/run.json" "$work/tree/many/y/run.json.gz"
ln -s 'a run' "$work/tree/results/latest"
plan MORE=300
ran 'byval [run] [--more] [300] [--] [results/latest]'
ran 'byval [report] [results/latest]'
plan MORE=5 RUN='results/a run/' OUT= PRESET=
ran 'byval [run] [--more] [5] [--] [results/a run]'
mkdir -p "$work/tree/build/kernels/"{gcc-O2,clang-O2,broken}
touch "$work/tree/build/kernels/"{gcc-O2,clang-O2}/kernels.so "$work/tree/build/kernels/gcc-O2.log"
plan MORE=5 RUN=many/
builds='[--build] [build/release] [--build] [build/kernels/clang-O2] [--build] [build/kernels/gcc-O2]'
ran "byval [run] [--more] [5] $builds [--] [many/x] [many/y]"
ran 'byval [report] [--out] [many.report] [--quiet] [--] [many/x] [many/y]'
ran 'byval [compare] [--out] [many.compare] [--] [many/x] [many/y]'
plan MORE=5 RUN=many/x
ran "byval [run] [--more] [5] $builds [--] [many/x]"
ran 'byval [report] [many/x]'
# more(1) has options of that name.
MORE=-d run_make bench
ran 'byval [run] [--preset] [quick]'
ran_nothing_like '\[--more\]'
for word in FILTER=x BUDGET=3 'COMPILERS=gcc clang' OUT=x; do
    run_make bench MORE=5 "$word"
    ((status != 0)) || fail "make bench MORE=5 $word succeeds"
    grep -qF "${word%%=*} does not go with it" "$work/output" || fail "does not say that $word does not go with MORE"
    [[ ! -s $calls ]] || fail "something is run although $word does not go with MORE"
done
mkdir "$work/tree/empty"
run_make bench MORE=5 RUN=empty
((status != 0)) || fail 'make bench MORE=5 succeeds without a run'
grep -qF 'make bench: empty: no finished run is there' "$work/output" || fail 'does not say that there is no run'
ran_nothing_like '\[(run|report)\]'
touch "$work/fail.run"
for run in many results/latest; do
    run_make bench MORE=5 RUN=$run
    ((status != 0)) || fail "make bench MORE=5 RUN=$run succeeds although byval run failed"
    ran_nothing_like '\[report\]'
done
rm -r "$work/fail.run" "$work/tree/results" "$work/tree/build/kernels" "$work/tree/many"

# Several compilers: what cannot be built is said, and the others are measured together.
kernels=$work/tree/build/kernels
for compiler in good-cc other-cc; do cp "$work/recorder" "$work/bin/$compiler"; done
run_make bench COMPILERS='good-cc other-cc no-such-cc' OPT='-O2 -O3,-g' FILTER='it'\''s $HOME' OUT='my out'
((status != 0)) || fail 'make bench succeeds although a compiler is missing'
grep -q 'builds: no-such-cc -O2 is left out: there is no compiler no-such-cc here' "$work/output" ||
    fail 'does not say which compiler is missing'
ran "cmake [-S] [$work/tree] [--preset] [release] [-B] [$kernels/other-cc-O3_-g] [-DCMAKE_C_COMPILER=other-cc] [-DBYVAL_KERNEL_FLAGS=-O3 -g]"
ran "byval [run] [--build] [$kernels/good-cc-O2] [--build] [$kernels/good-cc-O3_-g] [--build] [$kernels/other-cc-O2] [--build] [$kernels/other-cc-O3_-g] [--out] [my out] [--preset] [quick] [--filter] [it's \$HOME]"
ran_nothing_like '\[count\]'
rm -r "$work/tree/my out" 2>/dev/null
# A comma of a flag's own.
run_make bench COMPILERS=good-cc OPT='-O2,-mmemcpy-strategy=a:256:noalign\,b:-1:noalign' OUT='my out'
ran "cmake [-S] [$work/tree] [--preset] [release] [-B] [$kernels/good-cc-O2_-mmemcpy-strategy=a_256_noalign__b_-1_noalign] [-DCMAKE_C_COMPILER=good-cc] [-DBYVAL_KERNEL_FLAGS=-O2 -mmemcpy-strategy=a:256:noalign,b:-1:noalign]"
# Each build's calls are counted into the bundle of its kernels, and into no other.
mkdir -p "$kernels/good-cc-O2" "$kernels/other-cc-O2" "$work/tree/all/"{x,y,z}
echo '{"byval_audit":{"kernel_hash":"1a"}}' >"$kernels/good-cc-O2/audit.json"
echo '{"byval_audit":{"kernel_hash":"2b"}}' >"$kernels/other-cc-O2/audit.json"
echo '{"key":{"kernel_hash": "2b"}}' >"$work/tree/all/x/run.json"
echo '{"key":{"kernel_hash": "1a"}}' | gzip >"$work/tree/all/y/run.json.gz"
echo '{"key":{"kernel_hash": "3c"}}' >"$work/tree/all/z/run.json"
run_make bench COMPILERS='good-cc other-cc' OUT=all PRESET=standard
((status == 0)) || fail "make bench of two compilers: exit status $status"
for row in x:other-cc y:good-cc; do
    ran "byval of $kernels/${row#*:}-O2/kernels.so [count] [--preset] [standard] [--filter] [$counted] [--out] [all/${row%:*}] [--quiet]"
done
[[ $(grep -c '\[count\]' "$calls") == 2 ]] || fail 'not two counts'
grep -q 'builds: all/z: going on without exact counts' "$work/output" || fail 'does not say what was not counted'
run_make bench COMPILERS='good-cc other-cc' OUT=all PROFILES=cpu FILTER=arg
for row in x:other-cc y:good-cc; do
    ran "byval of $kernels/${row#*:}-O2/kernels.so [profile] [--bundle] [all/${row%:*}] [--kind] [cpu] [--quiet]"
done
grep -q 'builds: all/z: going on without all profiles' "$work/output" || fail 'does not say what was not profiled'
ran_nothing_like '\[count\]'
run_make bench COMPILERS=good-cc OPT=-O1
folder=$(grep -oE '\[results/builds-[^]]*/good-cc-O1\]' "$calls")
[[ -n $folder ]] || fail 'several builds without OUT have no folder of their own'
[[ -z $(find "$work/tree/results" -mindepth 1) ]] || fail 'an empty folder is left behind'
run_make bench COMPILERS=no-such-cc
((status != 0)) || fail 'make bench succeeds although nothing could be built'
ran_nothing_like 'byval \[run\]'
cat >"$work/bin/cmake.hook" <<SCRIPT
case "\$*" in *other-cc*) echo 'arg.c:3: error: no such thing'; exit 1 ;; esac
SCRIPT
sed -i "1a . '$work/bin/cmake.hook'" "$work/bin/cmake"
run_make bench COMPILERS='good-cc other-cc'
((status != 0)) || fail 'make bench succeeds although a build failed'
grep -q 'arg.c:3: error: no such thing' "$work/output" || fail 'does not say why a build failed'
grep -q 'byval \[run\] \[--build\] \[.*/good-cc-O2\] \[--out\]' "$calls" || fail 'the other was not measured'
sed -i 2d "$work/bin/cmake"
# A compiler that hangs does not keep the others waiting.
cat >"$work/bin/cmake.hook" <<SCRIPT
case "\$*" in *--build*other-cc*) exec sleep 1000 ;; esac
SCRIPT
sed -i "1a . '$work/bin/cmake.hook'" "$work/bin/cmake"
LIMIT=1 run_make bench COMPILERS='good-cc other-cc'
((status != 0)) || fail 'make bench succeeds although a build was stopped'
grep -q 'error: stopped after 1 s' "$work/output" || fail 'does not say that a build was stopped'
grep -q 'byval \[run\] \[--build\] \[.*/good-cc-O2\] \[--out\]' "$calls" || fail 'the other was not measured'
sed -i 2d "$work/bin/cmake"

# What fails stops what comes after it.
touch "$work/fail.byval"
run_make bench
((status != 0)) || fail 'make bench succeeds although byval run failed'
ran_nothing_like '\[report\]'
rm "$work/fail.byval"
touch "$work/fail.setup"
run_make bench
((status != 0)) || fail 'make bench succeeds although setup failed'
ran_nothing_like cmake
rm "$work/fail.setup"
touch "$work/fail.cmake"
run_make test
((status != 0)) || fail 'make test succeeds although configuring failed'
! grep -q PASSED "$work/output" || fail 'make test says PASSED although configuring failed'
rm "$work/fail.cmake"

# A variable that is nearly one of those that are known is not passed over, and nothing is run.
for word in MOER=3 more=3 FILTRE=x FITLER=x filter=x FILTERS=x RUNSS=x JOB=3 'OUTT=my out' "BUDGETT=it's"; do
    run_make bench "$word"
    ((status != 0)) || fail "make bench $word succeeds"
    grep -qE "there is no variable ${word%%=*}; [A-Z]+ may be meant" "$work/output" || fail "$word is passed over"
    [[ ! -s $calls ]] || fail "something is run although $word is misspelt"
done
for word in CFLAGS=-O1 V=1 CPP=cpp CXX=g++ FC=f77 SHELL=/bin/sh; do
    run_make bench "$word"
    ((status == 0)) || fail "make bench $word: $(cat "$work/output")"
done

for jobs in 0 -1 x '' 08 '2 3'; do
    run_make bench JOBS="$jobs"
    ((status != 0)) || fail "make bench JOBS=$jobs succeeds"
    grep -qF "configure: JOBS=$jobs: expected a number of processes, 1 or more" "$work/output" ||
        fail "does not say what is wrong with JOBS=$jobs"
    ran_nothing_like cmake
done

# A checkout that was copied or moved: what was built for the other place goes, and only that.
release=$work/tree/build/release
run_make bench
touch "$release/kept"
for home in "$work/tree" "$work/link"; do
    ln -sfn tree "$work/link"
    printf '%s\n' "CMAKE_HOME_DIRECTORY:INTERNAL=$home" "CMAKE_CACHEFILE_DIR:INTERNAL=$home/build/release" \
        >"$release/CMakeCache.txt"
    run_make bench
    [[ -e $release/kept ]] || fail "what was built in $home is thrown away"
done
for home in "$work/gone" "$work"; do
    mkdir -p "$release"
    touch "$release/stale"
    printf '%s\n' "CMAKE_HOME_DIRECTORY:INTERNAL=$home" "CMAKE_CACHEFILE_DIR:INTERNAL=$release" \
        >"$release/CMakeCache.txt"
    run_make bench
    ((status == 0)) || fail "make bench in a moved checkout: exit status $status"
    [[ ! -e $release/stale ]] || fail "what was built in $home is kept"
    grep -qF "configure: build/release was made for $home: it is made anew" "$work/output" ||
        fail 'does not say that the checkout was moved'
done

# Flags that a folder was not built with: CMake would pass them over.
for now in '' ' -O2  -flto ' '-march=native'; do
    mkdir -p "$release"
    touch "$release/stale"
    printf '%s\n' "CMAKE_HOME_DIRECTORY:INTERNAL=$work/tree" "CMAKE_CACHEFILE_DIR:INTERNAL=$release" \
        'CMAKE_C_FLAGS:STRING=-O2  -flto' >"$release/CMakeCache.txt"
    CFLAGS=$now run_make bench
    ((status == 0)) || fail "make bench with CFLAGS='$now': exit status $status"
    case $now in
    *flto*) [[ -e $release/stale ]] || fail 'what was built with the same flags is thrown away' ;;
    *) [[ ! -e $release/stale ]] || fail "CFLAGS='$now': what was built with others is kept" ;;
    esac
done
grep -qF "configure: build/release was built with CFLAGS='-O2  -flto', not '-march=native': it is made anew" "$work/output" ||
    fail 'does not say that it was built with other flags'

# A path that CMake cannot have is refused with a sentence, by make and by cmake itself.
mkdir "$work/odd"
for name in 'a"b' 'a$(b)c' 'a;b' 'a#b' 'a<b' 'a>b' 'a|b' 'a[b' 'a]b' 'a\b' $'a\nb'; do
    tree=$work/odd/$name
    cp -r "$work/tree" "$tree"
    : >"$calls"
    ! env -u MAKEFLAGS PATH="$work/bin:$PATH" make -s -C "$tree" JOBS=2 bench >"$work/output" 2>&1 ||
        fail "make bench succeeds in $name"
    tr -s ' \n' ' ' <"$work/output" | grep -qF "configure: byval cannot be built in '${tree//$'\n'/ }': CMake and ninja cannot have" ||
        fail "does not say that $name is no path to build in: $(cat "$work/output")"
    ran_nothing_like cmake
    [[ $name != 'a\b' ]] || continue # cmake itself takes it for another folder
    cp "$here/../../CMakeLists.txt" "$tree"
    ! PATH=${PATH#"$work/bin:"} cmake -S "$tree" -B "$work/odd/build" >"$work/output" 2>&1 ||
        fail "cmake succeeds in $name"
    tr -s ' \n' ' ' <"$work/output" | grep -qF "byval cannot be built in '${tree//$'\n'/ }'" ||
        fail "cmake does not say that $name is no path to build in: $(cat "$work/output")"
    rm -rf "$work/odd/build"
done
for name in "it's" 'two words' 'a$b' 'a(b)' 'a%b' 'a&b' 'a*b'; do
    cp -r "$work/tree" "$work/odd/$name"
    env -u MAKEFLAGS PATH="$work/bin:$PATH" make -s -C "$work/odd/$name" JOBS=2 bench >"$work/output" 2>&1 ||
        fail "make bench in $name: $(cat "$work/output")"
done

# A build folder that somebody else owns: said, and no log of an earlier success is shown.
if ((EUID != 0)) || command -v setpriv >/dev/null; then
    become=()
    ((EUID != 0)) || become=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    chmod -R a+rX "$work"
    chmod a+w "$calls" "$work/output"
    ((EUID == 0)) || chmod a-w "$work/tree/build" "$work/tree/build"/*
    echo 'all went well' >"$work/tree/build/release.log" 2>/dev/null
    : >"$calls"
    ! "${become[@]}" env -u MAKEFLAGS PATH="$work/bin:$PATH" make -s -C "$work/tree" JOBS=2 bench \
        >"$work/output" 2>&1 || fail 'make bench succeeds in a build folder that cannot be written'
    grep -q 'configure: build/release: cannot be written: Permission denied; make build/ yours' "$work/output" ||
        fail "does not say that build/ cannot be written: $(cat "$work/output")"
    ! grep -q 'all went well' "$work/output" || fail 'shows the log of an earlier success'
    ran_nothing_like cmake
    ((EUID == 0)) || chmod u+w "$work/tree/build" "$work/tree/build"/*
fi

# Help is what a bare make gives; it does nothing, and knows every goal.
run_make
((status == 0)) || fail "make: exit status $status"
[[ ! -s $calls ]] || fail 'a bare make does something'
grep -q 'MORE=SECONDS ' "$work/output" || fail 'help does not tell of MORE'
for goal in bench report contribute doctor test lint format clean; do
    grep -q "make $goal" "$work/output" || fail "help does not tell of make $goal"
done

if ((failures)); then
    echo "$failures failures"
    exit 1
fi
echo 'makefile: all passed'
