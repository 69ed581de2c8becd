/**
 * Every third-party package htmap uses, pinned; no other file of the library names one.
 *
 * The specifiers are written in full, because a bare one would need this project's `deno.json` and
 * so break `import "https://…/mod.ts"`. What only some commands need is loaded when first asked for.
 *
 * @module
 */

// @ts-types="./types/toml.d.ts"
export { parse as parseToml, stringify as stringifyToml } from "npm:deno-std@1.4.0/toml/mod.js";

/**
 * Loads the parser of JavaScript, which only capturing a function needs.
 *
 * @returns The package acorn.
 */
export function loadAcorn(): Promise<typeof import("npm:acorn@8.19.0")> {
  return import("npm:acorn@8.19.0");
}

/**
 * Only the binary bundles with esbuild-wasm. Its specifier is in a variable, so that Deno does not
 * download its 12 MB for everybody who imports the library; `deno task compile` embeds it by name.
 */
const ESBUILD: string = "npm:esbuild-wasm@0.28.2/esm/browser.js";

/**
 * Loads the bundler that the binary carries, which only scripts run by the binary need.
 *
 * @returns The package esbuild-wasm, and its WebAssembly code.
 */
export async function loadEsbuild(): Promise<
  { esbuild: typeof import("npm:esbuild-wasm@0.28.2"); wasm: Uint8Array<ArrayBuffer> }
> {
  const [esbuild, { createRequire }] = await Promise.all([
    import(ESBUILD),
    import("node:module"),
  ]);
  const require = createRequire(import.meta.resolve(ESBUILD));
  return { esbuild, wasm: await Deno.readFile(require.resolve("../esbuild.wasm")) };
}
