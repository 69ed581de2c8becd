/**
 * Import maps: what the names in a user's `deno.json` stand for.
 *
 * @module
 */

import { loadJsonc } from "../../deps.ts";

/** The names a project gives to modules. */
export interface ImportMap {
  /** Where relative addresses are relative to. */
  readonly base: string;
  readonly imports: Readonly<Record<string, string>>;
  /** Names for some modules only, by the start of those modules' URLs. */
  readonly scopes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The options of the TypeScript compiler, of which the bundler takes what it knows. */
  readonly compilerOptions: unknown;
}

const maps = new Map<string, Promise<ImportMap | undefined>>();

/**
 * Finds the import map that applies to a module.
 *
 * @param url The URL of the module.
 * @returns The map in the nearest `deno.json` above it, if there is one.
 */
export function importMapFor(url: string): Promise<ImportMap | undefined> {
  if (!url.startsWith("file:")) return Promise.resolve(undefined);
  const directory = new URL(".", url).href;
  let map = maps.get(directory);
  if (!map) maps.set(directory, map = search(directory));
  return map;
}

/**
 * Applies an import map to a specifier.
 *
 * @param map The import map.
 * @param specifier The specifier, as written.
 * @param from The URL of the module it is written in.
 * @returns What it stands for, or `undefined` if the map does not say.
 */
export function mapped(map: ImportMap, specifier: string, from: string): string | undefined {
  const scopes = Object.keys(map.scopes)
    .filter((scope) => from.startsWith(new URL(scope, map.base).href))
    .sort((a, b) => b.length - a.length);
  for (const names of [...scopes.map((scope) => map.scopes[scope]!), map.imports]) {
    const address = lookUp(names, specifier);
    if (address === undefined) continue;
    return /^\.{0,2}\//.test(address) ? new URL(address, map.base).href : address;
  }
  return undefined;
}

function lookUp(names: Readonly<Record<string, string>>, specifier: string): string | undefined {
  const exact = names[specifier];
  if (exact !== undefined) return exact;
  const prefix = Object.keys(names)
    .filter((name) => name.endsWith("/") && specifier.startsWith(name))
    .sort((a, b) => b.length - a.length)[0];
  if (prefix !== undefined) return names[prefix]! + specifier.slice(prefix.length);
  // `"zod": "npm:zod@4"` names `zod/mini` too.
  const name = Object.keys(names).find((one) => specifier.startsWith(`${one}/`));
  const address = name && names[name];
  return address && /^(?:npm|jsr):/.test(address)
    ? address + specifier.slice(name.length)
    : undefined;
}

async function search(directory: string): Promise<ImportMap | undefined> {
  for (const name of ["deno.json", "deno.jsonc"]) {
    const file = new URL(name, directory);
    const config = await readConfig(file);
    if (config) return await parseMap(config, file.href);
  }
  const above = new URL("..", directory).href;
  return above === directory ? undefined : await importMapFor(above);
}

/**
 * Reads a file that configures a project.
 *
 * @param file The path or URL where it would be.
 * @returns What it says, or `undefined` if it is not there.
 * @throws {SyntaxError} If it is no JSON, even with comments.
 */
export async function readConfig(file: URL | string): Promise<Record<string, unknown> | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch {
    return undefined;
  }
  return Object(await parseJson(text));
}

/** Reads JSON that may have comments. Most has none, and needs nothing loaded. */
async function parseJson(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { parse } = await loadJsonc();
    return parse(text);
  }
}

async function parseMap(config: Record<string, unknown>, url: string): Promise<ImportMap> {
  let source = config;
  let base = url;
  if (typeof config.importMap === "string") {
    base = new URL(config.importMap, url).href;
    source = Object(await parseJson(await Deno.readTextFile(new URL(base))));
  }
  return {
    base,
    imports: texts(source.imports),
    scopes: Object.fromEntries(
      Object.entries(Object(source.scopes)).map(([scope, names]) => [scope, texts(names)]),
    ),
    compilerOptions: config.compilerOptions,
  };
}

function texts(value: unknown): Record<string, string> {
  const entries = Object.entries(Object(value));
  return Object.fromEntries(
    entries.filter((one): one is [string, string] => typeof one[1] === "string"),
  );
}
