/**
 * The executor as one file, for Deno on the execute node: made by Deno itself, of htmap's own modules.
 *
 * @module
 */

import { directoriesAbove } from "../capture/modules/installed.ts";

/** Options of {@linkcode bundleExecutor}. */
export interface BundleExecutorOptions {
  /** Stops the bundler. */
  signal?: AbortSignal;
}

/**
 * Bundles a module of htmap's own, with what it imports.
 *
 * @param url The URL of the module.
 * @returns One ES module that imports nothing but `node:` modules.
 * @throws {Error} If it cannot be bundled, with what Deno said.
 */
export async function bundleExecutor(
  url: string,
  { signal }: BundleExecutorOptions = {},
): Promise<string> {
  const directory = await Deno.makeTempDir({ prefix: "htmap-bundle-" });
  try {
    const entry = `${directory}/entry.ts`;
    await Deno.writeTextFile(entry, `export * from ${JSON.stringify(url)};\n`);
    const config = await configFor(url);
    const command = new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--quiet",
        "--keep-names",
        "--allow-import",
        "--no-lock",
        ...config === undefined ? [] : ["--config", config],
        "--output",
        `${directory}/bundle.js`,
        entry,
      ],
      // Deno looks for the configuration from here.
      cwd: directory,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      signal,
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    });
    const { success, stderr } = await command.output();
    if (success) return await Deno.readTextFile(`${directory}/bundle.js`);
    signal?.throwIfAborted();
    throw new Error(said(new TextDecoder().decode(stderr), directory));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** What Deno said, without what is only of use to those who make Deno. */
function said(text: string, directory: string): string {
  return text.replace(/^(?:error: bundling failed|Stack backtrace:(?:\n[ \t].*)*)$/gm, "")
    .split("\n").filter((line) => line !== "" && !line.includes(`${directory}/entry.ts`)).join(
      "\n",
    );
}

/** The configuration that applies to a module: the nearest above it. */
async function configFor(from: string): Promise<string | undefined> {
  for (const directory of directoriesAbove(from)) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const candidate = `${directory}/${name}`;
      try {
        await Deno.stat(candidate);
        return candidate;
      } catch {
        // Not here: look further up.
      }
    }
  }
  return undefined;
}
