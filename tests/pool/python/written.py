"""Prints what cbor2 makes of values, as one JSON object: the name of each, and its bytes in hexadecimal."""

import json
import re
from collections import OrderedDict, defaultdict
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from ipaddress import ip_address, ip_network
from uuid import UUID

import cbor2

cyclic = {"name": "root", "list": [1, 2]}
cyclic["self"] = cyclic
cyclic["list"].append(cyclic["list"])
shared = [1, [2]]

plain = {
    "aware": datetime(2026, 1, 2, 3, 4, 5, 678000, timezone(timedelta(hours=2))),
    "utc": datetime(1969, 12, 31, 23, 59, 59, tzinfo=timezone.utc),
    "day": date(2026, 1, 2),
    "safe": [2**53 - 1, -(2**53) + 1],
    "unsafe": [2**53 + 1, -(2**53) - 1],
    "long": [2**63, 2**64 - 1, 2**64, -(2**63), -(2**64), -(2**64) - 1, -(2**70)],
    "bytes": b"\x00\xff",
    "bytearray": bytearray(b"\x01"),
    "set": {1},
    "frozenset": frozenset(["a"]),
    "setOfTuples": {(1, 2)},
    "intKeys": {1: "a", 2: "b"},
    "tupleKeys": {(1, 2): "a", ("x", (3,)): "b"},
    "mixedKeys": {"a": 1, 2: {"b": 3}},
    "ordered": OrderedDict([("b", 1), ("a", 2)]),
    "default": defaultdict(int, a=1),
    "empty": {},
    "proto": {"__proto__": 1},
    "nested": {"a": [{"b": (None, True, cbor2.undefined)}]},
    "floats": [1.5, 1e300, float("inf"), -0.0, 1.0],
    "nan": float("nan"),
    "text": "Ünï\U0001f600\ufeff",
    "marked": "\ufeffa",
    "regexp": re.compile("a+"),
    "address": ip_address("127.0.0.1"),
    "network": ip_network("127.0.0.0/8"),
    "uuid": UUID(int=1),
    "decimal": Decimal("1.5"),
    "fraction": Fraction(1, 3),
    "simple": cbor2.CBORSimpleValue(99),
}
encoded = {name: cbor2.dumps(value) for name, value in plain.items()}
encoded |= {
    "timestamp": cbor2.dumps(plain["aware"], datetime_as_timestamp=True),
    "halfFloats": cbor2.dumps([1.5, 0.1, float("nan"), 1e-3], canonical=True),
    "canonical": cbor2.dumps({"bb": {2, 1}, "a": {3: 1}}, canonical=True),
    "cyclic": cbor2.dumps(cyclic, value_sharing=True),
    "shared": cbor2.dumps([shared, shared], value_sharing=True),
    "sharing": cbor2.dumps([{(1, 2)}, {(1, 2): "a"}, {3: {4}}, 2**70, b"a"], value_sharing=True),
    "references": cbor2.dumps(["aaaa", "aaaa"], string_referencing=True),
}
print(json.dumps({name: data.hex() for name, data in encoded.items()}))
