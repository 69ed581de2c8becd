/**
 * The two Denos of the tests, and the packages they need, so that the tests need no network.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { cached, cacheDirectory, exists, locked } from "./cache.ts";
import { run, say, step, ToolFailed } from "./process.ts";

/** The oldest Deno that htmap promises to work on. */
export const OLDEST_DENO = "2.7.11";

/** The checkout this file is part of. */
export const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");

/** How long one download may take, in milliseconds, and how often it is tried. */
const DOWNLOAD = { timeout: 900_000, tries: 3 } as const;

/** Before 2.9, Deno trusted the machine's own certificates only when told to. */
export const SYSTEM_CERTIFICATES = {
  DENO_TLS_CA_STORE: Deno.env.get("DENO_TLS_CA_STORE") ?? "system",
} as const;

/**
 * The path of a Deno {@linkcode OLDEST_DENO}, got with npm the first time, or `undefined` with a
 * line of progress when it cannot be had.
 */
export function oldestDeno(): Promise<string | undefined> {
  return oldest ??= getOldestDeno();
}

/** What {@linkcode oldestDeno} gives, so that what is not to be had is looked for only once. */
let oldest: Promise<string | undefined> | undefined;

async function getOldestDeno(): Promise<string | undefined> {
  if (Deno.version.deno === OLDEST_DENO) return Deno.execPath();
  try {
    return await cached(
      `deno-${OLDEST_DENO}`,
      (path) =>
        step(`getting Deno ${OLDEST_DENO} with npx (once)`, async () => {
          const script = "console.log(Deno.execPath())";
          const argv = ["npx", "-y", `deno@${OLDEST_DENO}`, "eval", script];
          const program = await run(argv, { env: SYSTEM_CERTIFICATES, cwd: "/", ...DOWNLOAD });
          await Deno.copyFile(program.trim(), path);
          await Deno.chmod(path, 0o755);
        }),
    );
  } catch (error) {
    if (!(error instanceof ToolFailed)) throw error;
    say(`there is no Deno ${OLDEST_DENO} here: ${error.message}`);
    return undefined;
  }
}

/**
 * A `DENO_DIR` in the toolchain's cache that holds every npm package this checkout names and what
 * `deno bundle` downloads, for each of the Denos.
 *
 * @param denos The Denos that will use it.
 */
export async function filledDenoDir(denos: readonly string[]): Promise<string> {
  const directory = `${await cacheDirectory()}/deno_dir`;
  const mark = `${directory}/filled-${await fingerprint(denos)}`;
  if (await exists(mark)) return directory;
  await locked(
    "deno_dir",
    () =>
      step("downloading the npm packages and the bundler of Deno", async () => {
        const env = { ...SYSTEM_CERTIFICATES, DENO_DIR: directory };
        const small = await Deno.makeTempFile({ suffix: ".js" });
        try {
          for (const deno of denos) {
            await run([deno, "bundle", "--no-config", "--quiet", small], { env, ...DOWNLOAD });
          }
          // The dependencies first: a source file that does not load must not keep them away.
          for (const files of [["lib/deps.ts", "tests/deps.ts"], await sources(CHECKOUT)]) {
            await run([denos[0]!, "cache", "--quiet", ...files], {
              env,
              cwd: CHECKOUT,
              ...DOWNLOAD,
            });
          }
          // A script outside the checkout, as the tests run them, has no lock file: it asks the
          // registry which versions there are, and finds what is remembered here.
          const alone = ["--no-config", "--no-lock", ...ROOTS.map((file) => `${CHECKOUT}/${file}`)];
          await run([denos[0]!, "cache", "--quiet", "--reload=npm:", ...alone], {
            env,
            cwd: "/",
            ...DOWNLOAD,
          });
          await Deno.writeTextFile(mark, "");
        } catch (error) {
          if (!(error instanceof ToolFailed)) throw error;
          // The tests say better than this what is wrong with a source file that does not load.
          say(`not every package could be downloaded: ${error.message}`);
        } finally {
          await Deno.remove(small);
        }
      }),
  );
  return directory;
}

/** Files that name packages for scripts without a lock file. */
const ROOTS = ["lib/deps.ts", "tests/unit/capture/modules/packages.ts"] as const;

/** Changes when a package is added, or used elsewhere than before, or a Deno is another one. */
async function fingerprint(denos: readonly string[]): Promise<string> {
  const paths = ["deno.lock", ...ROOTS].map((file) => `${CHECKOUT}/${file}`);
  const texts = await Promise.all(paths.map((path) => Deno.readTextFile(path)));
  const all = new TextEncoder().encode([...texts, ...denos].join("\n"));
  const digest = await crypto.subtle.digest("SHA-256", all);
  return [...new Uint8Array(digest)].slice(0, 8).map((b) => b.toString(16).padStart(2, "0")).join(
    "",
  );
}

/** The TypeScript files of the checkout, fixtures left out, since some are broken on purpose. */
export async function sources(directory: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(directory)) {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory && !/^(\..*|node_modules|dist|fixtures)$/.test(entry.name)) {
      found.push(...await sources(path));
    } else if (entry.isFile && entry.name.endsWith(".ts")) {
      found.push(path);
    }
  }
  return found.sort();
}
