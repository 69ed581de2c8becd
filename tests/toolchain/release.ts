/**
 * `deno task release`: makes what is published of a version, in `dist/release`: the binary for each
 * system, the man page, and their checksums.
 *
 * @module
 */

import { version } from "../../lib/base/version.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { manPage } from "../../lib/cli/man_page.ts";
import { deleteTree } from "./cache.ts";
import { compileBinary } from "./compile.ts";
import { CHECKOUT } from "./deno_programs.ts";
import { compareVersions, neededGlibc, NEWEST_GLIBC } from "./glibc.ts";
import { sha256 } from "./runtime.ts";
import { type Target, TARGETS } from "./targets.ts";

/** Where a release is made. */
const RELEASE = `${CHECKOUT}/dist/release`;

/** The file of a release that has the checksums of the others, for `sha256sum -c`. */
export const CHECKSUMS = "SHA256SUMS";

/** The man page. */
export const MAN_PAGE = "htmap.1";

/** A release cannot be made of what is there. */
export class NotReleasable extends Error {
  override name = "NotReleasable";
}

/** A binary of a release. */
export interface ReleasedBinary {
  /** The name of its file. */
  readonly file: string;
  /** Its length in bytes. */
  readonly size: number;
  /** The oldest glibc it runs with, or `undefined` if it needs none. */
  readonly glibc: string | undefined;
}

/**
 * Makes sure that the version is the same wherever it is written.
 *
 * @param program The version that the program says it is.
 * @param config What is in `deno.json`.
 * @throws {NotReleasable} when they differ.
 */
export function checkVersions(program: string, config: unknown): void {
  const written = config !== null && typeof config === "object" && "version" in config
    ? String(config.version)
    : "none";
  if (program === written) return;
  throw new NotReleasable(
    `The version is ${program} in lib/base/version.ts and ${written} in deno.json. ` +
      `Write the version of this release into both`,
  );
}

/**
 * Puts binaries into a directory of their own, with the man page and checksums; what was there before is deleted
 * when all is whole.
 *
 * @param directory The directory.
 * @param binaries For each target, the path of its binary.
 * @throws {NotReleasable} when one needs a newer glibc than is promised.
 * @returns What is in it now.
 */
export async function writeRelease(
  directory: string,
  binaries: ReadonlyMap<Target, string>,
): Promise<ReleasedBinary[]> {
  const partial = `${directory}.partial`;
  await deleteTree(partial);
  await Deno.mkdir(partial, { recursive: true });
  const released: ReleasedBinary[] = [];
  let sums = "";
  for (const [{ file }, path] of binaries) {
    const bytes = await Deno.readFile(path);
    const glibc = neededGlibc(bytes);
    if (glibc !== undefined && compareVersions(glibc, NEWEST_GLIBC) > 0) {
      throw new NotReleasable(
        `${file} needs glibc ${glibc}, and htmap promises to run with ${NEWEST_GLIBC}. Make it with ` +
          `the runtime of an earlier Deno, or promise less (NEWEST_GLIBC in tests/toolchain/glibc.ts)`,
      );
    }
    await Deno.writeFile(`${partial}/${file}`, bytes);
    await Deno.chmod(`${partial}/${file}`, 0o755);
    sums += `${await sha256(bytes)}  ${file}\n`;
    released.push({ file, size: bytes.length, glibc });
  }
  const page = new TextEncoder().encode(`${await manPage(COMMANDS)}\n`);
  await Deno.writeFile(`${partial}/${MAN_PAGE}`, page);
  sums += `${await sha256(page)}  ${MAN_PAGE}\n`;
  await Deno.writeTextFile(`${partial}/${CHECKSUMS}`, sums);
  await deleteTree(directory);
  await Deno.rename(partial, directory);
  return released;
}

/** Makes the release, and says what is in it. */
async function release(): Promise<void> {
  checkVersions(version(), JSON.parse(await Deno.readTextFile(`${CHECKOUT}/deno.json`)));
  const binaries = new Map<Target, string>();
  for (const target of TARGETS) binaries.set(target, await compileBinary(target));
  const released = await writeRelease(RELEASE, binaries);
  console.log(`htmap ${version()}, in dist/release:`);
  for (const { file, size, glibc } of released) {
    const needs = glibc === undefined ? "" : `  glibc ${glibc} or later`;
    console.log(`  ${file.padEnd(20)} ${(size / 1e6).toFixed(1).padStart(6)} MB${needs}`);
  }
  console.log(`  ${MAN_PAGE}\n  ${CHECKSUMS}`);
}

if (import.meta.main) {
  try {
    await release();
  } catch (error) {
    if (!(error instanceof NotReleasable)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
