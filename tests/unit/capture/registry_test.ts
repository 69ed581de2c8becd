import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { fileURLToPath, pathToFileURL } from "node:url";
import { loadTar } from "../../../lib/deps.ts";
import { download } from "../../../lib/capture/modules/download.ts";
import { BinaryResolver } from "../../../lib/capture/modules/binary_resolver.ts";
import { parsePackage } from "../../../lib/capture/modules/package_request.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "../../deps.ts";

// The client that downloads is made once in a process, and so not by a test, which would leak it.
await (await download("data:,")).text();

/** A version of a package, as a test wants it. */
interface Published {
  /** The files, by their paths. */
  readonly files: Readonly<Record<string, string>>;
  /** What the registry says of the archive in place of its SHA-512. */
  readonly dist?: Readonly<Record<string, string>>;
  /** What is downloaded in place of the archive. */
  readonly archive?: Uint8Array<ArrayBuffer>;
}

/** A registry of npm on this machine, and a script that takes packages from it. */
class Registry implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #packages: Record<string, Record<string, Published>>;
  readonly #restored: readonly (() => void)[];
  readonly asked: string[] = [];
  /** The URL of the script. */
  readonly script: string;

  constructor(readonly root: string, packages: Record<string, Record<string, Published>>) {
    this.#packages = packages;
    const options = { port: 0, hostname: "127.0.0.1", onListen(): void {} };
    this.#server = Deno.serve(options, (request) => this.#answer(request));
    this.script = pathToFileURL(`${root}/main.ts`).href;
    const address = `http://127.0.0.1:${this.#server.addr.port}`;
    this.#restored = [
      withVariable("npm_config_registry", address),
      withVariable("XDG_CACHE_HOME", `${root}/cache`),
    ];
  }

  static async serve(packages: Record<string, Record<string, Published>>): Promise<Registry> {
    return new Registry(await Deno.makeTempDir({ prefix: "htmap registry #" }), packages);
  }

  async #answer(request: Request): Promise<Response> {
    const { origin, pathname } = new URL(request.url);
    const [name = "", version] = pathname.slice(1).replace("%2f", "/").split("@@");
    this.asked.push(pathname);
    const versions = this.#packages[name];
    if (!versions) return new Response("none", { status: 404 });
    const one = version === undefined ? undefined : versions[version];
    if (one) return new Response(await archiveOf(one));
    const entries = Object.entries(versions).map(async ([version, one]) => {
      const digest = createHash("sha512").update(await archiveOf(one)).digest("base64");
      const dist = one.dist ?? { integrity: `sha512-${digest}` };
      return [version, { dist: { tarball: `${origin}/${name}@@${version}`, ...dist } }];
    });
    return Response.json({
      "dist-tags": { latest: Object.keys(versions).at(-1) },
      versions: Object.fromEntries(await Promise.all(entries)),
    });
  }

  /** Finds the file that a specifier means, and gives its text. */
  async read(specifier: string, from = this.script): Promise<string> {
    const request = parsePackage(specifier);
    assert(request);
    return await Deno.readTextFile(await resolvePackage(request, from, false));
  }

  /** What the refusal of a package says; it must leave nothing behind. */
  async refusal(specifier: string): Promise<string> {
    const error = await assertRejects(() => this.read(specifier), Error);
    const left = await Array.fromAsync(Deno.readDir(`${this.root}/cache/htmap/npm/one`))
      .catch(() => []);
    assertEquals(left, []);
    return error.message;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const restore of this.#restored) restore();
    await this.#server.shutdown();
    await Deno.remove(this.root, { recursive: true });
  }
}

/** Sets a variable of the process, and gives what puts it back. */
function withVariable(name: string, value: string): () => void {
  const before = Deno.env.get(name);
  Deno.env.set(name, value);
  return () => before === undefined ? Deno.env.delete(name) : Deno.env.set(name, before);
}

async function archiveOf({ files, archive }: Published): Promise<Uint8Array<ArrayBuffer>> {
  if (archive) return archive;
  const { packTar } = await loadTar();
  const mtime = new Date(0);
  const entries = Object.entries(files).map(([name, text]) => {
    const body = new TextEncoder().encode(text);
    return { header: { name: `package/${name}`, size: body.length, mtime }, body };
  });
  return new Uint8Array(gzipSync(await packTar(entries)));
}

/** A package of one file. */
function version(text: string, rest: Omit<Published, "files"> = {}, manifest = {}): Published {
  const files = { "package.json": JSON.stringify({ main: "m.js", ...manifest }), "m.js": text };
  return { files, ...rest };
}

/** The path of the file that a request for a package means. */
async function resolvePackage(
  { name, range, path }: { name: string; range: string; path: string },
  from: string,
  isRequire: boolean,
): Promise<string> {
  const specifier = `npm:${name}${range === "" ? "" : `@${range}`}${path.slice(1)}`;
  const target = await new BinaryResolver().resolve(specifier, from, isRequire);
  if (target.kind !== "module") throw new TypeError(`${specifier} is no module`);
  return fileURLToPath(target.url);
}

Deno.test("BinaryResolver.resolve() gets the version that fits from the registry, once", async () => {
  await using registry = await Registry.serve({
    "@scope/one": { "1.0.0": version("old"), "1.4.0": version("fits"), "2.0.0": version("new") },
  });
  assertEquals(await registry.read("npm:@scope/one@^1"), "fits");
  assertEquals(await registry.read("npm:@scope/one@1.4"), "fits");
  assertEquals(await registry.read("npm:@scope/one"), "new");
  assertEquals(registry.asked.filter((path) => path.endsWith("@@1.4.0")).length, 1);
});

Deno.test("BinaryResolver.resolve() takes what is installed near the script first", async () => {
  await using registry = await Registry.serve({ one: { "1.0.0": version("downloaded") } });
  await Deno.mkdir(`${registry.root}/node_modules/one`, { recursive: true });
  await Deno.writeTextFile(`${registry.root}/node_modules/one/package.json`, "{}");
  await Deno.writeTextFile(`${registry.root}/node_modules/one/index.js`, "installed");
  assertEquals(
    await registry.read("one", pathToFileURL(`${registry.root}/a/b.ts`).href),
    "installed",
  );
  assertEquals(registry.asked, []);
});

Deno.test("BinaryResolver.resolve() takes the versions that a package says it needs", async () => {
  const needs = { dependencies: { two: "~1.0", second: "npm:two@2.0.0" } };
  await using registry = await Registry.serve({
    one: { "1.0.0": version("one", {}, needs) },
    two: {
      "1.0.5": version("two, first"),
      "1.1.0": version("no"),
      "2.0.0": version("two, second"),
    },
  });
  const one = await resolvePackage({ name: "one", range: "", path: "." }, registry.script, false);
  const from = pathToFileURL(one).href;
  assertEquals(await registry.read("two", from), "two, first");
  assertEquals(await registry.read("second", from), "two, second");
});

Deno.test("BinaryResolver.resolve() finds what a package means by a name of its own", async () => {
  const imports = { "#part/*": "./parts/*.js", "#two": "two/m.js", "#path": "path" };
  const one = version("one", {}, { imports, dependencies: { two: "1" } });
  await using registry = await Registry.serve({
    one: { "1.0.0": { files: { ...one.files, "parts/a#b.js": "a part" } } },
    two: { "1.0.0": version("two") },
  });
  const path = await resolvePackage({ name: "one", range: "", path: "." }, registry.script, false);
  const text = async (specifier: string): Promise<string> => {
    const target = await new BinaryResolver().resolve(specifier, pathToFileURL(path).href);
    return target.kind === "module"
      ? Deno.readTextFileSync(fileURLToPath(target.url))
      : target.kind;
  };
  assertEquals(await text("#part/a#b"), "a part");
  assertEquals(await text("#two"), "two");
  assertEquals(await text("#path"), "builtin");
  await assertRejects(() => text("#none"), Error, "there is no module #none");
});

Deno.test("BinaryResolver.resolve() accepts a package that has only a SHA-1, of either form", async () => {
  const archive = await archiveOf(version("old"));
  const sha1 = createHash("sha1").update(archive).digest();
  await using registry = await Registry.serve({
    one: {
      "1.0.0": version("", { archive, dist: { shasum: sha1.toString("hex") } }),
      "2.0.0": version("", { archive, dist: { integrity: `sha1-${sha1.toString("base64")}` } }),
    },
  });
  assertEquals(await registry.read("one@1"), "old");
  assertEquals(await registry.read("one@2"), "old");
});

Deno.test("BinaryResolver.resolve() refuses a package that is not what its checksum says", async () => {
  const shasum = "0123456789abcdef0123456789abcdef01234567";
  await using registry = await Registry.serve({
    one: {
      "1.0.0": version("changed", { dist: { shasum } }),
      "2.0.0": version("changed", { dist: { integrity: "sha512-AAAA", shasum } }),
    },
  });
  assertMatch(
    await registry.refusal("one@1"),
    /one@1\.0\.0 is not what its checksum \(sha1\) says/,
  );
  assertMatch(await registry.refusal("one@2"), /one@2\.0\.0 is not what its checksum \(sha512\)/);
});

Deno.test("BinaryResolver.resolve() refuses a package that nothing it knows vouches for", async () => {
  await using registry = await Registry.serve({
    one: {
      "1.0.0": version("", { dist: {} }),
      "2.0.0": version("", { dist: { integrity: "x1-A" } }),
    },
  });
  assertMatch(
    await registry.refusal("one@1"),
    /no checksum of the package one@1\.0\.0.*install it/,
  );
  assertMatch(await registry.refusal("one@2"), /only a checksum of x1 of the package.*install it/);
});

Deno.test("BinaryResolver.resolve() refuses an archive that is cut short, and leaves nothing", async () => {
  const archive = (await archiveOf(version("whole"))).slice(0, -40);
  await using registry = await Registry.serve({ one: { "1.0.0": version("", { archive }) } });
  assertMatch(await registry.refusal("one"), /one@1\.0\.0 could not be unpacked into .*install it/);
});

Deno.test("BinaryResolver.resolve() says what to do where there is no such package, version or file", async () => {
  await using registry = await Registry.serve({ two: { "1.0.0": version("two") } });
  assertMatch(await registry.refusal("one"), /has no package one \(404\).*set npm_config_registry/);
  assertMatch(await registry.refusal("two@5"), /no version .* fits "5"\. Ask .* npm:two@1\.0\.0/);
  assertMatch(await registry.refusal("two/lib/x"), /two has no \.\/lib\/x to import\. Import one/);
});
