# SPDX-License-Identifier: Apache-2.0
# check_zones.py NUMBERS.csv: does any contest of the table contradict the answer over all conditions?
import csv
import sys

PASSING = ("arg", "chain", "indirect")


def main(path):
    with open(path, newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    edges = {row["name"].split(",")[0]: row for row in rows if row["kind"] == "zone"}
    if len(edges) != 2:
        sys.exit(f"{path}: {len(edges)} ends of zones instead of 2")

    def size(zone, column):
        return int(float(edges[zone][column])) if edges[zone][column] else None

    until, proven_until, at_most = (size("by value", c) or 0 for c in ("estimate", "low", "high"))
    begins, earliest, proven_from = (size("by pointer", c) for c in ("estimate", "low", "high"))
    checked = 0
    wrong = []
    for row in rows:
        if row["kind"] != "contest" or row["name"].split("/")[0] not in PASSING:
            continue
        if (row["a"], row["b"]) != ("value", "pointer") or "breaks the rules" in row["doubts"]:
            continue
        checked += 1
        bytes_, verdict = int(row["bytes"]), row["verdict"]
        bad = (
            (bytes_ <= until and verdict == "pointer")
            or (bytes_ <= proven_until and verdict not in ("value", "equal"))
            or (begins is not None and bytes_ >= begins and verdict in ("value", "equal"))
            or (earliest is not None and bytes_ >= earliest and verdict in ("value", "equal"))
            or (proven_from is not None and bytes_ >= proven_from and verdict != "pointer")
        )
        if bad:
            wrong.append(f"{row['name']}: {verdict}")
    if not proven_until <= until <= at_most:
        wrong.append(f"by value up to {until} lies outside of {proven_until} to {at_most}")
    if not checked:
        sys.exit(f"{path}: no contest of passing one struct")
    if wrong:
        sys.exit(f"{path}: contradict the zones:\n  " + "\n  ".join(wrong))
    print(f"{path}: by value up to {until}, by pointer from {begins}: {checked} contests agree")


main(sys.argv[1])
