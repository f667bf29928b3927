#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# collector_table.sh FOLDER: the table of docs/COLLECTOR.md, measured anew with a build's kernels.
set -eu

folder=${1:?usage: collector_table.sh BUILD-FOLDER}
cat <<'TEXT'
| live heap, MiB | traced | budget | allocated a cycle | / budget | cycles | pause p50, ms | max | ns an object | of it pause |
|---|---|---|---|---|---|---|---|---|---|
TEXT
for live in 0 1 16 256; do
    "$folder/collector_table" "$folder/kernels.so" "site:gc/live:$live/life:lifo/calls:1/size:64"
done
