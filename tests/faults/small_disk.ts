/**
 * A disk that is filled, but for a little.
 *
 * @module
 */

import { statfsSync } from "node:fs";
import { removeTree } from "../../lib/base/files.ts";
import { isFullDisk } from "../../lib/base/system_error.ts";

/** What there can be too little of: room for data, or for names. */
export type Resource = "pages" | "inodes";

/** A small file system of its own. */
export class SmallDisk {
  /** @param root Where it is mounted. */
  constructor(readonly root: string) {}

  /** Does something while no other process does anything to the disk. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    using directory = await Deno.open(this.root);
    await directory.lock(true);
    return await work();
  }

  /** How much is free. */
  free(resource: Resource): number {
    const { bavail, ffree } = statfsSync(this.root);
    return resource === "pages" ? bavail : ffree;
  }

  /** Fills the disk, so that only so much of a resource is left. */
  async fill(resource: Resource, left: number): Promise<void> {
    await Deno.mkdir(this.#filling);
    if (resource === "inodes") {
      for (let file = 0; this.free(resource) > left; file++) {
        await Deno.writeTextFile(`${this.#filling}/${file}`, "");
      }
      return;
    }
    const { bsize } = statfsSync(this.root);
    const pages = Math.max(0, this.free(resource) - left);
    try {
      await Deno.writeFile(`${this.#filling}/data`, new Uint8Array(pages * bsize));
    } catch (error) {
      if (!isFullDisk(error)) throw error; // what runs has taken some meanwhile
    }
  }

  /** Makes room again. */
  async empty(): Promise<void> {
    await removeTree(this.#filling);
  }

  get #filling(): string {
    return `${this.root}/filling`;
  }
}
