/**
 * Paths of files that are sent to where components run, or to which their output is sent (the manual's
 * section 6.8).
 *
 * @module
 */

import { basename, dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { checkOptionKeys, shown } from "./arguments.ts";
import { HTMapError, InvalidArgument } from "./errors.ts";
import { homeDirectory, isUrl, statIfThere, workingDirectory } from "./files.ts";
import {
  absolutePath,
  asLocation,
  asProtocol,
  partsOfText,
  partsOfUrl,
  type PathParts,
  tidy,
} from "./path_parts.ts";
import { decodeUrlPath, encodeUrlPath } from "./url_path.ts";

/** Where a {@linkcode TransferPath} is that is not on this machine's file system. */
export interface TransferPathOptions {
  /** How the file is got or put there: `"http"`, `"https"`, `"s3"`, or what else the pool knows. */
  protocol?: string | undefined;
  /** Where that is, such as the name of a server. */
  location?: string | undefined;
  /**
   * A mapped function gets the path as text, as functions want that were not written for htmap.
   *
   * @default {false}
   */
  asText?: boolean | undefined;
}

/**
 * The path of a file or a directory, on this machine or elsewhere.
 *
 * As an argument of a mapped function, or anywhere in one, it has the file sent to where the component
 * runs, and the function gets the path of the file there. In `outputRemaps` it says where an output file
 * is to go.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const greeting = htmap.TransferPath.cwd().join("greeting.txt");
 * await greeting.writeText("Have a nice day!");
 *
 * const read = await htmap.map((path: htmap.TransferPath) => path.readText(), [greeting]);
 * console.log(await read.toArray()); // ["Have a nice day!"]
 * await read.remove();
 * ```
 */
export class TransferPath {
  /** The path: an absolute one if it is on this machine; else what follows the location and a slash. */
  readonly path: string;
  /** How the file is reached, without a colon; `undefined` if it is on this machine. */
  readonly protocol: string | undefined;
  /** Where it is reached, such as the name of a server. */
  readonly location: string | undefined;
  /** What a URL has after its path: a question mark and a query. Empty for most. */
  readonly query: string;
  /** Whether a mapped function gets the path as text. */
  readonly asText: boolean;

  /**
   * Takes a path. A relative one starts from the working directory; that of a `file:` URL is one on this
   * machine.
   *
   * @param path A path, a URL or its text, or another such path.
   * @param options How and where a path that is not on this machine is reached.
   * @throws {errors.InvalidArgument} If it is no path, if there is no such option, if the protocol
   *   or the location cannot be one, or if one of them is needed and not given.
   */
  constructor(path: string | URL | TransferPath, options: TransferPathOptions = {}) {
    checkOptionKeys("TransferPath", options, ["protocol", "location", "asText"]);
    const { protocol, location } = options;
    let parts: PathParts;
    if (path instanceof TransferPath) parts = path;
    else if (path instanceof URL) parts = partsOfUrl(path);
    else if (typeof path !== "string" || path === "" || path.includes("\0")) {
      throw new InvalidArgument(
        `A TransferPath takes a path, a URL or another TransferPath, but it was given ${
          shown(path)
        }. ` +
          "Give the path of a file",
      );
    } else if (isUrl(path)) parts = partsOfText(path);
    else parts = { path, protocol: undefined, location: undefined, query: "" };
    const found = {
      protocol: asProtocol(protocol) ?? parts.protocol,
      location: asLocation(location) ?? parts.location,
    };
    const needsServer = found.protocol === "http" || found.protocol === "https";
    if (needsServer && found.location === undefined) {
      throw new InvalidArgument(
        `A TransferPath of the protocol ${found.protocol} needs a location, but ${
          shown(path)
        } has none. ` +
          'Add the name of the server, such as { location: "example.org" }',
      );
    }
    if (found.protocol === undefined && found.location !== undefined) {
      throw new InvalidArgument(
        `A TransferPath with a location needs a protocol, but ${
          shown(path)
        } at ${found.location} has none. ` +
          'Add one, such as { protocol: "https" }',
      );
    }
    this.path = found.protocol === undefined
      ? absolutePath(parts.path)
      : tidy(parts.path, found.protocol);
    this.protocol = found.protocol;
    this.location = found.location;
    this.query = parts.query;
    this.asText = options.asText ?? (path instanceof TransferPath && path.asText);
  }

  /**
   * Gives the working directory.
   *
   * @returns Its path.
   */
  static cwd(): TransferPath {
    return new TransferPath(workingDirectory());
  }

  /**
   * Gives the user's home directory.
   *
   * @returns Its path.
   */
  static home(): TransferPath {
    return new TransferPath(homeDirectory());
  }

  /** Whether it is on this machine. */
  get isLocal(): boolean {
    return this.protocol === undefined;
  }

  /** The last part of the path, such as `data.tar.gz`. */
  get name(): string {
    return basename(this.path);
  }

  /** The name without its suffix, such as `data.tar`. */
  get stem(): string {
    return this.name.slice(0, this.name.length - this.suffix.length);
  }

  /** What the name ends with, from its last dot on, such as `.gz`; empty if it has none. */
  get suffix(): string {
    const dot = this.name.lastIndexOf(".");
    return dot > 0 && dot < this.name.length - 1 ? this.name.slice(dot) : "";
  }

  /** The directory it is in; that of the topmost one is itself. */
  get parent(): TransferPath {
    const path = dirname(this.path);
    return path === this.path || path === "." && this.path === "/" ? this : withPath(this, path);
  }

  /** It as a URL; that of a path on this machine begins with `file:`. */
  get href(): string {
    if (this.protocol === undefined) return pathToFileURL(this.path).href;
    const path = encodeUrlPath(this.path.replace(/^\/+/, ""));
    return `${this.protocol}://${this.location ?? ""}/${path}${this.query}`;
  }

  /**
   * Goes on from here.
   *
   * @param parts What follows: names, or paths of several. An absolute one begins anew.
   * @returns The path.
   * @throws {errors.InvalidArgument} If a part is no text.
   */
  join(...parts: string[]): TransferPath {
    let { path } = this;
    for (const part of parts) {
      if (typeof part !== "string") {
        throw new InvalidArgument(`join() takes names, but it was given ${shown(part)}. Give text`);
      }
      path = part.startsWith("/") ? part : `${path}/${part}`;
    }
    return withPath(this, path);
  }

  /**
   * Gives another file of the same directory.
   *
   * @param name Its name.
   * @returns Its path.
   * @throws {errors.InvalidArgument} If it is no name of a file.
   */
  withName(name: string): TransferPath {
    if (typeof name !== "string" || /^\.{0,2}$|[/\0]/.test(name)) {
      throw new InvalidArgument(
        `${
          shown(name)
        } cannot be the name of a file. Give one without a slash; join() takes a path`,
      );
    }
    return this.parent.join(name);
  }

  /**
   * Gives the path with another suffix.
   *
   * @param suffix The suffix with its dot, or nothing for none.
   * @returns The path.
   * @throws {errors.InvalidArgument} If it is no suffix.
   */
  withSuffix(suffix: string): TransferPath {
    if (typeof suffix !== "string" || !/^(?:\.[^/\0]+)?$/.test(suffix)) {
      throw new InvalidArgument(
        `${
          shown(suffix)
        } cannot be the suffix of a file. Give one with its dot, such as ".csv", or ""`,
      );
    }
    return this.parent.join(this.stem + suffix);
  }

  /**
   * Tells whether another path leads to the same place: equal in all its parts.
   *
   * @param other The other.
   * @returns Whether it does; `false` for what is no `TransferPath`.
   */
  equals(other: unknown): boolean {
    return other instanceof TransferPath && this.href === other.href;
  }

  /**
   * Reads the file as text.
   *
   * @returns The text.
   * @throws {errors.HTMapError} If it is not on this machine.
   */
  async readText(): Promise<string> {
    return await Deno.readTextFile(here(this, "read"));
  }

  /**
   * Reads the file as it is.
   *
   * @returns Its bytes.
   * @throws {errors.HTMapError} If it is not on this machine.
   */
  async readBytes(): Promise<Uint8Array<ArrayBuffer>> {
    return await Deno.readFile(here(this, "read"));
  }

  /**
   * Writes text to the file, in place of what it has.
   *
   * @param text The text.
   * @throws {errors.HTMapError} If it is not on this machine.
   */
  async writeText(text: string): Promise<void> {
    await Deno.writeTextFile(here(this, "written"), text);
  }

  /**
   * Writes bytes to the file, in place of what it has.
   *
   * @param bytes The bytes.
   * @throws {errors.HTMapError} If it is not on this machine.
   */
  async writeBytes(bytes: Uint8Array): Promise<void> {
    await Deno.writeFile(here(this, "written"), bytes);
  }

  /**
   * Makes an empty file if there is none, and notes of one that is there that it was used now.
   *
   * @throws {errors.HTMapError} If it is not on this machine.
   */
  async touch(): Promise<void> {
    const path = here(this, "written");
    (await Deno.open(path, { append: true, create: true })).close();
    const now = new Date();
    await Deno.utime(path, now, now);
  }

  /**
   * Makes a directory, and those above it that are not there. One that is there stays as it is.
   *
   * @throws {errors.HTMapError} If it is not on this machine.
   */
  async mkdir(): Promise<void> {
    await Deno.mkdir(here(this, "written"), { recursive: true });
  }

  /**
   * Tells whether there is something.
   *
   * @returns Whether there is a file or a directory.
   * @throws {errors.HTMapError} If it is not on this machine.
   */
  async exists(): Promise<boolean> {
    return await statIfThere(here(this, "looked at")) !== undefined;
  }

  /**
   * Tells whether there is a file.
   *
   * @returns Whether there is; `false` for a directory.
   * @throws {errors.HTMapError} If it is not on this machine.
   */
  async isFile(): Promise<boolean> {
    return (await statIfThere(here(this, "looked at")))?.isFile ?? false;
  }

  /**
   * Tells whether there is a directory.
   *
   * @returns Whether there is; `false` for a file.
   * @throws {errors.HTMapError} If it is not on this machine.
   */
  async isDirectory(): Promise<boolean> {
    return (await statIfThere(here(this, "looked at")))?.isDirectory ?? false;
  }

  /**
   * Looks into a directory.
   *
   * @returns The paths of what is in it, in the order of the names.
   * @throws {errors.HTMapError} If it is not on this machine.
   */
  async list(): Promise<TransferPath[]> {
    const names = await Array.fromAsync(Deno.readDir(here(this, "read")), ({ name }) => name);
    return names.sort().map((name) => this.join(name));
  }

  /**
   * Writes the path as text.
   *
   * @returns The path if it is on this machine, else the URL.
   */
  toString(): string {
    return this.isLocal ? this.path : this.href;
  }

  /**
   * Writes the path for JSON, as `toString` does.
   *
   * @returns The text.
   */
  toJSON(): string {
    return this.toString();
  }

  /**
   * Says how `console.log` shows it.
   *
   * @returns Such as `TransferPath("/data/x.csv")`.
   */
  [Symbol.for("Deno.customInspect")](): string {
    return `TransferPath(${JSON.stringify(this.toString())})`;
  }
}

// No private members: instances are made anew where they are sent to.

/**
 * Reads a path from what `toString()` wrote of it.
 *
 * @param text A path, or a URL. What is on this machine is written as a path: a `file:` URL is one on the
 *   machine that gets it.
 * @param options.asText As the constructor takes it.
 * @returns The path.
 * @throws {InvalidArgument} If it is none.
 */
export function pathFromText(
  text: string,
  { asText }: Pick<TransferPathOptions, "asText"> = {},
): TransferPath {
  const [, location, file] = /^file:\/\/([^/]*)(\/.*)$/s.exec(text) ?? [];
  if (file === undefined) return new TransferPath(text, { asText });
  return new TransferPath(decodeUrlPath(file), {
    protocol: "file",
    location: location || undefined,
    asText,
  });
}

function withPath({ protocol, location, asText }: TransferPath, path: string): TransferPath {
  return new TransferPath(path, { protocol, location, asText });
}

/** The path, if this machine has it. */
function here(path: TransferPath, what: string): string {
  if (path.protocol === undefined) return path.path;
  if (path.protocol === "file") return `/${path.path.replace(/^\/+/, "")}`;
  throw new HTMapError(
    `${path.href} is not on this machine, so it cannot be ${what} here. A mapped function that is given it ` +
      "gets a copy that it can read; to have it here, use fetch()",
  );
}

/**
 * Gives the path of something that has to be on this machine.
 *
 * @param path A path, a `file:` URL, or a `TransferPath`.
 * @returns The path, as text; a relative one stays so.
 * @throws {InvalidArgument} If it is not on this machine.
 */
export function localPath(path: string | URL | TransferPath): string {
  if (typeof path === "string" && path !== "") return path;
  const { protocol, path: text, href } = new TransferPath(path);
  if (protocol === undefined) return text;
  throw new InvalidArgument(`${href} is not on this machine. Give the path of what is`);
}
