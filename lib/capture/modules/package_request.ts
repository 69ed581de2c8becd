/**
 * What a specifier of a package asks for.
 *
 * @module
 */

/** A package to be found: its name, the versions that will do, and what is wanted of it. */
export interface PackageRequest {
  readonly name: string;
  /** A version or a range; empty for any. */
  readonly range: string;
  /** The path in the package, starting with `.`. */
  readonly path: string;
}

/**
 * Takes a specifier of a package apart.
 *
 * @param specifier Such as `npm:@scope/name@^1/sub/path`, or without the `npm:`.
 * @returns What it asks for.
 */
export function parsePackage(specifier: string): PackageRequest | undefined {
  const match = /^(?:npm:\/?)?((?:@[^/@]+\/)?[^/@]+)(?:@([^/]*))?(\/.*)?$/.exec(specifier);
  return match ? { name: match[1]!, range: match[2] ?? "", path: `.${match[3] ?? ""}` } : undefined;
}
