/**
 * Where everything is. Nothing else joins a path of htmap's directory.
 *
 * @module
 */

import { UnusableDirectory } from "./errors.ts";
import { homeDirectory } from "./files.ts";
import { settings } from "./settings.ts";

/** The paths of one map: its directory and what is in it. */
export class MapPaths {
  /** @param root The map's directory. */
  constructor(readonly root: string, readonly uuid: string) {}

  /** What the map is: its length, chunk, backend and delivery, as JSON. */
  get description(): string {
    return `${this.root}/map.json`;
  }
  /** There while the map is being made; says by which process. */
  get making(): string {
    return `${this.root}/making.json`;
  }
  /** There if the map has never been given a tag by its user. */
  get transient(): string {
    return `${this.root}/transient`;
  }
  /** There once the map's removal has begun. */
  get removing(): string {
    return `${this.root}/removing`;
  }
  /** The function, as one self-contained module. */
  get function(): string {
    return `${this.root}/htmap_function.mjs`;
  }
  /** The values the function captured. */
  get values(): string {
    return `${this.root}/htmap_values.cbor`;
  }
  /** The directory of the jobs' inputs. */
  get inputs(): string {
    return `${this.root}/inputs`;
  }
  /** The directory that the jobs' outputs arrive in. */
  get outputs(): string {
    return `${this.root}/outputs`;
  }
  /** The directory of the jobs' standard output and error. */
  get logs(): string {
    return `${this.root}/logs`;
  }
  /** The directory of the submit descriptions and their item data, one pair a submission. */
  get submissions(): string {
    return `${this.root}/submissions`;
  }
  /** Which cluster ran which jobs, in order of submission; its existence makes the map whole. */
  get clusters(): string {
    return `${this.root}/clusters.json`;
  }
  /** The job event log. */
  get events(): string {
    return `${this.root}/events.log`;
  }
  /** What was last worked out from the event log. */
  get state(): string {
    return `${this.root}/state.cbor`;
  }
  /** What the local backend keeps of this map. */
  get local(): string {
    return `${this.root}/local`;
  }

  /** @returns The input file of a job. */
  input(job: number): string {
    return `${this.inputs}/htmap_${job}.in`;
  }
  /** @returns The output file of a job. */
  output(job: number): string {
    return `${this.outputs}/${job}.out`;
  }
  /** @returns The file that lists a job's failed components; there only if it has any. */
  failures(job: number): string {
    return `${this.outputs}/${job}.err`;
  }
  /** @returns The standard output of a job. */
  stdout(job: number): string {
    return `${this.logs}/${job}.stdout`;
  }
  /** @returns The standard error of a job. */
  stderr(job: number): string {
    return `${this.logs}/${job}.stderr`;
  }
  /** @returns The submit description of a submission, counted from 0. */
  submitDescription(submission: number): string {
    return `${this.submissions}/${submission}.submit`;
  }
  /** @returns The item data of a submission, counted from 0. */
  itemData(submission: number): string {
    return `${this.submissions}/${submission}.items`;
  }
}

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
    const named = settings.getString("HTMAP_DIR") ?? `${homeDirectory()}/.htmap`;
    const expanded = named === "~" || named.startsWith("~/")
      ? homeDirectory() + named.slice(1)
      : named;
    const root = (expanded.startsWith("/") ? expanded : `${Deno.cwd()}/${expanded}`).replace(
      /(.)\/+$/,
      "$1",
    );
    // deno-lint-ignore no-control-regex -- control characters are what is looked for
    if (/[\x00-\x1f,"']/.test(root)) {
      throw new UnusableDirectory(
        JSON.stringify(root),
        "its name has a comma, a quotation mark or a control character, which a submit description cannot hold",
      );
    }
    return new HTMapDirectory(root);
  }

  /** The directory of all maps. */
  get maps(): string {
    return `${this.root}/maps`;
  }
  /** The directory of the tags. */
  get tags(): string {
    return `${this.root}/tags`;
  }
  /** The directory of runtimes that are sent to execute nodes. */
  get transplants(): string {
    return settings.getString("TRANSPLANT.DIR") ?? `${this.root}/transplants`;
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
   * Checks that the directory, if it is there, is this user's.
   *
   * @returns Whether it is there.
   * @throws {UnusableDirectory} If it belongs to someone else, or is not a directory.
   */
  async check(): Promise<boolean> {
    let info: Deno.FileInfo;
    try {
      info = await Deno.stat(this.root);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw new UnusableDirectory(
        this.root,
        error instanceof Error ? error.message : String(error),
      );
    }
    if (!info.isDirectory) throw new UnusableDirectory(this.root, "it is not a directory");
    const user = Deno.uid();
    if (user !== null && info.uid !== null && info.uid !== user) {
      throw new UnusableDirectory(
        this.root,
        `it belongs to another user (number ${info.uid}; you are ${user})`,
      );
    }
    return true;
  }

  /**
   * Makes the directory, for its user alone, if it is not there.
   *
   * @throws {UnusableDirectory} If it cannot be made or written to, or belongs to someone else.
   */
  async ensure(): Promise<void> {
    await this.check();
    try {
      for (const path of [this.root, this.maps, this.tags]) {
        await Deno.mkdir(path, { recursive: true, mode: 0o700 });
      }
      const probe = await Deno.makeTempFile({ dir: this.tags, prefix: ".htmap-tmp-" });
      await Deno.remove(probe);
    } catch (error) {
      throw new UnusableDirectory(
        this.root,
        error instanceof Error ? error.message : String(error),
      );
    }
  }
}
