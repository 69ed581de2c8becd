/**
 * Where everything is. Nothing else joins a path of htmap's directory.
 *
 * @module
 */

import { UnusableDirectory } from "../base/errors.ts";
import { homeDirectory, TEMPORARY_MARK, workingDirectory } from "../base/files.ts";
import { MapPaths } from "./map_paths.ts";
import {
  asUnusable,
  checkParents,
  checkPrivate,
  checkPrivateTree,
  reasonNotPrivate,
} from "../base/private_directory.ts";
import { settings } from "../settings/settings.ts";

export { MapPaths } from "./map_paths.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Tells whether text is the uuid of a map, and so safe in a path.
 *
 * @param text The text, from a tag file or a directory listing.
 * @returns Whether it is one.
 */
export function isMapUuid(text: string): boolean {
  return UUID.test(text);
}

/** Makes an absolute path of one that a setting names. */
function asPath(named: string): string {
  const expanded = named === "~" || named.startsWith("~/")
    ? homeDirectory() + named.slice(1)
    : named;
  const path = (expanded.startsWith("/") ? expanded : `${workingDirectory()}/${expanded}`).replace(
    /(.)\/+$/,
    "$1",
  );
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (/[\x00-\x1f,"']|\\$/.test(path)) {
    throw new UnusableDirectory(
      JSON.stringify(path),
      "its name has a comma, a quotation mark, a control character or a backslash at its end, which a " +
        "submit description cannot hold",
    );
  }
  return path;
}

/** The directory htmap keeps everything in. */
export class HTMapDirectory {
  constructor(readonly root: string) {}

  /**
   * The directory the settings name, as an absolute path; it need not exist yet.
   *
   * @returns The directory.
   * @throws {UnusableDirectory} If its name cannot be used in a submit description.
   */
  static current(): HTMapDirectory {
    return new HTMapDirectory(asPath(settings.getString("HTMAP_DIR") ?? "~/.htmap"));
  }

  /** The directory of all maps. */
  get maps(): string {
    return `${this.root}/maps`;
  }
  /** The directory of the tags. */
  get tags(): string {
    return `${this.root}/tags`;
  }
  /** What is known of the pool, and what its machines are asked by. */
  get pool(): string {
    return `${this.root}/pool`;
  }
  /** The directory of runtimes that are sent to execute nodes. */
  get transplants(): string {
    const named = settings.getString("TRANSPLANT.DIR");
    return named === undefined ? `${this.root}/transplants` : asPath(named);
  }
  /** The directory of the log. HTMap for Python has one of its own, `logs`. */
  get logFolder(): string {
    return `${this.root}/log`;
  }
  /** The log: what htmap did. */
  get log(): string {
    return `${this.logFolder}/htmap.log`;
  }
  /** The file of a tag, which must be a valid one. */
  tag(tag: string): string {
    return `${this.tags}/${tag}`;
  }
  /** The paths of a map. */
  map(uuid: string): MapPaths {
    return new MapPaths(`${this.maps}/${uuid}`, uuid);
  }

  /**
   * Checks that the directory, if it is there, and those in it are this user's alone.
   *
   * @returns Whether it is there.
   * @throws {UnusableDirectory} If one belongs to someone else or others may write in it, or it is not a
   *   directory.
   */
  async check(): Promise<boolean> {
    let info: Deno.FileInfo;
    try {
      info = await Deno.stat(this.root);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw asUnusable(this.root, error);
    }
    if (!info.isDirectory) throw new UnusableDirectory(this.root, "it is not a directory");
    const foreign = reasonNotPrivate({ uid: info.uid, mode: null });
    if (foreign !== undefined) throw new UnusableDirectory(this.root, foreign);
    checkPrivate([this.root, this.maps, this.tags, this.pool]);
    checkParents(this.root);
    this.checkTransplants();
    return true;
  }

  /**
   * Checks that the directory of runtimes, and one of those in it, are this user's alone.
   *
   * @param id The runtime.
   * @throws {UnusableDirectory} If one belongs to someone else, or others may write in it.
   */
  checkTransplants(id?: string): void {
    const { transplants } = this;
    const inner = id === undefined ? [] : [`${transplants}/${id}`];
    checkPrivate([transplants, ...inner], "Name another with the setting TRANSPLANT.DIR");
    if (!transplants.startsWith(`${this.root}/`)) checkParents(transplants);
  }

  /**
   * Checks that a map's directory, if it is there, is this user's alone.
   *
   * @param uuid The map.
   * @throws {UnusableDirectory} If it belongs to someone else, or others may write in it.
   */
  checkMap(uuid: string): void {
    const { root, directories, versions } = this.map(uuid);
    checkPrivateTree(root, [...directories, versions]);
  }

  /**
   * Makes the directory, for its user alone, if it is not there.
   *
   * @throws {UnusableDirectory} If it cannot be made or written to, or is not this user's alone.
   */
  async ensure(): Promise<void> {
    await this.check();
    try {
      for (const path of [this.root, this.maps, this.tags]) {
        await Deno.mkdir(path, { recursive: true, mode: 0o700 });
      }
      const probe = await Deno.makeTempFile({ dir: this.tags, prefix: TEMPORARY_MARK });
      await Deno.remove(probe);
    } catch (error) {
      throw asUnusable(this.root, error);
    }
    await this.check(); // what is above it, now that it is there
  }
}
