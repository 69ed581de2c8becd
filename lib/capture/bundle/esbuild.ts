/**
 * The bundler the binary carries.
 *
 * @module
 */

import { loadEsbuild } from "../../deps.ts";
import { loaderOf, readModule, resolveImport } from "../modules/resolve.ts";

/** The bundler, started. */
type Esbuild = Awaited<ReturnType<typeof loadEsbuild>>["esbuild"];

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

const NAMESPACE = "htmap-module";

/**
 * Bundles modules.
 *
 * @param entries The code of each entry by the name of its file, and what its imports are relative to.
 * @returns The code of each output file, by name.
 * @throws {Error} If it cannot be done; the message is what the bundler said.
 */
export async function bundleWithEsbuild(
  entries: Readonly<Record<string, { code: string; from: string }>>,
  splitting = false,
): Promise<Map<string, string>> {
  const esbuild = await startEsbuild();
  const result = await esbuild.build({
    entryPoints: Object.keys(entries).map((name) => ({ in: `entry:${name}`, out: name })),
    bundle: true,
    write: false,
    splitting,
    format: "esm",
    platform: "node",
    target: "esnext",
    supported: SUPPORTED,
    keepNames: false,
    sourcemap: "inline",
    sourceRoot: "",
    outdir: "/bundle",
    logLevel: "silent",
    plugins: [plugin(entries)],
  }).catch((error: unknown) => {
    throw new Error(describe(error));
  });
  return new Map(
    result.outputFiles.map((file) => [file.path.replace(/^\/bundle\//, ""), file.text]),
  );
}

function plugin(
  entries: Readonly<Record<string, { code: string; from: string }>>,
): Parameters<Esbuild["build"]>[0] extends { plugins?: (infer P)[] } ? P : never {
  return {
    name: "htmap",
    setup(build): void {
      build.onResolve({ filter: /.*/ }, async ({ path, importer, kind, with: attributes }) => {
        if (kind === "entry-point") return { path, namespace: "htmap-entry" };
        const from = importer.startsWith("entry:")
          ? entries[importer.slice("entry:".length)]!.from
          : importer;
        try {
          const target = await resolveImport(path, from, kind.startsWith("require"));
          if (target.kind === "builtin") return { path: target.name, external: true };
          if (target.kind === "htmap") return { path: "htmap", external: true };
          return { path: target.url, namespace: NAMESPACE, pluginData: attributes };
        } catch (error) {
          return { errors: [{ text: error instanceof Error ? error.message : String(error) }] };
        }
      });
      build.onLoad({ filter: /.*/, namespace: "htmap-entry" }, ({ path }) => ({
        contents: entries[path.slice("entry:".length)]!.code,
        loader: "ts",
      }));
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, async ({ path, with: attributes }) => {
        try {
          const { bytes } = await readModule(path);
          return { contents: bytes, loader: loaderOf(path, attributes) };
        } catch (error) {
          return { errors: [{ text: error instanceof Error ? error.message : String(error) }] };
        }
      });
    },
  };
}

/** What the bundler said went wrong, with where. */
function describe(error: unknown): string {
  const errors: unknown = Reflect.get(Object(error), "errors");
  if (!Array.isArray(errors) || errors.length === 0) {
    return error instanceof Error ? error.message : String(error);
  }
  return errors.map(({ text, location }) =>
    location
      ? `${String(location.file).replace(`${NAMESPACE}:`, "")}:${location.line}: ${text}`
      : text
  ).join("\n");
}
