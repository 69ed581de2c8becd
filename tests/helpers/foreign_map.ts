/** What is in an htmap directory, and is not htmap's. */

import type { HTMapDirectory } from "../../lib/store/paths.ts";

/**
 * Makes what HTMap for Python makes of a map.
 *
 * @returns The map's directory.
 */
export async function makePythonMap(directory: HTMapDirectory, tag: string): Promise<string> {
  const uuid = crypto.randomUUID();
  const root = `${directory.maps}/${uuid}`;
  for (const name of ["inputs", "outputs", "logs", "output_files"]) {
    await Deno.mkdir(`${root}/${name}`, { recursive: true, mode: 0o700 });
  }
  await Deno.mkdir(directory.tags, { recursive: true, mode: 0o700 });
  const files = [
    "func",
    "num_components",
    "submit",
    "itemdata",
    "cluster_ids",
    "events",
    "transient",
  ];
  for (const name of [...files, "inputs/0.in", "outputs/0.out"]) {
    await Deno.writeTextFile(`${root}/${name}`, "of Python\n");
  }
  await Deno.writeTextFile(directory.tag(tag), uuid);
  return root;
}

/** Everything in a directory, with what the files say. */
export async function contentOf(directory: string): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    const path = `${directory}/${name}`;
    if (!isDirectory) content[path] = await Deno.readTextFile(path);
    else Object.assign(content, { [path]: "" }, await contentOf(path));
  }
  return content;
}
