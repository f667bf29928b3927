#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# report_cost.sh BUILD [BUNDLES [BLOCKS]]: what a report costs in time and memory.
#
# With BUNDLES it measures: a report of that many runs, of the rows of preset quick in 24 blocks
# (10,368 rows) or BLOCKS, and prints time, memory and the size of a page. Without, it is a test, and
# asserts no time: the memory of a report does not grow with the runs, its instructions grow with
# their rows and no faster, and bad shapes are drawn.
set -euo pipefail
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
byval=$build/byval

# plant NAME BLOCKS FILTER
plant() {
    mkdir "$work/$1"
    "$byval" list --preset quick --filter "$3" --arms |
        "$build/planted_run" listed "$work/$1/run.json" "$2"
}

# peak COMMAND...: runs it, and prints the most memory that a process of it held, in KiB, and seconds
peak() {
    python3 -c 'import resource, subprocess, sys, time
start = time.monotonic()
subprocess.run(sys.argv[1:], check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_maxrss, "%.1f" % (time.monotonic() - start), "%.1f" % (used.ru_utime + used.ru_stime))' "$@"
}

if [ $# -gt 1 ]; then
    rows=$(plant 1 "${3:-24}" .)
    for ((i = 2; i <= $2; i++)); do
        mkdir "$work/$i"
        cp "$work/1/run.json" "$work/$i/"
    done
    mapfile -t runs < <(seq -f "$work/%g" "$2")
    read -r memory seconds processor < <(peak "$byval" report --quiet "${runs[@]}" --out "$work/out")
    echo "$2 x $rows: $seconds s, of the processor $processor s, $((memory / 1024)) MiB at most"
    "$byval" report --quiet "$work/1"
    echo "the page of one: $(($(stat -c %s "$work/1/report/index.html") / 1024)) KiB"
    exit 0
fi

# In gnuplot's stead, or its memory would hide that of byval.
mkdir "$work/bin"
cat >"$work/bin/gnuplot" <<'EOF'
#!/bin/sh
shift
sed -n "s/^set output '\(.*\)'/\1/p" "$@" | while read -r file; do
    echo '<svg viewBox="0 0 1 1"></svg>' >"$file"
done
EOF
chmod +x "$work/bin/gnuplot"

filter='^arg/.*mode:throughput/site:stack/size:(16|64|256)$'
plant short 20 "$filter" >"$work/short.rows"
plant long 60 "$filter" >"$work/long.rows"

plant whole 24 . >"$work/whole.rows"
# As many as there may be workers, and three times as many.
mapfile -t eight < <(yes "$work/whole" | head -n 8)
read -r few _ < <(PATH="$work/bin:$PATH" peak "$byval" report --quiet "${eight[@]}" --out "$work/few")
read -r many _ < <(PATH="$work/bin:$PATH" peak "$byval" report --quiet "${eight[@]}" "${eight[@]}" "${eight[@]}" \
    --out "$work/many")
echo "memory of a report of 8 runs of $(cat "$work/whole.rows") $few KiB, of 24 runs $many KiB"
# Whether two workers are at their peaks at once is a matter of luck: it was a quarter. Rows that are kept
# would double it.
[ "$many" -le $((few + few / 2)) ] || { echo "memory grows with the runs"; exit 1; }

mkdir "$work/ugly"
"$build/planted_run" ugly "$work/ugly/run.json"
"$byval" report --quiet "$work/ugly"

command -v valgrind >/dev/null || { echo "valgrind is missing: instructions not counted"; exit 0; }
# instructions RUN: of byval itself, without those of gnuplot
instructions() {
    valgrind --tool=callgrind --callgrind-out-file="$work/out.callgrind" \
        "$byval" report --quiet "$work/$1" 2>"$work/log" || { cat "$work/log"; exit 1; }
    sed -n 's/^totals: *//p' "$work/out.callgrind"
}
short=$(instructions short)
long=$(instructions long)
echo "$(cat "$work/short.rows"): $short instructions; $(cat "$work/long.rows"): $long"
[ "$long" -le $((short * 4)) ] || { echo "three times the rows cost more than four times as much"; exit 1; }
