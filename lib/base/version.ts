/**
 * Which htmap this is.
 *
 * @module
 */

/** The parts of a version. */
export interface VersionInfo {
  /** Grows when scripts have to be changed. */
  major: number;
  /** Grows when something is added. */
  minor: number;
  /** Grows when something is mended. */
  micro: number;
  /** Such as `"a"`, `"b"` or `"rc"` and a number, or `undefined` for a release. */
  prerelease: string | undefined;
}

/** In a binary for another machine, this very line tells which version it is. */
const HTMAP_VERSION = "0.2.0";

/**
 * Says which version of htmap this is (the manual's section 6.15).
 *
 * @returns The version, such as `"0.2.0"`.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * console.log(htmap.version());
 * ```
 */
export function version(): string {
  return HTMAP_VERSION;
}

/**
 * Takes the version apart.
 *
 * @returns The parts of the version.
 */
export function versionInfo(): VersionInfo {
  const [release = "", prerelease] = HTMAP_VERSION.split("-");
  const [major = 0, minor = 0, micro = 0] = release.split(".").map(Number);
  return { major, minor, micro, prerelease };
}
