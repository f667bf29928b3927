#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""committed.py JOURNAL OUT: copy the committed part of a journal to OUT.

Fails if what follows the last commit is more than the one block that was under way. Prints `cut` if
anything follows.

committed.py JOURNAL RUN.JSON --within: fails unless all rows and blocks of the committed journal are
in the result.
"""
import json
import sys


def lines_of(path):
    with open(path, "rb") as file:
        return file.read().splitlines(keepends=True)


def parse(lines):
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def parse_tail(lines):
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            pass


def within(journal, result):
    with open(result, encoding="utf-8") as file:
        document = json.load(file)
    there = {row["name"] + str(row["repetition_index"]): row for row in document["benchmarks"]}
    for line in parse(lines_of(journal)):
        if "name" in line:
            row = there[line["name"] + str(line["repetition_index"])]
            row["repetitions"] = line["repetitions"]
            assert row == line, f"{row} instead of {line}"
        if "byval_block" in line:
            block = line["byval_block"]
            assert document["context"]["byval"]["blocks"][block["block"]] == block, block


def copy(journal, out):
    lines = lines_of(journal)
    commits = [i for i, line in enumerate(lines) if line.startswith(b'{"byval_')]
    end = commits[-1] + 1 if commits and lines[commits[-1]].endswith(b"\n") else 0
    if commits and end == 0 and len(commits) > 1:
        end = commits[-2] + 1
    blocks = [line["byval_block"]["block"] for line in parse(lines[:end]) if "byval_block" in line]
    assert blocks == list(range(len(blocks))), blocks
    tail = {row["repetition_index"] for row in parse_tail(lines[end:]) if "name" in row}
    assert tail <= {len(blocks)}, f"rows of blocks {tail} behind block {len(blocks) - 1}"
    with open(out, "wb") as file:
        file.writelines(lines[:end])
    if lines[end:]:
        print("cut")


if "--within" in sys.argv:
    within(sys.argv[1], sys.argv[2])
else:
    copy(sys.argv[1], sys.argv[2])
