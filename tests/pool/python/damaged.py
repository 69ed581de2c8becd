"""Reads copies of an output file that were changed or cut, and prints how many of them could be read.

usage: damaged.py FILE
"""

import sys
from pathlib import Path

from htmap_data import results

whole = Path(sys.argv[1]).read_bytes()
changed = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))]
cut = [whole[:end] for end in range(len(whole))]
directory = Path("copies")
directory.mkdir()
read = 0
for copy in [whole, *changed, *cut]:
    (directory / "0.out").write_bytes(copy)
    try:
        list(results(directory))
        read += 1
    except Exception:  # of whatever kind: a change can make anything of what is about the records
        continue
print("read", read)
