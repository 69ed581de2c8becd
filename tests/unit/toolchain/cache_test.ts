import { mountsUnder } from "../../toolchain/cache.ts";
import { assertEquals } from "../../deps.ts";

const MOUNTINFO = String.raw`22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
60 27 0:21 / /cache/tree/proc rw - proc proc rw
61 27 0:6 / /cache/tree rw - devtmpfs devtmpfs rw
62 27 0:6 / /cache/tree-2/dev rw - devtmpfs devtmpfs rw
63 27 0:6 / /cache/a\040b/dev rw - devtmpfs devtmpfs rw
`;

Deno.test("mountsUnder() finds the mounts at and in a directory, and no others", () => {
  assertEquals(mountsUnder("/cache/tree", MOUNTINFO), ["/cache/tree/proc", "/cache/tree"]);
  assertEquals(mountsUnder("/cache/tree-3", MOUNTINFO), []);
});

Deno.test("mountsUnder() reads paths with spaces, which the kernel escapes", () => {
  assertEquals(mountsUnder("/cache/a b", MOUNTINFO), ["/cache/a b/dev"]);
});
