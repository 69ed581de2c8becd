/**
 * The JavaScript of a module, whatever it was written in.
 *
 * @module
 */

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { importMapFor } from "../modules/import_map.ts";
import { isInPackage } from "../modules/modules.ts";
import { type Loader, loaderOf, type ModuleSource } from "../modules/resolve.ts";
import { startEsbuild, SUPPORTED } from "./esbuild.ts";

/** What `import.meta` becomes. */
export interface MetaForm {
  /** What stands for it, or for members of it. */
  readonly define: Readonly<Record<string, string>>;
  /** What is put before the module. */
  readonly banner?: string;
}

/**
 * Gives what stands for `import.meta` where only the members that are known count.
 *
 * @param url The URL of the module.
 * @param isMain Whether it is the script.
 * @returns What stands for each member.
 */
export function metaConstants(url: string, isMain: boolean): Record<string, string> {
  const path = url.startsWith("file:") ? fileURLToPath(url) : undefined;
  return {
    "import.meta.url": JSON.stringify(url),
    "import.meta.main": JSON.stringify(isMain),
    ...(path === undefined ? {} : {
      "import.meta.filename": JSON.stringify(path),
      "import.meta.dirname": JSON.stringify(dirname(path)),
    }),
  };
}

/**
 * Gives the JavaScript of an ES module.
 *
 * @param url Its URL.
 * @param source Its source.
 * @param attributes What its import says of it.
 * @param metaOf Says what `import.meta` becomes.
 * @returns An ES module, with a source map if it is not the source itself.
 */
export async function moduleCode(
  url: string,
  { bytes, mediaType }: ModuleSource,
  attributes: Readonly<Record<string, string>>,
  metaOf: () => MetaForm,
): Promise<string> {
  const loader = loaderOf(url, attributes, mediaType);
  if (loader === "binary") return `export default ${bytesText(bytes)};\n`;
  if (loader === "wasm") return wasmModule(bytes);
  const text = new TextDecoder().decode(bytes);
  if (loader === "text") return `export default ${JSON.stringify(text)};\n`;
  if (loader === "json") return `export default JSON.parse(${JSON.stringify(text.trim())});\n`;
  const hasMeta = /\bimport\s*\.\s*meta\b/.test(text);
  const hasRequire = /\brequire\b/.test(text);
  const banner = isInPackage(url) && usesTimers(text) ? TIMERS : "";
  if (loader === "js" && !hasMeta && !hasRequire && banner === "") return text;
  const meta = hasMeta ? metaOf() : undefined;
  return await translated(url, text, loader, {
    define: { ...meta?.define, ...hasRequire ? { require: NO_REQUIRE } : {} },
    banner: banner + (meta?.banner ?? ""),
  });
}

/** What is not there in an ES module, though the bundler would have it be. */
const NO_REQUIRE = "$htmapNoRequire";

async function translated(
  url: string,
  text: string,
  loader: Exclude<Loader, "wasm" | "binary">,
  { define, banner }: Partial<MetaForm>,
): Promise<string> {
  const esbuild = await startEsbuild();
  const { code } = await esbuild.transform(text, {
    loader,
    format: "esm",
    target: "esnext",
    supported: SUPPORTED,
    sourcemap: "inline",
    sourcefile: url,
    tsconfigRaw: { compilerOptions: await compilerOptions(url) },
    define,
    banner,
    logLevel: "silent",
  });
  return code;
}

/** What the configuration says of a module of the user's, in the words that the bundler knows. */
async function compilerOptions(url: string): Promise<Record<string, unknown>> {
  if (isInPackage(url)) return {};
  const options = Object((await importMapFor(url))?.compilerOptions);
  return options.jsx === "precompile" ? { ...options, jsx: "react-jsx" } : options;
}

/** What the functions of Node's timers give is an object in packages, whatever it is elsewhere. */
const TIMERS = `import { setTimeout, setInterval, setImmediate } from "node:timers";`;

function usesTimers(text: string): boolean {
  const name = String.raw`\bset(?:Timeout|Interval|Immediate)\b`;
  if (!new RegExp(`${name}\\s*\\(`).test(text)) return false;
  const declares = new RegExp(`\\b(?:function|const|let|var|import|class)\\b[^;()=]*${name}`);
  return !declares.test(text);
}

function bytesText(bytes: Uint8Array<ArrayBuffer>): string {
  return `Uint8Array.fromBase64(${JSON.stringify(bytes.toBase64())})`;
}

/** A module of WebAssembly as Deno imports it: it imports modules, and exports what it has. */
async function wasmModule(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const module = await WebAssembly.compile(bytes);
  const needed = [...new Set(WebAssembly.Module.imports(module).map((one) => one.module))];
  const lines = needed.map((name, index) => `import * as i${index} from ${JSON.stringify(name)};`);
  const given = needed.map((name, index) => `${JSON.stringify(name)}: i${index}`);
  lines.push(
    `const { exports } = new WebAssembly.Instance(new WebAssembly.Module(${bytesText(bytes)}), { ` +
      `${given.join(", ")} });`,
  );
  WebAssembly.Module.exports(module).forEach(({ name, kind }, index) => {
    const value = `exports[${JSON.stringify(name)}]`;
    // As the standard has it, of a global that cannot change the value is exported.
    const unwrapped = kind === "global" ? `${value}.value` : value;
    lines.push(`const e${index} = ${unwrapped}; export { e${index} as ${JSON.stringify(name)} };`);
  });
  return lines.join("\n") + "\n";
}
