/**
 * Tags: the names by which users find their maps.
 *
 * A tag is a file in the tags directory, named after it, that holds the uuid of its map
 * (the manual's section 6.1, Tags and Map Persistence).
 *
 * @module
 */

import {
  DamagedMap,
  ForeignMap,
  InvalidTag,
  TagAlreadyExists,
  TagNotFound,
} from "../base/errors.ts";
import { readTextIfThere, TEMPORARY_MARK } from "../base/files.ts";
import { originOf } from "./map_origin.ts";
import { type HTMapDirectory, isMapUuid } from "./paths.ts";
import { isOneLine } from "../text/one_line.ts";
import { similar } from "../text/similar.ts";
import { ADJECTIVES, NOUNS } from "../text/words.ts";

const MAX_TAG_BYTES = 200;
/** How many tags are offered instead of one that is not there. */
const SHOWN_TAGS = 3;

/**
 * Checks that text can be the tag of a map that is to get one.
 *
 * @param tag The text.
 * @throws {InvalidTag} If it cannot.
 */
export function checkTag(tag: unknown): asserts tag is string {
  checkTagName(tag);
  const reason = reasonAgainstNew(tag);
  if (reason) throw new InvalidTag(tag, reason);
}

/** Checks that there can be a map with a tag: some that are refused today were given by earlier versions. */
function checkTagName(tag: unknown): asserts tag is string {
  if (typeof tag !== "string") throw new InvalidTag(String(tag), "it is not text");
  const reason = reasonAgainst(tag);
  if (reason) throw new InvalidTag(tag, reason);
}

function reasonAgainst(tag: string): string | undefined {
  if (tag === "") return "it is empty";
  if (tag.includes("/")) return 'it has a "/"';
  if (tag.includes("\0")) return "it has a NUL";
  if (!isOneLine(tag) || tag.includes("\t")) return "it has a control character or a line break";
  if (/^[.-]/.test(tag)) return `it begins with "${tag[0]}"`;
  if (/^\s|\s$/.test(tag)) return "it begins or ends with white space";
  if (!tag.isWellFormed()) return "it has half a character (a lone surrogate)";
  const bytes = new TextEncoder().encode(tag).length;
  if (bytes > MAX_TAG_BYTES) return `it is ${bytes} bytes long`;
  return undefined;
}

/** What has a meaning in a pattern or a shell, or is a name's end to some program, as in HTMap. */
function reasonAgainstNew(tag: string): string | undefined {
  const [found] = /[\\*?:<>"|]/.exec(tag) ?? [];
  if (found !== undefined) return `it has a ${found === '"' ? "'\"'" : `"${found}"`}`;
  return /\s/.test(tag) ? "it has a blank" : undefined;
}

/**
 * Lists the tags in use.
 *
 * @param directory The htmap directory.
 * @returns The tags, in alphabetical order.
 */
export async function listTags(directory: HTMapDirectory): Promise<string[]> {
  if (!await directory.check()) return [];
  const tags: string[] = [];
  try {
    for await (const entry of Deno.readDir(directory.tags)) {
      if (entry.isFile && !entry.name.startsWith(TEMPORARY_MARK) && !reasonAgainst(entry.name)) {
        tags.push(entry.name);
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return tags.sort();
}

/**
 * Finds the map of a tag.
 *
 * @param directory The htmap directory.
 * @param tag The tag.
 * @returns The map's uuid.
 * @throws {InvalidTag} If the tag cannot be one.
 * @throws {TagNotFound} If no map has it.
 * @throws {DamagedMap} If its file is damaged, so that it names no map.
 * @throws {ForeignMap} If what it leads to is not htmap's.
 */
export async function uuidOfTag(directory: HTMapDirectory, tag: string): Promise<string> {
  checkTagName(tag);
  await directory.check();
  const uuid = (await readTextIfThere(directory.tag(tag)))?.trim();
  if (uuid === undefined) {
    throw new TagNotFound(tag, similar(tag, await listTags(directory)).slice(0, SHOWN_TAGS));
  }
  if (!isMapUuid(uuid)) {
    throw new DamagedMap(tag, damagedTag(directory, tag));
  }
  const foreign = await foreignMapOf(directory, tag, uuid);
  if (foreign) throw foreign;
  return uuid;
}

/**
 * Tells whether a tag leads to something that is not htmap's.
 *
 * @param directory The htmap directory.
 * @param tag The tag.
 * @param uuid What its file says.
 * @returns What to say of it, or `undefined`.
 */
export async function foreignMapOf(
  directory: HTMapDirectory,
  tag: string,
  uuid: string,
): Promise<ForeignMap | undefined> {
  const paths = directory.map(uuid);
  const origin = await originOf(paths);
  return origin === "htmap" || origin === "none"
    ? undefined
    : new ForeignMap(tag, paths.root, origin === "HTMap for Python");
}

/**
 * Finds those among some tags that lead to something that is not htmap's.
 *
 * @param directory The htmap directory.
 * @param tags The tags.
 * @returns What to say of each.
 */
export async function foreignMaps(
  directory: HTMapDirectory,
  tags: readonly string[],
): Promise<ForeignMap[]> {
  const found: ForeignMap[] = [];
  for (const tag of tags) {
    const uuid = (await readTextIfThere(directory.tag(tag)))?.trim() ?? "";
    const foreign = isMapUuid(uuid) ? await foreignMapOf(directory, tag, uuid) : undefined;
    if (foreign) found.push(foreign);
  }
  return found;
}

/**
 * Says that a tag is in use, and for what.
 *
 * @param directory The htmap directory.
 * @param tag The tag.
 * @returns The error to throw.
 */
export async function tagInUse(directory: HTMapDirectory, tag: string): Promise<TagAlreadyExists> {
  const [foreign] = await foreignMaps(directory, [tag]);
  if (!foreign) return new TagAlreadyExists(tag);
  return new TagAlreadyExists(
    tag,
    foreign.isOfHTMapForPython
      ? "a map of HTMap for Python"
      : `${foreign.path}, which is no map of htmap's`,
  );
}

/** @returns What is wrong with a tag whose file names no map. */
export function damagedTag(directory: HTMapDirectory, tag: string): string {
  return `${directory.tag(tag)} does not hold the name of a directory in ${directory.maps}`;
}

/**
 * Makes up a tag: three words that are easy to read out and to type.
 *
 * @param taken The tags in use, none of which is returned.
 * @returns A new tag, such as `"calm-green-otter"`.
 */
export function randomTag(taken: ReadonlySet<string>): string {
  while (true) {
    const [first, second] = [pick(ADJECTIVES), pick(ADJECTIVES)];
    const tag = `${first}-${second}-${pick(NOUNS)}`;
    if (first !== second && !taken.has(tag)) return tag;
  }
}

function pick(words: readonly string[]): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return words[random % words.length] ?? "";
}
