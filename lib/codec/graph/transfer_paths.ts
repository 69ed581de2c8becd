/**
 * The paths of files that are sent along: with what is written goes under which name a file arrives, so
 * that it is found where what is read is run.
 *
 * @module
 */

import { TAG } from "../bytes/tags.ts";
import { checked, Corruption } from "../bytes/corruption.ts";
import { type Item, Tag } from "../bytes/items.ts";
import { isUrl } from "../../base/files.ts";
import { pathFromText, type TransferPath } from "../../base/transfer_path.ts";
import type { Sink } from "./sink.ts";
import type { Source } from "./source.ts";

/** What paths of files that have come along were given as. */
const given = new WeakMap<TransferPath, TransferPath>();

/** Tells whether a property of a path is of what makes it one. */
export function isPartOfPath(key: string | symbol): boolean {
  return key === "path" || key === "protocol" || key === "location" || key === "query" ||
    key === "asText";
}

/**
 * Gives the item of a path. One that leads to a file which has come along goes back as what it was given as.
 *
 * @param to What is told that the file is sent, if it is.
 * @param path The path.
 * @returns The item.
 */
export function transferPathItem(to: Sink, path: TransferPath): Item {
  const original = given.get(path) ?? path;
  const text = to.item(original.toString());
  const arrival = to.files?.send(original);
  if (original.asText) {
    const { name = "", stays = false } = arrival ?? {};
    return new Tag([text, name, stays, true], TAG.TRANSFER_PATH);
  }
  if (arrival === undefined) return new Tag(text, TAG.TRANSFER_PATH);
  const parts = arrival.stays ? [text, arrival.name, true] : [text, arrival.name];
  return new Tag(parts, TAG.TRANSFER_PATH);
}

/**
 * Reads a path.
 *
 * @param from What knows where the file is, if it has come along.
 * @param item The item.
 * @returns The path; where the file has come along, as text if that is how the function is to get it.
 * @throws {Corruption} If it is none.
 */
export function transferPathOf(from: Source, item: Item): TransferPath | string {
  const [text, name, stays = false, asText = false] = Array.isArray(item) ? item : [item];
  const path = pathOf(from.value(text), asText === true);
  if (name === undefined || path.asText && name === "" || !from.files) return path;
  if (typeof name !== "string" || !/^[^/\0]+$/.test(name) || /^\.{0,2}$/.test(name)) {
    throw new Corruption("it has a file that arrives under no name");
  }
  const found = from.files.find(path, { name, stays: stays === true });
  if (path.asText) return found.toString();
  given.set(found, path);
  return found;
}

function pathOf(text: unknown, asText: boolean): TransferPath {
  if (typeof text !== "string") {
    throw new Corruption("it has something else where a path should be");
  }
  if (!text.startsWith("/") && !isUrl(text)) {
    throw new Corruption("it has a path that leads nowhere");
  }
  return checked(() => pathFromText(text, { asText }), "a path");
}
