/**
 * Finding the lock file of a project, where Deno looks for it.
 *
 * @module
 */

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readConfig } from "./import_map.ts";

/**
 * Finds the lock file that applies to a script.
 *
 * @param url The URL of the script.
 * @returns The path that the configuration says, which need not exist; `undefined` for none.
 */
export async function lockFileFor(url: string): Promise<string | undefined> {
  if (!url.startsWith("file:")) return undefined;
  let found: { directory: URL; config: Record<string, unknown> } | undefined;
  for (let at = new URL(".", url);; at = new URL("..", at)) {
    const config = await projectIn(at);
    // The lock file of a workspace is at its root.
    const isRoot = config?.workspace !== undefined || config?.workspaces !== undefined;
    if (config && (!found || isRoot)) found = { directory: at, config };
    if (isRoot || at.pathname === "/") break;
  }
  if (!found || found.config.lock === false) return undefined;
  const { lock } = found.config;
  const path: unknown = typeof lock === "object" ? Object(lock).path : lock;
  return resolve(fileURLToPath(found.directory), typeof path === "string" ? path : "deno.lock");
}

/** What the files that make a directory a project say, together. */
async function projectIn(directory: URL): Promise<Record<string, unknown> | undefined> {
  const deno = await readConfig(new URL("deno.json", directory)) ??
    await readConfig(new URL("deno.jsonc", directory));
  const node = await readConfig(new URL("package.json", directory));
  return deno || node ? { workspaces: node?.workspaces, ...deno } : undefined;
}
