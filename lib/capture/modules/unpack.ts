/**
 * Unpacking what npm's registry has of a package: a compressed tar file.
 *
 * @module
 */

import { dirname } from "node:path";
import { gunzipSync } from "node:zlib";
import { loadTar } from "../../deps.ts";
import { isDirectory, removeTree } from "../../base/files.ts";

/**
 * Unpacks a package: its regular files, without the directory that all of them are under.
 *
 * @param archive The compressed tar file.
 * @param directory Where to; it is there only once all of it is.
 * @throws {Error} If it is no such file, or not all of one.
 */
export async function unpack(archive: Uint8Array, directory: string): Promise<void> {
  const { unpackTar } = await loadTar();
  // A strict reader refuses what is cut short, or damaged.
  const entries = await unpackTar(gunzipSync(archive), {
    strict: true,
    filter: ({ type }) => type === "file",
  });
  const temporary = `${directory}.${crypto.randomUUID()}`;
  try {
    await Deno.mkdir(temporary, { recursive: true });
    for (const { header, data } of entries) {
      const path = header.name.split("/").filter((part) => part !== "" && part !== ".").slice(1);
      if (path.length === 0 || path.includes("..")) continue;
      const file = `${temporary}/${path.join("/")}`;
      await Deno.mkdir(dirname(file), { recursive: true });
      await Deno.writeFile(file, data ?? new Uint8Array());
    }
    await Deno.rename(temporary, directory);
  } catch (error) {
    await removeTree(temporary);
    // Another process may have been faster; its copy is as good.
    if (!isDirectory(directory)) throw error;
  }
}
