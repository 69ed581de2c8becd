/**
 * The map option `outputRemaps`: where output files go that do not come back (the manual's sections 2.7.3
 * and 6.7).
 *
 * @module
 */

import { isIterable } from "./option_values.ts";
import { InvalidOption } from "../base/errors.ts";
import { shown } from "../base/arguments.ts";
import { absoluteFile, leadsToDirectory } from "../base/files.ts";
import { TransferPath } from "../base/transfer_path.ts";
import { encodeUrlPath } from "../base/url_path.ts";
import { isOneLine } from "../text/one_line.ts";
import { outputName, remappedFile } from "../wire/names.ts";
import type { RemapKind } from "../wire/remaps.ts";
import { expandComponent } from "./component_macro.ts";

/** Where an output file may go: a path, a URL or its text, or a `TransferPath`. */
export type OutputDestination = string | URL | TransferPath;

/** Where the output files of a component go, by their names: the last parts of their paths. */
export type OutputRemaps = Readonly<Record<string, OutputDestination | undefined>>;

/**
 * A destination as it is kept: text, in which a component may stand. A URL that begins with `file:` is a
 * path here; one that jobs are to write where they run is marked.
 */
type KeptDestination = string;

/** Marks a `file:` URL that is one where the job runs. */
const THERE = "there:";

/** Output files by their names, each with where it goes. */
type KeptRecord = Readonly<Record<string, KeptDestination>>;

/** Where output files go: of all components alike, or of each. As they are kept, they can be given, too. */
export type KeptRemaps = KeptRecord | readonly KeptRecord[];

/** An output file of a component that goes elsewhere. */
export interface OutputRemap {
  readonly name: string;
  readonly kind: RemapKind;
  /** Where it goes: an absolute path or a URL. */
  readonly to: string;
  /** What it is called where it is collected, below the directory whose content travels back. */
  readonly staged: string;
}

const OPTION = "outputRemaps";

/**
 * Checks the option, and takes its values.
 *
 * @param value What was given.
 * @returns Where the files go.
 * @throws {InvalidOption} If a name or a place cannot be one.
 */
export function readRemaps(value: unknown): KeptRemaps {
  return isIterable(value) ? Array.from(value, keptRecord) : keptRecord(value);
}

function keptRecord(record: unknown): KeptRecord {
  if (
    typeof record !== "object" || record === null || record instanceof URL ||
    record instanceof TransferPath || isIterable(record)
  ) {
    throw new InvalidOption(
      `The map option "${OPTION}" cannot be ${
        shown(record)
      }. Give an object that has for the name of each ` +
        'output file where it goes, such as { "plot.svg": "/data/plots/$(component).svg" }, or a list of such ' +
        "objects, one a component",
    );
  }
  const given = Object.entries(record).filter(([, to]) => to !== undefined);
  return Object.fromEntries(given.map(([name, to]): [string, KeptDestination] => {
    if (name === "" || name.includes("/") || !isOneLine(name) || /^\.{1,2}$/.test(name)) {
      throw new InvalidOption(
        `The map option "${OPTION}" has ${
          JSON.stringify(name)
        } for the name of an output file. Write the last ` +
          "part of its path only, such as plot.svg for plots/plot.svg",
      );
    }
    expandComponent(OPTION, name, 0);
    const kept = keptDestination(name, to);
    destination(name, kept, 0);
    return [name, kept];
  }));
}

function keptDestination(name: string, to: unknown): KeptDestination {
  if (to instanceof TransferPath) {
    const { path, protocol, location = "", query } = to;
    if (protocol === undefined) return path;
    // Not as it is in a URL, where the characters of what stands for a component would be others.
    const plain = path.replace(/^\/+/, "").replace(/[?#]/g, encodeURIComponent);
    return `${protocol === "file" ? THERE : ""}${protocol}://${location}/${plain}${query}`;
  }
  if (typeof to === "string" && to.startsWith(THERE)) return to; // it was kept before
  if (to instanceof URL) {
    asPath(name, to); // throws if it is no place
    return to.href;
  }
  if (typeof to === "string" && to.trim() !== "" && isOneLine(to)) return absoluteFile(to);
  throw new InvalidOption(
    `The map option "${OPTION}" has ${
      shown(to)
    } for where ${name} is to go. Give a path, a URL or a TransferPath`,
  );
}

/**
 * Finds where the output files of a component go.
 *
 * @param remaps Where those of all components go.
 * @param component The component.
 * @param submission Which submission of it.
 * @returns The files.
 */
export function remapsFor(
  remaps: KeptRemaps | undefined,
  component: number,
  submission: number,
): OutputRemap[] {
  if (remaps === undefined) return [];
  const kept: KeptRecord = isForEach(remaps) ? remaps[component] ?? {} : remaps;
  return Object.entries(kept).map(([name, to], index) => ({
    ...destination(name, to, component),
    staged: remappedFile(outputName(component, submission), index),
  }));
}

function isForEach(remaps: KeptRemaps): remaps is readonly KeptRecord[] {
  return Array.isArray(remaps);
}

function destination(
  named: string,
  kept: KeptDestination,
  component: number,
): Omit<OutputRemap, "staged"> {
  const name = expandComponent(OPTION, named, component);
  const text = expandComponent(OPTION, kept, component);
  const isInto = /\/(?:\?.*)?$/.test(text) || /^[^:/]+:\/\/[^/]*$/.test(text);
  if (text.startsWith(THERE)) {
    const [, place = "", path = ""] = /^there:(file:\/\/[^/]*\/)(.*)$/s.exec(text) ?? [];
    const to = place + encodeUrlPath(path);
    return { name, to: isInto ? to + encodeUrlPath(name) : to, kind: "url" };
  }
  const path = asPath(name, text);
  if (path.isLocal) {
    const to = isInto ? path.join(name).path : path.path;
    if (/\t|[\s\\]$/.test(to)) {
      throw new InvalidOption(
        `The map option "${OPTION}" cannot send ${name} to ${
          JSON.stringify(to)
        }: HTCondor takes no tab in such a ` +
          "place, and no blank or backslash at its end. Give another",
      );
    }
    return { name, to, kind: !isInto && leadsToDirectory(to) ? "directory" : "path" };
  }
  const href = path.href.slice(0, path.href.length - path.query.length);
  const to = isInto ? `${href.replace(/\/?$/, "/")}${encodeUrlPath(name)}` : href;
  return { name, to: to + path.query, kind: "url" };
}

function asPath(name: string, text: string | URL): TransferPath {
  try {
    return new TransferPath(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InvalidOption(`The map option "${OPTION}" cannot send ${name} elsewhere: ${why}`);
  }
}
