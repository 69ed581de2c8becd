/**
 * Files that came along with a component's inputs or with its function: each is put where its path leads.
 *
 * @module
 */

import type { Arrival, FilesFound } from "../lib/codec/codec.ts";
import { isThere } from "../lib/base/files.ts";
import { TransferPath } from "../lib/base/transfer_path.ts";
import { INPUT_FILES, ownName } from "../lib/wire/names.ts";

/** The files in a job's scratch directory. */
export class ArrivedFiles implements FilesFound {
  /** @param scratch The scratch directory. */
  constructor(readonly scratch: string) {}

  /**
   * Gives files of map options their own names back, if they had to be sent under others.
   */
  nameAgain(): void {
    for (const { name } of Deno.readDirSync(this.scratch)) {
      const own = ownName(name);
      if (own === undefined || own.includes("/")) continue;
      // What has the name already came along for a path in an input, and is found elsewhere.
      if (isThere(`${this.scratch}/${own}`)) this.#bring(own, own);
      this.#move(name, `${this.scratch}/${own}`);
    }
  }

  /**
   * Finds a file that came along. It has a directory of its own, so that what the function writes in the
   * working directory, under the same name perhaps, is nothing to it, as it is where the map is made.
   *
   * @param given The path, as it was given.
   * @param arrival How the file arrived.
   * @returns The path it has here.
   */
  find(given: TransferPath, { name, stays }: Arrival): TransferPath {
    return new TransferPath(this.#bring(name, given.name, stays));
  }

  /** Gives a file a directory of its own. */
  #bring(arrived: string, name: string, stays = false): string {
    const directory = `${this.scratch}/${INPUT_FILES}/${arrived}`;
    const place = `${directory}/${name}`;
    if (isThere(place)) return place;
    Deno.mkdirSync(directory, { recursive: true });
    if (stays) Deno.symlinkSync(`${this.scratch}/${arrived}`, place);
    else if (isThere(`${this.scratch}/${arrived}`)) this.#move(arrived, place);
    return place;
  }

  #move(name: string, place: string): void {
    Deno.renameSync(`${this.scratch}/${name}`, place);
  }
}
