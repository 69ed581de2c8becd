import { createHash } from "node:crypto";
import { checkIntegrity, type Checksums } from "../../../lib/capture/modules/integrity.ts";
import { assertMatch, assertThrows } from "../../deps.ts";

const BYTES = new TextEncoder().encode("the bytes of a package");
const OTHER = new TextEncoder().encode("the bytes of another");

const hash = (algorithm: string, bytes = BYTES): string =>
  `${algorithm}-${createHash(algorithm).update(bytes).digest("base64")}`;
const hex = (bytes: Uint8Array): string => createHash("sha1").update(bytes).digest("hex");

/** What a refusal says. */
function refusal(checksums: Checksums): string {
  return assertThrows(() => checkIntegrity(BYTES, checksums, "one@1.0.0"), Error).message;
}

const accept = (checksums: Checksums): void => checkIntegrity(BYTES, checksums, "one@1.0.0");

for (const algorithm of ["sha512", "sha384", "sha256", "sha1"]) {
  Deno.test(`checkIntegrity() checks a package that has only ${algorithm}`, () => {
    accept({ integrity: hash(algorithm) });
    assertMatch(
      refusal({ integrity: hash(algorithm, OTHER) }),
      new RegExp(`one@1.0.0 is not what its checksum \\(${algorithm}\\) says.*install it with npm`),
    );
  });
}

Deno.test("checkIntegrity() checks a package that has only the registry's shasum", () => {
  accept({ shasum: hex(BYTES) });
  accept({ integrity: "", shasum: hex(BYTES).toUpperCase() });
  assertMatch(refusal({ shasum: hex(OTHER) }), /is not what its checksum \(sha1\) says/);
});

Deno.test("checkIntegrity() goes by the strongest of several checksums", () => {
  accept({ integrity: `${hash("sha1", OTHER)} ${hash("sha512")}`, shasum: hex(OTHER) });
  accept({ integrity: `md5-AAAA ${hash("sha256")}` });
  const weakFits = `${hash("sha1")}\n ${hash("sha512", OTHER)} ${hash("sha256")}`;
  assertMatch(refusal({ integrity: weakFits, shasum: hex(BYTES) }), /checksum \(sha512\)/);
});

Deno.test("checkIntegrity() is content with one of several checksums of a kind", () => {
  accept({ integrity: `${hash("sha512", OTHER)} ${hash("sha512")}` });
  accept({ integrity: `${hash("sha512")}?some=option` });
});

Deno.test("checkIntegrity() refuses a package that nothing it knows vouches for", () => {
  for (const none of [{}, { integrity: "" }, { integrity: null, shasum: "nonsense" }]) {
    assertMatch(refusal(none), /gives no checksum of the package one@1\.0\.0.*install it with npm/);
  }
  assertMatch(refusal({ integrity: hash("md5") }), /gives only a checksum of md5 /);
  assertMatch(
    refusal({ integrity: "sha512", shasum: hex(BYTES) }),
    /not what its checksum \(sha512\)/,
  );
});
