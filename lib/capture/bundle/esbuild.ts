/**
 * The bundler: the same one under Deno and in the binary.
 *
 * @module
 */

import { loadEsbuild } from "../../deps.ts";

/** The bundler, started. */
export type Esbuild = Awaited<ReturnType<typeof loadEsbuild>>["esbuild"];

let started: Promise<Esbuild> | undefined;

/** Starts the bundler, once in a process. */
export function startEsbuild(): Promise<Esbuild> {
  return started ??= loadEsbuild().then(async ({ esbuild, wasm }) => {
    await esbuild.initialize({ wasmModule: await WebAssembly.compile(wasm), worker: false });
    return esbuild;
  });
}

/** Syntax that is newer than what every runtime of htmap's has. */
export const SUPPORTED = { decorators: false, using: false };
