"""Compares what comes in on standard input, a sequence of CBOR, with what write_values.py wrote."""

import sys

import cbor2
from htmap_data import decoder

with open("values.cbor", "rb") as file:
    written = decoder(file)
    read = decoder(sys.stdin.buffer)
    count = 0
    while True:
        try:
            expected = written.decode()
        except cbor2.CBORDecodeEOF:
            break
        found = read.decode()
        assert found == expected, f"{found!r} is not {expected!r}"
        count += 1
assert sys.stdin.buffer.read() == b""
print(f"{count} values came back")
