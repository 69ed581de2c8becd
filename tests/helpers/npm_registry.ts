/**
 * A registry of npm on this machine, which has what Deno has in its cache.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { loadTar } from "../../lib/deps.ts";

/** What a registry says of a version. */
const TOLD = [
  "name",
  "version",
  "bin",
  "cpu",
  "dependencies",
  "engines",
  "optionalDependencies",
  "os",
  "peerDependencies",
  "peerDependenciesMeta",
];

/** A registry that serves packages as long as it is not disposed of. */
export class NpmRegistry implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #archives = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  readonly #gates = new Map<string, PromiseWithResolvers<void>>();

  /** @param root The directory of packages, by name and version. */
  private constructor(readonly root: string) {
    const options = { port: 0, hostname: "127.0.0.1", onListen(): void {} };
    this.#server = Deno.serve(options, (request) => this.#answer(request));
  }

  /**
   * Starts a registry.
   *
   * @param denoDir The `DENO_DIR` that has the packages.
   */
  static async serve(denoDir: string): Promise<NpmRegistry> {
    // They are by the host they are from, which there is one of.
    const [host] = await Array.fromAsync(Deno.readDir(`${denoDir}/npm`));
    if (host === undefined) throw new Error(`There are no packages in ${denoDir}`);
    return new NpmRegistry(`${denoDir}/npm/${host.name}`);
  }

  /** Its URL. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  async #answer(request: Request): Promise<Response> {
    const { origin, pathname } = new URL(request.url);
    const [kind, rest = ""] = pathname.slice(1).split("/-/");
    if (kind === "gate") return await this.#waitFor(rest);
    if (kind === "open") return this.#open(rest);
    const name = decodeURIComponent(kind ?? "");
    if (rest !== "") return new Response(await this.#archive(name, rest));
    const versions: Record<string, unknown> = {};
    for (const version of await directoriesIn(`${this.root}/${name}`)) {
      const manifest = JSON.parse(
        await Deno.readTextFile(`${this.root}/${name}/${version}/package.json`),
      );
      const told = TOLD.filter((field) => field in manifest).map((one) => [one, manifest[one]]);
      const archive = await this.#archive(name, version);
      const integrity = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
      const dist = { tarball: `${origin}/${name.replace("/", "%2f")}/-/${version}`, integrity };
      versions[version] = { ...Object.fromEntries(told), dist };
    }
    const latest = Object.keys(versions).at(-1);
    if (latest === undefined) return new Response("none", { status: 404 });
    return Response.json({ name, "dist-tags": { latest }, versions });
  }

  #archive(name: string, version: string): Promise<Uint8Array<ArrayBuffer>> {
    const directory = `${this.root}/${name}/${version}`;
    const known = this.#archives.get(directory) ?? archiveOf(directory);
    this.#archives.set(directory, known);
    return known;
  }

  async #waitFor(gate: string): Promise<Response> {
    await this.#gate(gate).promise;
    return new Response("open");
  }

  #open(gate: string): Response {
    this.#gate(gate).resolve();
    return new Response("open");
  }

  #gate(name: string): PromiseWithResolvers<void> {
    const gate = this.#gates.get(name) ?? Promise.withResolvers<void>();
    this.#gates.set(name, gate);
    return gate;
  }

  /**
   * A file that it gives only when it is told to.
   *
   * @param name The name of the file.
   */
  gate(name: string): { readonly url: string; readonly open: string } {
    return { url: `${this.url}gate/-/${name}`, open: `${this.url}open/-/${name}` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { resolve } of this.#gates.values()) resolve();
    await this.#server.shutdown();
  }
}

/** The names of directories in a directory; none if there is no such directory. */
async function directoriesIn(path: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(path)).catch(() => []);
  return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
}

/** Packs a package. */
async function archiveOf(directory: string): Promise<Uint8Array<ArrayBuffer>> {
  const { packTar } = await loadTar();
  const mtime = new Date(0);
  const entries: { header: { name: string; size: number; mtime: Date }; body: Uint8Array }[] = [];
  const add = async (inside: string): Promise<void> => {
    for await (const entry of Deno.readDir(`${directory}/${inside}`)) {
      const name = `${inside}${entry.name}`;
      if (entry.isDirectory) await add(`${name}/`);
      if (!entry.isFile) continue;
      const body = await Deno.readFile(`${directory}/${name}`);
      entries.push({ header: { name: `package/${name}`, size: body.length, mtime }, body });
    }
  };
  await add("");
  return new Uint8Array(gzipSync(await packTar(entries), { level: 1 }));
}
