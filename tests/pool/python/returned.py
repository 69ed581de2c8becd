"""Compares what a map returned, as htmap_data.py of docs/data.md reads it, with what it is in Python.

usage: returned.py OUTPUTS NAME…
"""

import struct
import sys
from array import array
from datetime import datetime, timezone

import cbor2
from htmap_data import Instance, results


def same(found, expected):
    """Whether two values are of one type, and equal in all that JavaScript tells apart."""
    if type(found) is not type(expected):
        return False
    if isinstance(found, float):
        return struct.pack("d", found) == struct.pack("d", expected)
    if isinstance(found, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(found, dict):
        return list(found) == list(expected) and all(same(found[key], expected[key]) for key in found)
    if isinstance(found, array):
        return found.typecode == expected.typecode and found == expected
    if isinstance(found, Instance):
        parts = [(one.name, one.fields, one.value) for one in (found, expected)]
        return all(map(same, *parts))
    return found == expected


def without_stack(error):
    """Takes away where an error was made, which the line of what it says is above."""
    stack = error.fields.pop("stack")
    assert f"Error: {error.fields['message']}\n" in stack, stack
    if isinstance(error.fields.get("cause"), Instance):
        without_stack(error.fields["cause"])
    return error


EXPECTED = {
    "numbers": [
        *[0, 1, -1, 4294967296, 2**53 - 1, -(2**53) + 1, 2**53 * 1.0, 1.5, 0.1],
        *[-0.0, float("nan"), float("inf"), float("-inf"), 1e300],
    ],
    "bigints": [5, -5, 2**64, 2**200 - 1, -(2**200)],
    "texts": ["", "\x00Ünï\U0001f600", "\ufeffmarked", "half \ud83d", "https://htcondor.org/a?b"],
    "bytes": b"\x00\x01\xff",
    "records": {"a": [{"b": {"c": []}, "d": {}}], "__proto__": 1, "half \udc00": 2},
    "dates": [
        datetime(2026, 1, 2, 3, 4, 5, 678000, timezone.utc),
        datetime(1969, 12, 31, 23, 59, 59, 999000, timezone.utc),
    ],
    "nothing": [None, cbor2.undefined, True, False],
    "set": {1, "a", (2, (3,)), datetime(1970, 1, 1, tzinfo=timezone.utc), (0.5, 1.5)},
    "map": {(1, 2): "pair", "x": {"y": (1)}, 3: {("z",): [4]}},
    "doubles": array("d", [n / 3 for n in range(1_000_000)]),
    "typed": [
        *[array("f", [0.5]), array("f", [1.5, -2]), array("b", [-1]), array("h", [-2])],
        *[array("i", [-3]), array("q", [-(2**63)]), array("H", [4]), array("I", [2**32 - 1])],
        *[array("Q", [2**64 - 1]), array("B", [7])],
    ],
    "views": [array("d", [1, 2]), array("d", [2, 3]), b"\x08\x40", b"\x01\x02"],
    "holes": [1, cbor2.undefined, 3, cbor2.undefined],
    "error": Instance(
        "RangeError",
        {"message": "far out", "cause": Instance("TypeError", {"message": "inner", "cause": 2})},
    ),
    "ownError": Instance("Diverged", {"message": "at step 7", "step": 7}),
    "instance": Instance("Point", {"x": 1, "y": -0.5}),
    "private": Instance("Counter", {"label": "n"}, [[3]]),
    "list": Instance("Path", {"closed": True}, [1, 2]),
    "odd": [5, {"frozen": True}, [1], {"a": 1, cbor2.CBORTag(26630, (0, "q")): 2}],
}


def check_identity(found):
    """Checks what refers to what, which is the same whatever stands about it."""
    shared, cyclic = found["shared"], found["cyclic"]
    first, second, inner = shared["list"]
    assert first is second and first == [1, [2], "last"] and inner is first[1], shared
    assert shared["record"] is shared["again"] == {"a": 1}, shared
    assert shared["numbers"] is shared["numbersAgain"] == array("d", [1, 2]), shared
    assert shared["error"] is shared["errorAgain"] and shared["error"].name == "Error", shared
    assert cyclic["self"] is cyclic and cyclic["list"][0] is cyclic["list"], cyclic
    assert cyclic["list"][1] is cyclic and cyclic["list"][2] == 3 and len(cyclic) == 2, cyclic


names = sys.argv[2:]
found = {}
for component, status, value in results(sys.argv[1]):
    assert status == "OK", value
    found[names[component]] = value
assert list(found) == names, list(found)
together = found.pop("all")
for values in (found, together):
    check_identity(values)
    for name, expected in EXPECTED.items():
        value = values[name]
        if name in ("error", "ownError"):
            without_stack(value)
        assert same(value, expected), f"{name}: {value!r:.1000} is not {expected!r:.1000}"
    assert set(values) == {*EXPECTED, "shared", "cyclic"}, set(values)
print(f"cbor2 read {len(found)} values")
