/**
 * Every third-party package htmap uses, pinned; no other file of the library names one.
 *
 * The specifiers are written in full, because a bare one would need this project's `deno.json` and
 * so break `import "https://…/mod.ts"`. Each is loaded when it is first asked for, so that a call or a
 * job pays only for what it uses. What has to be at hand at once is awaited at the top of the module
 * that wants it.
 *
 * @module
 */

import type { CborX } from "./types/cbor_x.d.ts";
import type {
  Cli,
  CsvStream,
  Deadline,
  Delay,
  Jsonc,
  Levenshtein,
  Semver,
  Toml,
} from "./types/std.d.ts";

/**
 * Says what to do where a project has a `package.json`, with which Deno looks for packages in its
 * `node_modules` only: nothing says there what htmap needs.
 */
async function found<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading;
  } catch (error) {
    const why = error instanceof Error ? error.message : "";
    if (!/matching package for 'npm:|node_modules/.test(why)) throw error;
    throw new TypeError(
      "The packages that htmap needs are not in the node_modules of this project, where Deno looks for " +
        "them since there is a package.json. Run `deno install --entrypoint SCRIPT` with your script " +
        "once, which adds them there, or run the script with --node-modules-dir=none. Deno says: " +
        why,
      { cause: error },
    );
  }
}

/** @returns TOML, for the settings file. */
export function loadToml(): Promise<Toml> {
  return found(import("npm:deno-std@1.4.0/toml/mod.js"));
}

/** @returns How far apart two words are, for telling a mistyped one from another. */
export function loadLevenshtein(): Promise<Levenshtein> {
  return found(import("npm:deno-std@1.4.0/text/levenshtein_distance.js"));
}

/** @returns How wide text is on a terminal. */
export function loadStringWidth(): Promise<typeof import("npm:string-width@9.0.0")> {
  return found(import("npm:string-width@9.0.0"));
}

/** @returns What loggers are made by in programs that log with LogTape. */
export function loadLogTape(): Promise<typeof import("npm:@logtape/logtape@2.4.2")> {
  return found(import("npm:@logtape/logtape@2.4.2"));
}

/** @returns Pauses that a signal ends. */
export function loadDelay(): Promise<Delay> {
  return found(import("npm:deno-std@1.4.0/async/delay.js"));
}

/** @returns A limit on how long something is waited for. */
export function loadDeadline(): Promise<Deadline> {
  return found(import("npm:deno-std@1.4.0/async/deadline.js"));
}

/** @returns A reader of comma-separated values that takes them as they come. */
export function loadCsvStream(): Promise<CsvStream> {
  return found(import("npm:deno-std@1.4.0/csv/parse_stream.js"));
}

/** @returns The parser of command lines. */
export function loadCli(): Promise<Cli> {
  return found(import("npm:deno-std@1.4.0/cli/parse_args.js"));
}

/** @returns JSON with comments, as people write it in `deno.json`. */
export function loadJsonc(): Promise<Jsonc> {
  return found(import("npm:deno-std@1.4.0/jsonc/parse.js"));
}

/**
 * The build of cbor-x that makes no code at run time, and shares what it knows of tags with no script that
 * imports `cbor-x`. It would take any version of cbor-extract, of which some registries lack parts: a
 * module that names one before it, of which nothing runs, has it take that one. It is such a small
 * module that it stands here, and is looked for only where cbor-x is wanted.
 *
 * @returns Items of CBOR as bytes and back.
 */
export async function loadCborX(): Promise<CborX> {
  const cborX: unknown = await found(
    import(
      `data:text/javascript,
      import "npm:cbor-extract@2.2.2/package.json" with { type: "json" };
      export { addExtension, Encoder, Tag } from "npm:cbor-x@1.6.8/index-no-eval";`
    ),
  );
  return cborX as CborX; // what its own types leave out is there: it is this one version
}

/** @returns Versions, and ranges of them as npm writes them. */
export function loadSemver(): Promise<Semver> {
  return found(import("npm:deno-std@1.4.0/semver/mod.js"));
}

/** @returns The numbers that the mappings of source maps are written in. */
export function loadSourceMapCodec(): Promise<
  typeof import("npm:@jridgewell/sourcemap-codec@1.6.0")
> {
  return found(import("npm:@jridgewell/sourcemap-codec@1.6.0"));
}

/** @returns The reader of tar files, which only packages that are downloaded are. */
export function loadTar(): Promise<typeof import("npm:modern-tar@0.8.6")> {
  return found(import("npm:modern-tar@0.8.6"));
}

/** @returns Where this process has one of these packages: the URL of its main file. */
export function placeOfPackages(): string {
  return import.meta.resolve("npm:acorn@8.19.0");
}

/** @returns What finds the names that a CommonJS module exports, as Node does. */
export function loadCjsLexer(): Promise<typeof import("npm:cjs-module-lexer@2.1.0")> {
  return found(import("npm:cjs-module-lexer@2.1.0"));
}

/** @returns The parser of JavaScript, which only capturing a function needs. */
export function loadAcorn(): Promise<typeof import("npm:acorn@8.19.0")> {
  return found(import("npm:acorn@8.19.0"));
}

/**
 * Only the binary bundles with esbuild-wasm. Its specifier is in a variable, so that Deno does not
 * download its 12 MB for everybody who imports the library.
 */
export const ESBUILD: string = "npm:esbuild-wasm@0.28.2/esm/browser.js";

/** What the binary has of esbuild-wasm, beside its own modules: a third of the size by gzip. */
export const EMBEDDED_ESBUILD = { module: "esbuild.js", wasm: "esbuild.wasm.gz" } as const;

/** @returns The bundler that the binary carries, for scripts it runs, and its WebAssembly code. */
export async function loadEsbuild(): Promise<
  { esbuild: typeof import("npm:esbuild-wasm@0.28.2"); wasm: Uint8Array<ArrayBuffer> }
> {
  if (Deno.build.standalone) {
    const [module, wasm] = [EMBEDDED_ESBUILD.module, EMBEDDED_ESBUILD.wasm]
      .map((name) => new URL(name, import.meta.url));
    const code = (await Deno.open(wasm!)).readable.pipeThrough(new DecompressionStream("gzip"));
    return { esbuild: await import(module!.href), wasm: await new Response(code).bytes() };
  }
  const [esbuild, { createRequire }] = await Promise.all([
    found(import(ESBUILD)),
    import("node:module"),
  ]);
  const require = createRequire(import.meta.resolve(ESBUILD));
  return { esbuild, wasm: await Deno.readFile(require.resolve("../esbuild.wasm")) };
}
