import { assertEquals } from "../../deps.ts";
import { bestVersion } from "../../../lib/capture/modules/versions.ts";

const VERSIONS = [
  "0.0.3",
  "0.2.9",
  "0.3.0",
  "1.0.0",
  "1.2.3",
  "1.2.5",
  "1.3.0-beta.0",
  "1.3.0-beta.2",
  "1.3.0-beta.10",
  "1.3.9",
  "1.9.9",
  "2.0.0-alpha",
  "2.0.1",
  "10.0.0",
];

const TAGS = { latest: "1.9.9", next: "2.0.0-alpha" };

const EXPECTED: Readonly<Record<string, string | undefined>> = {
  "1.2.3": "1.2.3",
  "=v1.2.3": "1.2.3",
  "1": "1.9.9",
  "1.2.x": "1.2.5",
  "~1.2.3": "1.2.5",
  "~>1.2.3": "1.2.5",
  "~1": "1.9.9",
  "^1.2.3": "1.9.9",
  "^0.2.3": "0.2.9",
  "^0.0.3": "0.0.3",
  "^0.x": "0.3.0",
  "1 - 2": "2.0.1",
  "1.2 - 1.3": "1.3.9",
  "1.2.3 - 1.2.4": "1.2.3",
  ">1.2 <1.9.9": "1.3.9",
  ">= 1.0.0  <= 1.2.4": "1.2.3",
  ">2": "10.0.0",
  "<1.2.3": "1.0.0",
  "0.2 || 1.2": "1.2.5",
  "||": "10.0.0",
  ">=1.3.0-beta.0 <2": "1.9.9",
  ">=1.3.0-beta.0 <1.3.0": "1.3.0-beta.10",
  "1.3.0-beta.2": "1.3.0-beta.2",
  "~1.3.0-beta": "1.3.9",
  "^2.0.0-alpha": "2.0.1",
  ">=2.0.0-alpha <2.0.1": "2.0.0-alpha",
  "3": undefined,
};

for (const [range, expected] of Object.entries(EXPECTED)) {
  Deno.test(`bestVersion() takes ${expected ?? "none"} for ${range}`, async () => {
    assertEquals(await bestVersion(VERSIONS, range, TAGS), expected);
  });
}

Deno.test("bestVersion() takes the latest where any will do, and else what a tag names", async () => {
  assertEquals(await bestVersion(VERSIONS, "", TAGS), "1.9.9");
  assertEquals(await bestVersion(VERSIONS, "*", TAGS), "1.9.9");
  assertEquals(await bestVersion(VERSIONS, "next", TAGS), "2.0.0-alpha");
  assertEquals(await bestVersion(VERSIONS, "", {}), "10.0.0");
  assertEquals(await bestVersion(VERSIONS, "constructor", TAGS), undefined);
});

Deno.test("bestVersion() takes nothing for what is no range", async () => {
  for (const range of ["beta", "1.2.3.4", "1 -", "git+ssh://host/repo", "file:../x", "<=*"]) {
    assertEquals(await bestVersion(VERSIONS, range, TAGS), undefined, range);
  }
});

Deno.test("bestVersion() passes over what is no version, and gives each as it is written", async () => {
  const versions = ["1.0", "newest", "1.4.0+build.7", "01.9.0", "v1.3.0"];
  assertEquals(await bestVersion(versions, "1", {}), "1.4.0+build.7");
  assertEquals(await bestVersion(versions, "~1.3", {}), "v1.3.0");
});
