# SPDX-License-Identifier: Apache-2.0
# pprof_file.py FILE PROGRAM BUILD-ID ADDRESS:COUNT[:CALLED]...: a CPU profile as pprof has it, of known samples. CALLED:
# memmove, of a library; preempt: Go's interruption, within the program.
import gzip
import sys


def varint(value):
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def number(field, value):
    return varint(field << 3) + varint(value)


def message(field, data):
    return varint(field << 3 | 2) + varint(len(data)) + data


path, program, build_id, *samples = sys.argv[1:]
strings = ["", "samples", "count", program, build_id, "libc.so", "memmove", "main", "runtime.asyncPreempt"]
START = 0x555500000000
profile = message(1, number(1, 1) + number(2, 2))
tables = message(3, number(1, 1) + number(2, START) + number(3, START + 0x100000) + number(5, 3) + number(6, 4))
tables += message(3, number(1, 2) + number(2, 0x7F0000000000) + number(3, 0x7F0000100000) + number(5, 5))
tables += message(5, number(1, 1) + number(2, 6)) + message(5, number(1, 2) + number(2, 7))
tables += message(5, number(1, 3) + number(2, 8))
tables += message(4, number(1, 99) + number(2, 2) + number(3, 0x7F0000000100) + message(4, number(1, 1)))
tables += message(4, number(1, 98) + number(2, 1) + number(3, START + 0xF0000) + message(4, number(1, 3)))
for i, sample in enumerate(samples, 1):
    address, count, *called = sample.split(":")
    # An address in the file: the program's first page is mapped from its beginning.
    tables += message(4, number(1, i) + number(2, 1) + number(3, START + int(address, 16)) + message(4, number(1, 2)))
    places = (varint(98 if called[0] == "preempt" else 99) if called else b"") + varint(i)
    profile += message(2, message(1, places) + message(2, varint(int(count))))
profile += tables + b"".join(message(6, text.encode()) for text in strings)
with gzip.open(path, "wb") as file:
    file.write(profile)
