/**
 * Where a component's files lie, and under which names they travel: what is in the directory that it runs
 * in keeps its path there, anything else has only the last part of its own.
 *
 * @module
 */

import { basename, dirname, isAbsolute, relative, resolve } from "node:path";
import { HTMapError } from "../lib/base/errors.ts";
import { INPUT_FILES } from "../lib/wire/names.ts";
import { statIfThere } from "./trees.ts";

/** A file or directory of a component. */
export interface Place {
  /** Its absolute path. */
  readonly path: string;
  /** The path under which it travels, without `.` and `..`. */
  readonly name: string;
  /** Whether the name is only the last part of its path, since it is not in the scratch directory. */
  readonly isElsewhere: boolean;
  /** Whether it truly lies in the scratch directory, rather than behind a link in it. */
  readonly isInside: boolean;
}

/** Matches names in the scratch directory that are htmap's or HTCondor's. */
const RESERVED = /^(?:htmap_|_condor_)/;

/** The files and directories that travel together. */
export class Places {
  readonly #scratch: string;
  /** What has the first part of a name: within the scratch directory, nothing else can have it. */
  readonly #takers = new Map<string, Place>();

  /**
   * @param directory Where they travel from: one of the directories in one in htmap's own, which is in
   *   the scratch directory.
   * @param refusal What to say of one that cannot be taken, such as `"cannot be sent back"`.
   */
  constructor(directory: string, readonly refusal: string) {
    this.#scratch = resolve(directory, "../../..");
  }

  /**
   * Adds one.
   *
   * @param path Its path, which may start from the working directory.
   * @returns Where it is.
   * @throws {HTMapError} If it is not there or cannot travel, or its name is taken.
   */
  async add(path: string): Promise<Place> {
    const refuse = (reason: string): HTMapError =>
      new HTMapError(`${path} ${this.refusal}: ${reason}`);
    const absolute = resolve(path);
    const info = await statIfThere(absolute);
    if (!info) throw refuse("it is not there. Give it after the function has written it");
    const home = await Deno.realPath(this.#scratch);
    const real = resolve(await Deno.realPath(dirname(absolute)), basename(absolute));
    const [named, found] = [within(this.#scratch, absolute), within(home, real)].map((name) =>
      // What came along is another's as well, and stays: it is as if it were elsewhere.
      name?.startsWith(`${INPUT_FILES}/`) ? undefined : name
    );
    const isReserved = [named, found].some((name) => name !== undefined && RESERVED.test(name));
    if (isReserved || within(real, home) !== undefined) {
      throw refuse("the job itself needs it. Give only what the function has written");
    }
    if (!info.isFile && !info.isDirectory) {
      throw refuse("it is neither a file nor a directory. Write what it gives to a file");
    }
    const place = {
      path: absolute,
      name: named ?? found ?? basename(absolute),
      isElsewhere: (named ?? found) === undefined,
      isInside: found !== undefined,
    };
    const taker = this.#take(place);
    if (taker !== place) {
      throw refuse(`${taker.path} has the same name, and was given before. Rename one of them`);
    }
    return place;
  }

  /** Finds what has the name of a place: that itself, if there is nothing to be mixed up with it. */
  #take(place: Place): Place {
    const [first = ""] = place.name.split("/");
    const taker = this.#takers.get(first) ?? place;
    this.#takers.set(first, taker);
    const areApart = taker.isElsewhere || place.isElsewhere;
    return areApart && taker.path !== place.path ? taker : place;
  }
}

/** The path from a directory to something in it, or to itself; `undefined` if it is elsewhere. */
function within(directory: string, path: string): string | undefined {
  const way = relative(directory, path);
  return way === ".." || way.startsWith("../") || isAbsolute(way) ? undefined : way;
}
