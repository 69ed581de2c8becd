/**
 * Reserving a tag and a directory for a map that is being made, and giving both back if the making
 * fails.
 *
 * @module
 */

import { dirname } from "node:path";
import type { BackendName } from "../backend/backend.ts";
import { openBackend } from "../backend/open.ts";
import {
  afterError,
  asCannotWrite,
  createFileExclusively,
  isThere,
  removeTree,
  TEMPORARY_MARK,
  writeNewFile,
} from "../base/files.ts";
import { warn } from "../base/say.ts";
import { writeMaker } from "../map/map_files.ts";
import { removeMapDirectory, untilQueueIsEmpty } from "../map/removal.ts";
import { releaseTags } from "../store/map_tag.ts";
import { type HTMapDirectory, MapPaths } from "../store/paths.ts";
import { checkTag, listTags, randomTag, tagInUse } from "../store/tags.ts";

/** How long to try to get jobs of a map that was not made out of HTCondor's queue, in milliseconds. */
const PATIENCE = { interrupted: 3000, failed: 60_000 } as const;

/** A tag and a directory that belong to a map in the making. */
export class MapReservation {
  /** Set once jobs may be in the queue. */
  submitting = false;

  private constructor(
    readonly directory: HTMapDirectory,
    readonly tag: string,
    readonly paths: MapPaths,
  ) {}

  /**
   * Checks a tag before any work is done for its map.
   *
   * @param directory The htmap directory.
   * @param tag The tag asked for, if any.
   * @throws {InvalidTag} If it cannot be one.
   * @throws {TagAlreadyExists} If it is in use.
   */
  static async check(directory: HTMapDirectory, tag: string | undefined): Promise<void> {
    if (tag === undefined) return;
    checkTag(tag);
    if ((await listTags(directory)).includes(tag)) throw await tagInUse(directory, tag);
  }

  /**
   * Reserves a tag, so that no other process can have it, and makes the map's directory.
   *
   * @param directory The htmap directory.
   * @param tag The tag asked for; without one, words are made up.
   * @returns The reservation.
   * @throws {TagAlreadyExists} If another process was quicker.
   * @throws {UnusableDirectory} If the htmap directory cannot be used.
   */
  static async make(directory: HTMapDirectory, tag: string | undefined): Promise<MapReservation> {
    await directory.ensure();
    const paths = directory.map(crypto.randomUUID());
    try {
      await makeDirectory(directory, paths, tag === undefined);
      // The directory comes first: a tag that points nowhere would be harder to explain than the reverse.
      return new MapReservation(directory, await reserveTag(directory, tag, paths.uuid), paths);
    } catch (error) {
      await afterError(
        `What was made in ${paths.root} stays until \`htmap clean\` removes it`,
        () => removeTree(paths.root),
      );
      throw asCannotWrite(paths.root, error);
    }
  }

  /** Ends the making: the map is whole. */
  async complete(): Promise<void> {
    await Deno.remove(this.paths.making);
  }

  /**
   * Gives the tag and the directory back. If jobs may have got into the queue they are removed; if
   * that fails, all stays for `htmap clean`, so that they can still be found.
   *
   * @param backend The map's backend.
   * @param why.refused Whether the backend said that it took no jobs.
   * @param why.interrupted Whether the user has stopped the making, and waits for it to end.
   */
  async abandon(
    backend: BackendName,
    { refused, interrupted }: { refused: boolean; interrupted: boolean },
  ): Promise<void> {
    if (this.submitting && !refused) {
      const patience = PATIENCE[interrupted && backend === "htcondor" ? "interrupted" : "failed"];
      const signal = AbortSignal.timeout(patience);
      try {
        const opened = await openBackend(backend);
        await opened.act("remove", this.paths, { signal });
        await untilQueueIsEmpty(opened, this.paths, signal);
      } catch (error) {
        const reason = signal.aborted
          ? `it was not removed within ${patience / 1000} s`
          : error instanceof Error
          ? error.message
          : error;
        // The error that ended the making is the one to report; of what stays, a warning tells.
        warn(
          `What is left of the map "${this.tag}" stays for now, since jobs of it may be in the queue: ` +
            `${reason}\n${
              backend === "htcondor" ? "When HTCondor can be reached again, " : ""
            }\`htmap clean\` removes it`,
        );
        return;
      }
    }
    await releaseTags(this.directory, this.paths, this.tag);
    await removeMapDirectory(this.directory, this.paths);
  }
}

/**
 * Makes a map's directory. It gets its name when it says whose it is, so that at no moment there is a map
 * that could be anybody's. Until it says so, `htmap clean` may take it for left behind and take it away.
 */
async function makeDirectory(
  directory: HTMapDirectory,
  { root, uuid }: MapPaths,
  isTransient: boolean,
): Promise<void> {
  const paths = new MapPaths(`${directory.maps}/${TEMPORARY_MARK}${uuid}`, uuid);
  while (true) {
    await Deno.mkdir(paths.root, { mode: 0o700 });
    try {
      await fillDirectory(paths, isTransient);
      return await Deno.rename(paths.root, root);
    } catch (error) {
      if (!isThere(paths.root)) continue; // it was taken away
      await removeTree(paths.root);
      throw error;
    }
  }
}

async function fillDirectory(paths: MapPaths, isTransient: boolean): Promise<void> {
  await writeMaker(paths);
  const { inputs, outputs, logs, submissions, emptyOutputDirectory } = paths;
  const directories = [dirname(emptyOutputDirectory), emptyOutputDirectory];
  for (const path of [inputs, outputs, logs, submissions, ...directories]) {
    await Deno.mkdir(path, { mode: 0o700 });
  }
  await writeNewFile(paths.tagLock, "");
  await writeNewFile(paths.jobsLock, "");
  if (isTransient) await writeNewFile(paths.transient, "");
}

async function reserveTag(
  directory: HTMapDirectory,
  asked: string | undefined,
  uuid: string,
): Promise<string> {
  while (true) {
    const tag = asked ?? randomTag(new Set(await listTags(directory)));
    if (await createFileExclusively(directory.tag(tag), `${uuid}\n`)) return tag;
    if (asked !== undefined) throw await tagInUse(directory, asked);
  }
}
