/**
 * The code given to the bundler: it exports what captured functions import.
 *
 * @module
 */

import { BinaryResolver } from "../modules/binary_resolver.ts";
import { DenoResolver } from "../modules/deno_resolver.ts";
import { type BundleEntry, REQUIRE } from "../modules/imports.ts";
import type { Resolver } from "../modules/resolve.ts";
import { bundle, type Bundled } from "./bundle.ts";
import { MODULES } from "./carried_text.ts";
import type { FilesBeside } from "./files_beside.ts";
import { BundleError, NativeAddOn } from "./refusals.ts";

/** Options of {@linkcode bundleExports}. */
export interface BundleExportsOptions {
  /** Takes the files that modules read; it has those that functions do. */
  files: FilesBeside;
  /** Stops it. */
  signal?: AbortSignal;
}

/**
 * Bundles what captured functions import.
 *
 * @param entries The exports that are wanted; the n-th is called `$n`. That of a dynamic import is a
 * function that imports it, each time the same.
 * @param options What it is for.
 * @returns The bundle.
 * @throws {BundleError} If something that is not imported dynamically cannot be bundled.
 * @throws {NativeAddOn} If something cannot do without native code.
 */
export async function bundleExports(
  entries: readonly BundleEntry[],
  { files, signal }: BundleExportsOptions,
): Promise<Bundled> {
  const resolver = await resolverHere();
  const lines = await Promise.all(entries.map(async (entry, index) => {
    // The entry is in no file: what an import means is asked of where it is written.
    const target = await resolver.resolve(entry.specifier, entry.from).catch(() => undefined);
    return exportLine(entry, index, target?.kind === "module" ? target.url : entry.specifier);
  }));
  const requiring = entries.filter(({ imported }) => imported === REQUIRE).map(({ from }) => from);
  const from = entries[0]?.from ?? "file:///";
  const make = (some: readonly string[]): Promise<Bundled> => {
    signal?.throwIfAborted();
    return bundle({ code: [ONCE, ...some].join("\n"), from }, resolver, { files, requiring });
  };
  try {
    return await make(lines);
  } catch (error) {
    if (!(error instanceof BundleError || error instanceof NativeAddOn)) throw error;
    const mended = await withRejections(entries, lines, make);
    if (mended.every((line, index) => line === lines[index])) throw error;
    return await make(mended);
  }
}

/**
 * Gives the names that a module exports.
 *
 * @param specifier The URL of the module.
 * @param signal Stops it.
 * @returns The names.
 * @throws {BundleError} If it cannot be bundled.
 */
export async function exportsOf(specifier: string, signal?: AbortSignal): Promise<string[]> {
  signal?.throwIfAborted();
  const from = JSON.stringify(specifier);
  // The star does not stand for the default export; where there is none, that is left out.
  const code = `export * from ${from}; export { default } from ${from};`;
  const made = await bundle({ code, from: specifier }, await resolverHere());
  const block = /export \{([^}]*)\};\s*(?:\/\/[^\n]*\s*)*$/.exec(made.code)?.[1] ?? "";
  return block.split(",").map((part) => part.trim().split(/\s+as\s+/).at(-1)!).filter(Boolean);
}

let resolver: Promise<Resolver> | undefined;

/** What says what imports mean in this process. */
export function resolverHere(): Promise<Resolver> {
  return resolver ??= Deno.build.standalone
    ? Promise.resolve(new BinaryResolver())
    : DenoResolver.open();
}

/** What is imported dynamically is evaluated, and fails, at most once, as modules are. */
const ONCE = `const once = (load) => { let promise; return () => promise ??= load(); };`;

/** Has dynamic imports that cannot be bundled fail where they are reached, as they would here. */
async function withRejections(
  entries: readonly BundleEntry[],
  lines: readonly string[],
  make: (lines: readonly string[]) => Promise<Bundled>,
): Promise<string[]> {
  return await Promise.all(entries.map(async ({ isDynamic, specifier, from }, index) => {
    const line = lines[index]!;
    if (!isDynamic) return line;
    try {
      await make([line]);
      return line;
    } catch (error) {
      if (!(error instanceof BundleError || error instanceof NativeAddOn)) throw error;
      const why = `The module ${specifier}, which ${from} imports dynamically, could not be ` +
        `bundled when the map was made:\n${error.message}`;
      return `export const $${index} = once(() => Promise.reject(new TypeError(${
        JSON.stringify(why)
      })));`;
    }
  }));
}

/** The statement that exports one entry. */
function exportLine(entry: BundleEntry, index: number, resolved: string): string {
  if (entry.imported === REQUIRE) {
    return `export const $${index} = ${MODULES}.requireFor(${JSON.stringify(entry.from)});`;
  }
  const specifier = JSON.stringify(resolved);
  const attributes = Object.entries(entry.attributes)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(", ");
  if (entry.isDynamic) {
    const options = attributes === "" ? "" : `, { with: { ${attributes} } }`;
    return `export const $${index} = once(() => import(${specifier}${options}));`;
  }
  const suffix = attributes === "" ? "" : ` with { ${attributes} }`;
  if (entry.imported === "*") return `export * as $${index} from ${specifier}${suffix};`;
  const name = /^[\w$]+$/.test(entry.imported) ? entry.imported : JSON.stringify(entry.imported);
  return `export { ${name} as $${index} } from ${specifier}${suffix};`;
}
