/**
 * Whether a package arrived as its registry has it.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** The algorithms of checksums, the strongest first. */
const ALGORITHMS = ["sha512", "sha384", "sha256", "sha1"] as const;

/** What a registry says of the bytes of a package. */
export interface Checksums {
  /** Any number of `ALGORITHM-BASE64`, with blanks between them. */
  readonly integrity?: unknown;
  /** In old entries: SHA-1, in hexadecimal digits. */
  readonly shasum?: unknown;
}

/**
 * Checks the bytes of a package.
 *
 * @param bytes What was downloaded.
 * @param checksums What the registry says of it.
 * @param name The package with its version, for a message.
 * @throws {Error} If it is something else, or if nothing says what it should be.
 */
export function checkIntegrity(bytes: Uint8Array, checksums: Checksums, name: string): void {
  const hashes = hashesIn(checksums);
  const algorithm = ALGORITHMS.find((one) => hashes.some((hash) => hash.algorithm === one));
  if (algorithm === undefined) {
    const given = hashes.map((hash) => hash.algorithm).join(", ");
    throw new Error(
      `the registry gives ${given === "" ? "no checksum" : `only a checksum of ${given}`} of the ` +
        `package ${name}, so that nobody can tell whether it arrived as it should. ${INSTALL}`,
    );
  }
  const found = createHash(algorithm).update(bytes).digest("base64");
  // A package that was published twice can have two of one kind.
  if (hashes.some((hash) => hash.algorithm === algorithm && hash.digest === found)) return;
  throw new Error(
    `the package ${name} is not what its checksum (${algorithm}) says: it was damaged or changed on ` +
      `its way. Try again. ${INSTALL}`,
  );
}

const INSTALL = "If you trust it, install it with npm beside the script, where it is found first";

function hashesIn({ integrity, shasum }: Checksums): { algorithm: string; digest: string }[] {
  if (typeof integrity === "string" && integrity.trim() !== "") {
    return integrity.trim().split(/\s+/).map((hash) => {
      const [, algorithm = hash, digest = ""] = /^([^?]*)-([^?-]*)/.exec(hash) ?? [];
      return { algorithm, digest };
    });
  }
  if (typeof shasum !== "string" || !/^[\da-f]{40}$/i.test(shasum)) return [];
  return [{ algorithm: "sha1", digest: Uint8Array.fromHex(shasum).toBase64() }];
}
