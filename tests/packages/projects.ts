/**
 * Projects that use the packages of the table: each row is a module of its own, so that a package
 * that is in order does not suffer from one that is not.
 *
 * @module
 */

import { type Row, ROWS } from "./table.ts";

/** How packages come to a script: as Deno downloads them, or by what npm and its like install. */
export type Source = "npm:" | "node_modules";

/** Packages, by name, and their versions. */
export type Versions = Readonly<Record<string, string>>;

/** The packages a row imports. */
export function packagesOf(row: Row): Versions {
  return { [row.name]: row.version, ...row.needs };
}

/** How a row imports its packages, and how it travels, if it is not by its source. */
export function howImported(row: Row): string {
  return row.byReference ? `${row.imports} by reference` : row.imports;
}

/** A row as people call it. */
export function titleOf(row: Row): string {
  const again = ROWS.filter(({ name, version }) => name === row.name && version === row.version);
  const how = again.length > 1 ? ` (${howImported(row)})` : "";
  return `${row.name}@${row.version}${how}`;
}

/**
 * Finds a `node_modules` directory for each row: there is one version of a package in one, so that
 * rows that want others have another.
 *
 * @param rows The rows.
 * @returns What is in the first directory, in the second, and so on, and in which one each row is.
 */
export function installations(
  rows: readonly Row[],
): { readonly directories: readonly Versions[]; readonly of: ReadonlyMap<Row, number> } {
  const directories: Record<string, string>[] = [];
  const of = new Map<Row, number>();
  for (const row of rows) {
    const wanted = Object.entries(packagesOf(row));
    const fits = (one: Versions): boolean =>
      wanted.every(([name, version]) => (one[name] ?? version) === version);
    const found = directories.findIndex(fits);
    const index = found < 0 ? directories.push({}) - 1 : found;
    Object.assign(directories[index]!, Object.fromEntries(wanted));
    of.set(row, index);
  }
  return { directories, of };
}

/** The specifiers by which rows import packages, with their versions. */
export function specifiersOf(rows: readonly Row[]): string[] {
  const all = rows.flatMap((row) =>
    [...`${row.imports} ${row.body}`.matchAll(SPECIFIER)]
      .map(([, , specifier = ""]) => versioned(specifier, packagesOf(row)))
      .filter((specifier) => specifier.startsWith("npm:"))
  );
  return [...new Set(all)].sort();
}

/**
 * The module of a row, which exports what makes the function. A function that another made goes by
 * its source, and what its module imports as such; one that a module exports goes as a part of it.
 */
export function moduleOf(row: Row, source: Source): string {
  const made = row.byReference
    ? `export const work = ${row.body};\nexport const make = () => work;\n`
    : `export const make = () => ${row.body};\n`;
  const text = `${row.imports}\n${made}`;
  if (source === "node_modules") return text;
  const packages = packagesOf(row);
  return text.replace(
    SPECIFIER,
    (_, before, specifier) => `${before}${JSON.stringify(versioned(specifier, packages))}`,
  );
}

/** What is imported, and what stands before it. */
const SPECIFIER = /(\bfrom\s*|\bimport\s*\(?\s*)"([^"]+)"/g;

/** A bare specifier as one of Deno's. */
function versioned(specifier: string, packages: Versions): string {
  for (const [name, version] of Object.entries(packages)) {
    if (specifier !== name && !specifier.startsWith(`${name}/`)) continue;
    return `npm:${name}@${version}${specifier.slice(name.length)}`;
  }
  return specifier;
}
