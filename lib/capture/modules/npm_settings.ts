/**
 * What the user's npm is set to.
 *
 * @module
 */

import { homeDirectory } from "../../base/files.ts";

/**
 * Finds out which registry packages are taken from.
 *
 * @returns Its URL, with a slash at the end.
 * @throws {Error} If nothing says which.
 */
export async function registryUrl(): Promise<string> {
  const set = Deno.env.get("npm_config_registry") ?? Deno.env.get("NPM_CONFIG_REGISTRY") ??
    await registryOfNpmrc() ?? await registryOfNpm();
  if (set === undefined) {
    throw new Error(
      "there is no node_modules directory that has it, and no npm registry is known to fetch it from: install it " +
        "beside the script, or set npm_config_registry to the URL of your registry",
    );
  }
  return set.endsWith("/") ? set : `${set}/`;
}

/** What npm says, where it is installed; its own default among it. */
async function registryOfNpm(): Promise<string | undefined> {
  try {
    const npm = new Deno.Command("npm", { args: ["config", "get", "registry"], stderr: "null" });
    const url = new TextDecoder().decode((await npm.output()).stdout).trim();
    return URL.canParse(url) ? url : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function registryOfNpmrc(): Promise<string | undefined> {
  const text = await Deno.readTextFile(`${homeDirectory()}/.npmrc`).catch(() => "");
  return /^\s*registry\s*=\s*(\S+)/m.exec(text)?.[1];
}
