/**
 * Which file of a package a path means, by its `exports`, and which a `#name` does, by its `imports`.
 *
 * @module
 */

/** What a key is mapped to: a path, nothing at all, or a choice. Anything else is as nothing. */
type Target = unknown;

/**
 * Finds the file of a package that a path means.
 *
 * @param manifest What is in its `package.json`.
 * @param path The path, starting with `.`.
 * @param isRequire Whether it is asked for by `require`.
 * @returns The path of the file in the package, which may lack its ending where the package has no
 * `exports`; `undefined` if it is not for others.
 */
export function exportedFile(
  manifest: Record<string, unknown>,
  path: string,
  isRequire: boolean,
): string | undefined {
  const { exports } = manifest;
  if (exports !== undefined && exports !== null) {
    return targetOf(isMap(exports) ? exports : { ".": exports }, path, isRequire);
  }
  if (path !== ".") return path;
  // Not `module`, nor `browser`: those are for bundlers, and neither Node nor Deno takes them.
  const { main } = manifest;
  return typeof main === "string" && main !== "" ? main : "index.js";
}

/**
 * Finds what a package means by a name of its own.
 *
 * @param manifest What is in its `package.json`.
 * @param name The name, with the `#`.
 * @param isRequire Whether it is asked for by `require`.
 * @returns The path of a file in the package, starting with `./`, or the specifier of another package;
 * `undefined` if it means nothing.
 */
export function internalTarget(
  manifest: Record<string, unknown>,
  name: string,
  isRequire: boolean,
): string | undefined {
  return targetOf(Object(manifest.imports), name, isRequire);
}

/** Whether `exports` map paths; else they are what the package itself is mapped to. */
function isMap(exports: unknown): exports is Record<string, Target> {
  return typeof exports === "object" && exports !== null && !Array.isArray(exports) &&
    Object.keys(exports).some((key) => key.startsWith("."));
}

/** The conditions that hold here: as Deno has it, of which later versions know one more. */
function conditionsOf(isRequire: boolean): string[] {
  const own = isRequire ? ["require", "node"] : ["deno", "node", "import"];
  return [...own, ...KNOWS_MODULE_SYNC ? ["module-sync"] : [], "default"];
}

const [MAJOR = 0, MINOR = 0, PATCH = 0] = Deno.version.deno.split(/[.+-]/).map(Number);

/** Whether this is Deno 2.8.2 or later. */
const KNOWS_MODULE_SYNC = MAJOR > 2 || MAJOR === 2 && (MINOR > 8 || MINOR === 8 && PATCH >= 2);

function targetOf(
  map: Readonly<Record<string, Target>>,
  key: string,
  isRequire: boolean,
): string | undefined {
  const conditions = conditionsOf(isRequire);
  if (Object.hasOwn(map, key)) return chosen(map[key], conditions) ?? undefined;
  const [pattern, star] = patternFor(Object.keys(map), key) ?? [];
  if (pattern === undefined) return undefined;
  const target = chosen(map[pattern], conditions)?.replaceAll("*", () => star ?? "");
  // What stands for the star must not lead out of the package.
  return target?.split("/").includes("..") ? undefined : target;
}

/** Finds the key with a `*` that says most of a path, and what its star stands for. */
function patternFor(
  keys: readonly string[],
  path: string,
): [key: string, star: string] | undefined {
  let best: { key: string; base: number; star: string } | undefined;
  for (const key of keys) {
    const [before, after, ...others] = key.split("*");
    if (before === undefined || after === undefined || others.length > 0) continue;
    const length = path.length - before.length - after.length;
    if (length < 1 || !path.startsWith(before) || !path.endsWith(after)) continue;
    const isBetter = !best || before.length > best.base ||
      (before.length === best.base && key.length > best.key.length);
    if (isBetter) {
      best = { key, base: before.length, star: path.slice(before.length, before.length + length) };
    }
  }
  return best && [best.key, best.star];
}

/**
 * Chooses among the conditions of a target.
 *
 * @returns The first that holds; `null` if it excludes the path, `undefined` if none holds: where
 * conditions are nested, the outer ones are then gone on with.
 */
function chosen(target: Target, conditions: readonly string[]): string | null | undefined {
  if (typeof target === "string" || target === null) return target;
  if (Array.isArray(target)) {
    const all = target.map((one) => chosen(one, conditions));
    const isExcluded = all.length === 0 || all.includes(null);
    return all.find((one) => typeof one === "string") ?? (isExcluded ? null : undefined);
  }
  if (typeof target !== "object") return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    if (!conditions.includes(condition)) continue;
    const found = chosen(inner, conditions);
    if (found !== undefined) return found;
  }
  return undefined;
}
