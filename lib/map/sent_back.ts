/**
 * The output files that components have sent back, as they are in the map's directory.
 *
 * They come from execute nodes: nothing in there is followed, and what is neither a file nor a directory
 * is only counted.
 *
 * @module
 */

import { MapWasRemoved } from "../base/errors.ts";
import type { MapHandle } from "./handle.ts";

/** Something that a component has sent. */
export interface SentBack {
  readonly component: number;
  /** Its path in what the component sent. */
  readonly name: string;
  /** Where it is. */
  readonly path: string;
  /** What it is; of a directory only an empty one counts, and another is a link, a pipe or the like. */
  readonly kind: "file" | "directory" | "other";
}

/**
 * Lists what components have sent back by now.
 *
 * @param handle The map, as last looked at.
 * @param components The components.
 * @returns What they have sent, in order.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function* sentBack(
  handle: MapHandle,
  components: Iterable<number>,
): AsyncGenerator<SentBack> {
  for (const component of components) {
    const path = handle.paths.outputFiles(component, handle.state.submissionOf(component));
    try {
      const { isDirectory } = await Deno.lstat(path);
      if (!isDirectory) continue; // what was sent in its place is not what htmap makes there
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      if (!handle.exists) throw new MapWasRemoved(handle.tag);
      continue; // it has sent none
    }
    yield* within(component, path, "");
  }
}

async function* within(
  component: number,
  directory: string,
  before: string,
): AsyncGenerator<SentBack> {
  const entries = await Array.fromAsync(Deno.readDir(directory));
  for (const entry of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const [name, path] = [`${before}${entry.name}`, `${directory}/${entry.name}`];
    if (!entry.isDirectory) {
      yield { component, name, path, kind: entry.isFile ? "file" : "other" };
      continue;
    }
    let isEmpty = true;
    for await (const inner of within(component, path, `${name}/`)) {
      isEmpty = false;
      yield inner;
    }
    if (isEmpty) yield { component, name, path, kind: "directory" };
  }
}
