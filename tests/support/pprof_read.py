# SPDX-License-Identifier: Apache-2.0
# pprof_read.py FILE: what a profile of pprof holds, as JSON. It shares nothing with the code that wrote it.
import collections
import gzip
import json
import sys


def fields(data):
    """The fields of a message: number, and an int or bytes."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        elif key & 7 == 2:
            length = varint()
            yield key >> 3, data[at : at + length]
            at += length
        else:
            sys.exit("pprof_read.py: a field of another kind")


def packed(data):
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0


def message(data):
    """The last value of each field."""
    return dict(fields(data))


with gzip.open(sys.argv[1]) as file:
    parts = collections.defaultdict(list)
    for number, value in fields(file.read()):
        parts[number].append(value)
strings = [text.decode() for text in parts[6]]
assert strings[0] == ""
types = [tuple(strings[message(t).get(i, 0)] for i in (1, 2)) for t in parts[1]]
mappings = {m[1]: m for m in map(message, parts[3])}
functions = {f[1]: f for f in map(message, parts[5])}
places = {}
for location in parts[4]:
    own = message(location)
    lines = [message(value) for number, value in fields(location) if number == 4]
    assert mappings[own[2]][2] <= own[3] < mappings[own[2]][3], "an address outside of its mapping"
    names = [strings[functions[line[1]][2]] for line in lines]
    where = [f"{strings[functions[line[1]].get(4, 0)].rsplit('/')[-1]}:{line.get(2, 0)}" for line in lines]
    places[own[1]] = names, where
flat, by_line, through, totals = (collections.Counter() for _ in range(4))
values_of = collections.defaultdict(collections.Counter)
for sample in map(message, parts[2]):
    stack, values = list(packed(sample[1])), list(packed(sample[2]))
    assert len(values) == len(types)
    totals.update({name: value for (name, _), value in zip(types, values)})
    names, where = places[stack[0]]
    flat[names[-1] if names else "?"] += values[0]
    values_of[names[-1] if names else "?"].update({name: value for (name, _), value in zip(types, values)})
    by_line[where[0] if where else "?"] += values[0]
    through.update({name: values[0] for name in {n for place in stack for n in places[place][0]}})
period = [strings[message(parts[11][0]).get(i, 0)] for i in (1, 2)]
json.dump(
    {
        "types": types,
        "totals": totals,
        "period": parts[12][0],
        "period_type": period,
        "duration_ns": parts[10][0],
        "comments": [strings[i] for i in parts[13]],
        "mappings": [{"file": strings[m[5]], "build_id": strings[m.get(6, 0)], "lines": m.get(9, 0)} for m in mappings.values()],
        "flat": flat,
        "values": values_of,
        "by_line": by_line,
        "through": through,
    },
    sys.stdout,
)
