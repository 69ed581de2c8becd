/**
 * The user's files, and how each is sent so that it can be told from all others: HTCondor puts what it
 * sends into one directory, under the last part of its path.
 *
 * @module
 */

import { basename } from "node:path";
import { InvalidArgument } from "../base/errors.ts";
import type { TransferPath } from "../base/transfer_path.ts";
import type { PlacedFile } from "../store/inputs.ts";
import { LINKS_DIRECTORY } from "../store/map_paths.ts";
import { printable } from "../text/printable.ts";
import { shellWord } from "../text/shell_word.ts";
import { linkedFile, renamedFile } from "../wire/names.ts";
import type { FileLink } from "./file_links.ts";
import { canBeListed, isOrdinary, looksOf, nameOnArrival, otherSpellings } from "./file_looks.ts";
import { filesOf } from "./input_files.ts";
import type { SentRecord } from "./sent_record.ts";
import { type MapOptions, optionValues, type ResolvedOptions } from "./options.ts";

/** Protocols of whose URLs it is known what is the same to the server: they can have another name in them. */
const RENAMABLE: readonly (string | undefined)[] = ["http", "https", "ftp", "file"];

/** The longest name a file can have, in bytes. */
const LONGEST_NAME = 255;

/** Files of map options. */
type GivenFiles = Pick<ResolvedOptions, "fixedInputFiles" | "inputFiles">;

/** The files of a map that are sent: for map options, and for the paths in its function and its inputs. */
export class SentFiles {
  /** The links to be made in the map's directory before it is submitted. */
  readonly links: FileLink[] = [];
  /** Files of this machine that are not there now. */
  readonly missing: string[] = [];
  /** What is sent with all components, since the function has it. */
  readonly #ofFunction = new Set<string>();
  /** How files of map options are sent. */
  readonly #given = new Map<string, string>();
  /** How files of paths are sent. */
  readonly #placed = new Map<string, PlacedFile>();
  /** The names that are given, each with the file it is given to. */
  readonly #taken = new Map<string, string>();
  /** Whether a directory's content is sent, whose names are not known. */
  #isOpen = false;
  /** The number of the next link. */
  #next: number;

  /**
   * @param next The number of the first link that is free. Where there are some, other names may be taken as
   *   well: then all go by links.
   */
  constructor(next = 0) {
    this.#next = next;
    this.#isOpen = next > 0;
  }

  /**
   * Leaves the names alone that files of a map have which is there already.
   *
   * @param before How these are sent.
   */
  avoid({ ofFunction, ofArguments = [] }: SentRecord): void {
    for (const file of [...ofFunction, ...ofArguments.flat()]) {
      this.#taken.set(nameOnArrival(file), file);
    }
  }

  /**
   * Finds how a file of a map option is to be sent, which has its own name where it is used.
   *
   * @param file Its path or URL.
   * @returns What is sent: itself, or a link to it.
   * @throws {InvalidArgument} If its name is too long to be sent.
   */
  give(file: string): string {
    let sent = this.#given.get(file);
    if (sent !== undefined) return sent;
    const looks = looksOf(file);
    if (looks === "missing") this.missing.push(file);
    const name = nameOnArrival(file);
    const isFree = !this.#taken.has(name);
    if (isFree && canBeListed(file) && looks !== "linked directory") {
      sent = file;
      this.#placed.set(file, { name, stays: true, sent });
    } else {
      const link = renamedFile(this.#next++, name);
      if (new TextEncoder().encode(link).length > LONGEST_NAME) {
        throw new InvalidArgument(
          `${file} has a name that is too long to be sent, with what HTCondor does not take. Rename it`,
        );
      }
      sent = this.#link(link, file) + (file.endsWith("/") ? "/" : "");
    }
    this.#given.set(file, sent);
    this.#taken.set(name, file);
    if (file.endsWith("/")) this.#isOpen = true;
    return sent;
  }

  /** Has a file sent with all components: a variable of the function has its path. */
  send(path: TransferPath): PlacedFile {
    const placed = this.place(path);
    if (!placed.stays) this.#ofFunction.add(placed.sent);
    return placed;
  }

  /**
   * Finds how the file of a path is to be sent.
   *
   * @param path The path.
   * @returns What is sent, and the name it arrives under; the same for the same file.
   * @throws {InvalidArgument} If it could not be told from another where it is used, or has no name.
   */
  place(path: TransferPath): PlacedFile {
    const source = path.toString();
    let placed = this.#placed.get(source);
    if (placed === undefined) {
      placed = path.isLocal ? this.#placeLocal(source) : this.#placeRemote(path);
      this.#placed.set(source, placed);
      this.#taken.set(placed.name, source);
    }
    return placed;
  }

  /**
   * Says what is sent.
   *
   * @param options The options of the map.
   * @param ofArguments What is sent for the paths in the inputs of each component.
   * @param ofFunction What is sent for the paths in the function's variables, if that was captured before.
   * @returns What a submission needs to know.
   */
  record(
    { fixedInputFiles, inputFiles = [] }: GivenFiles,
    ofArguments: SentRecord["ofArguments"],
    ofFunction: readonly string[] = [...this.#ofFunction],
  ): SentRecord {
    for (const file of [...fixedInputFiles, ...inputFiles.flat()]) this.give(file);
    const renamed = [...this.#given].filter(([file, sent]) => file !== sent);
    return {
      renamed: Object.fromEntries(renamed),
      ofFunction,
      ofArguments,
    };
  }

  #placeLocal(path: string): PlacedFile {
    const name = basename(path);
    if (name === "") throw noName(path);
    const looks = looksOf(path);
    if (looks === "missing") this.missing.push(path);
    if (isOrdinary(path) && looks !== "linked directory" && this.#isFree(name)) {
      return { name, stays: false, sent: path };
    }
    const link = linkedFile(this.#next++);
    return { name: link, stays: false, sent: this.#link(link, path) };
  }

  #placeRemote(path: TransferPath): PlacedFile {
    const { href, name, protocol } = path;
    if (name === "" || name === "/") throw noName(href);
    // HTCondor takes a comma for the end of a URL.
    const url = href.replaceAll(",", "%2C");
    const arrives = nameOnArrival(url);
    // What becomes of a code in the name of a file is not sure.
    const isSure = protocol !== "file" || !arrives.includes("%");
    if (isSure && this.#isFree(arrives) && isOrdinary(`/${arrives}`)) {
      return { name: arrives, stays: false, sent: url };
    }
    if (RENAMABLE.includes(protocol)) {
      const renamed = this.#renamed(url, arrives);
      if (renamed !== undefined) return { stays: false, ...renamed };
    }
    const taker = this.#taken.get(arrives);
    const why = taker === undefined
      ? "has a name that HTCondor cannot put it under"
      : `would have the name of ${taker}`;
    throw new InvalidArgument(
      `${href} ${why} where components run, and this ${protocol}: URL cannot be given another name. ` +
        "Rename one of them where they are kept, or make a map for each",
    );
  }

  /** Gives a URL that is the same to its server another name. */
  #renamed(url: string, name: string): { name: string; sent: string } | undefined {
    if (!url.includes("?")) {
      // The server is not told what follows.
      const other = linkedFile(this.#next++);
      return { name: other, sent: `${url}#/${other}` };
    }
    for (const other of otherSpellings(name)) {
      if (this.#taken.has(other) || !isOrdinary(`/${other}`)) continue;
      const [path = "", ...query] = url.split("?");
      const directory = path.slice(0, path.length - name.length);
      return { name: other, sent: `${directory}${other}?${query.join("?")}` };
    }
    return undefined;
  }

  #link(name: string, target: string): string {
    this.links.push({ name, target });
    return `${LINKS_DIRECTORY}/${name}`;
  }

  #isFree(name: string): boolean {
    return !this.#isOpen && !this.#taken.has(name);
  }
}

/**
 * Takes the files of map options, whose names are theirs before any other file has one.
 *
 * @param options The merged options.
 * @returns What says how files are sent.
 * @throws {InvalidOption} If one cannot be sent.
 */
export function sentFilesOf(options: MapOptions): SentFiles {
  const files = new SentFiles();
  const fixed = filesOf("fixedInputFiles", options.fixedInputFiles ?? []);
  for (const file of [...fixed, ...optionValues(options).inputFiles?.flat() ?? []]) {
    files.give(file);
  }
  return files;
}

/** So many missing files are named. */
const MOST_NAMED = 3;

/**
 * Says that files are not there which components are to get.
 *
 * @param missing The files.
 * @param tag The map's tag.
 * @returns The line.
 */
export function missingText(missing: readonly string[], tag: string): string {
  const named = missing.slice(0, MOST_NAMED).join(", ");
  const more = missing.length > MOST_NAMED ? `, and ${missing.length - MOST_NAMED} more` : "";
  return printable(
    `Not there now: ${named}${more}. Components that are to get them will be held until they are; then release ` +
      `them with \`htmap release ${shellWord(tag)}\``,
  );
}

function noName(path: string): InvalidArgument {
  return new InvalidArgument(
    `${path} cannot be sent to where components run: it is the name of a place, and not of a file or directory ` +
      "there. Give the path of a file",
  );
}
