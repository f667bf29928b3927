#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""check_bundle.py FOLDER [WORD=VALUE]...: a bundle is whole, and says what was expected.

Reads run.json, or rows.jsonl up to its last commit where `journal` is a word. Words: stopped, blocks
(how many), events, and STATE:N for how many cases are in a state, such as failed:1 or precise:0.
"""
import hashlib
import json
import os
import sys


def refuse(text):
    sys.exit(f"{sys.argv[1]}: {text}")


def no_constant(text):
    refuse(f"{text} is not JSON")


def once(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        refuse(f"a key appears twice: {keys}")
    return dict(pairs)


def strict(text):
    return json.loads(text, parse_constant=no_constant, object_pairs_hook=once)


def committed(path):
    """The committed lines of a journal, and the rows behind the last commit."""
    lines, tail = [], []
    with open(path, "rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            tail.append(strict(line))
            if any(key.startswith("byval_") for key in tail[-1]):
                lines += tail
                tail = []
    return lines, tail


def read_journal(folder):
    lines, _ = committed(os.path.join(folder, "rows.jsonl"))
    byval = lines[0]["byval_journal"]["byval"]
    states = {case["name"]: case for case in byval["cases"]}
    for line in lines[1:]:
        if "byval_block" in line:
            byval["blocks"].append(line["byval_block"])
        elif "byval_event" in line:
            byval["events"].append(line["byval_event"])
        elif "byval_case" in line:
            states[line["byval_case"]["name"]].update(line["byval_case"])
    return byval, [line for line in lines if "name" in line]


def check_files(folder, byval):
    files = sorted(os.listdir(folder))
    expected = ["SHA256SUMS", "run.json", "topology.xml"]
    if byval["run"]["stopped"] == "interrupted":
        expected.insert(1, "rows.jsonl")
    sealed = ["run.json", "topology.xml"]
    if "counts.json" in files:  # byval count was asked to
        expected.append("counts.json")
        sealed.insert(1, "counts.json")
    if "audit.json" in files:  # not of kernels that sanitizers changed
        expected.append("audit.json")
        sealed.insert(1, "audit.json")
    if "escapes.json" in files:  # of a toolchain of Go that was asked
        expected.append("escapes.json")
        sealed.insert(-1, "escapes.json")
    if "profiles.json" in files:  # byval profile --bundle was asked to
        expected += ["profiles", "profiles.json"]
        sealed.insert(-1, "profiles.json")
    if "selfcheck.json" in files:  # byval selfcheck made it
        expected.append("selfcheck.json")
        sealed.insert(sealed.index("topology.xml"), "selfcheck.json")
    if "runs" in files:  # the other runs of byval selfcheck
        expected.append("runs")
    if files != sorted(expected):
        refuse(f"holds {files} instead of {expected}")
    with open(os.path.join(folder, "SHA256SUMS"), encoding="ascii") as sums:
        named = [line.split() for line in sums]
    if [name for _, name in named] != sealed:
        refuse(f"SHA256SUMS names {named}")
    for digest, name in named:
        with open(os.path.join(folder, name), "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != digest:
                refuse(f"SHA256SUMS: {name} is another")


def may_rest(name, visits):
    """Whether a case may rest after so many blocks: a check from 16 on, once it is narrow; a question by a look at 24, 48 ..."""
    if name.startswith(("null/", "planted/")):
        return visits >= 16
    while visits > 24 and visits % 2 == 0:
        visits //= 2
    return visits == 24


def check_visits(name, case, visited, own):
    """In every block from the first on, until it failed or was precise; or rests, and is visited now and then."""
    first = sum(1 for a, b in zip(visited, own) if a == b)
    if visited[:first] != own[:first] or not set(visited) <= set(own):
        refuse(f"{name}: measured in blocks {visited} of {own}")
    if len(visited) > first and not may_rest(name, first):
        refuse(f"{name}: left out a block after {first}, where nothing lets it rest: {visited}")
    if case["state"] == "open" and first < len(own) and not may_rest(name, first):
        refuse(f"{name}: open, but not measured in every block: {visited}")


def check_rows(byval, rows):
    cases = {case["name"]: case for case in byval["cases"]}
    blocks = [block["block"] for block in byval["blocks"]]
    regimes = {block["block"]: block["regime"] for block in byval["blocks"]}
    if blocks != list(range(len(blocks))):
        refuse(f"blocks are not contiguous: {blocks}")
    seen = {}
    for row in rows:
        name, arm = row["name"].split("/pass:")
        if arm not in cases[name]["arms"]:
            refuse(f"{name} has no arm {arm}")
        arms = seen.setdefault((name, row["repetition_index"]), [])
        arms.append(arm)
    for (name, block), arms in seen.items():
        if block not in blocks:
            refuse(f"{name}: block {block} was not committed")
        if arms != cases[name]["arms"]:
            refuse(f"{name}: block {block} has rows of {arms}")
    for name, case in cases.items():
        visited = sorted(block for other, block in seen if other == name)
        # Only blocks of its own regime, from the first of them on; without a row it has none to show.
        own = [b for b in sorted(blocks) if not visited or regimes[b] == regimes[visited[0]]]
        check_visits(name, case, visited, own)
        if (case["reason"] is None) != (case["state"] in ("open", "precise")):
            refuse(f"{name}: {case['state']}, with the reason {case['reason']}")
    for row in rows:
        if row["repetitions"] not in (0, len([1 for n, _ in seen
                                              if n == row["name"].split("/pass:")[0]])):
            refuse(f"{row['name']}: repetitions is {row['repetitions']}")


def main():
    folder, words = sys.argv[1], sys.argv[2:]
    if "journal" in words:
        byval, rows = read_journal(folder)
    else:
        with open(os.path.join(folder, "run.json"), encoding="utf-8") as file:
            document = strict(file.read())
        byval, rows = document["context"]["byval"], document["benchmarks"]
        check_files(folder, byval)
    check_rows(byval, rows)
    for word in words:
        if word == "journal":
            continue
        key, value = word.split("=") if "=" in word else word.split(":")
        said = {
            "stopped": lambda: byval["run"]["stopped"],
            "blocks": lambda: len(byval["blocks"]),
            "events": lambda: len(byval["events"]),
        }.get(key, lambda k=key: sum(case["state"] == k for case in byval["cases"]))()
        if str(said) != value:
            refuse(f"{key} is {said} instead of {value}")


main()
