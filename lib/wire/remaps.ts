/**
 * Which output files go elsewhere than to the map's directory, as the jobs are told it.
 *
 * @module
 */

/** What is at the place a file goes to. */
export type RemapKind =
  /** Nothing, or a file that is replaced; a directory's files are put beside those that are there. */
  | "path"
  /** A directory, which a file is put into. */
  | "directory"
  /** What a server has under a URL: a file only. */
  | "url";

/** An output file that goes elsewhere. */
export interface RemappedName {
  /** The last part of its path. */
  readonly name: string;
  readonly kind: RemapKind;
}

/** Which output files of each component go elsewhere: of all alike, or by the component. */
export type RemappedNames =
  | readonly RemappedName[]
  | { readonly [component: string]: readonly RemappedName[] };

/**
 * Writes which files go elsewhere as an argument of a job, which needs no quotes.
 *
 * @param names The names.
 * @returns The argument.
 */
export function remapsArgument(names: RemappedNames): string {
  return encodeURIComponent(JSON.stringify(names)).replaceAll("'", "%27");
}

/**
 * Reads what {@linkcode remapsArgument} wrote.
 *
 * @param argument The argument; none if no file goes elsewhere.
 * @returns The names, or `undefined` if it is no such argument.
 */
export function parseRemaps(argument: string | undefined): RemappedNames | undefined {
  if (argument === undefined) return [];
  try {
    const value: unknown = JSON.parse(decodeURIComponent(argument));
    if (areNames(value)) return value;
    const isTable = typeof value === "object" && value !== null &&
      Object.values(value).every(areNames);
    return isTable ? value as RemappedNames : undefined; // its values have just been looked at
  } catch {
    return undefined;
  }
}

/** @returns The names of a component's files that go elsewhere. */
export function remapsOf(names: RemappedNames, component: number): readonly RemappedName[] {
  if (isForAll(names)) return names;
  return Object.hasOwn(names, component) ? names[component] ?? [] : [];
}

function isForAll(names: RemappedNames): names is readonly RemappedName[] {
  return Array.isArray(names);
}

function areNames(value: unknown): value is readonly RemappedName[] {
  return Array.isArray(value) &&
    value.every((one) =>
      typeof one === "object" && one !== null && typeof one.name === "string" &&
      ["path", "directory", "url"].includes(one.kind)
    );
}
