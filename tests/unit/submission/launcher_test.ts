import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import { readElfHead } from "../../../lib/base/elf.ts";
import { LIBRARIES_DIRECTORY, LOADER_LINK } from "../../../lib/wire/names.ts";
import { launcherText, launchFailure } from "../../../lib/submission/launcher.ts";
import { keepLibraries } from "../../../lib/submission/kept_runtime.ts";
import { sandbox } from "../../helpers/sandbox.ts";

const { arch } = Deno.build;
const FILE = `htmap_program-${arch}`;

/** What the launcher calls, `gzip` and what checks left out. */
const PLAIN_TOOLS = ["uname", "rm", "cp", "chmod", "ln", "mkdir", "pwd", "cat", "echo", "sh"];

/** A scratch directory in which a launcher is started. */
class Scratch {
  constructor(readonly root: string) {}

  async write(name: string, content: string | Uint8Array, mode?: number): Promise<void> {
    await Deno.writeFile(
      `${this.root}/${name}`,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
    if (mode !== undefined) await Deno.chmod(`${this.root}/${name}`, mode);
  }

  /** Starts a launcher as HTCondor does, with nothing on PATH but some tools. */
  async launch(
    programs: Parameters<typeof launcherText>[0],
    { tools = [...PLAIN_TOOLS, "gzip", "sha256sum", "dd"], args = [] }: {
      tools?: readonly string[];
      args?: string[];
    } = {},
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    await this.write("launch", launcherText(programs));
    const bin = await Deno.makeTempDir({ dir: this.root, prefix: "bin-" });
    for (const tool of tools) {
      for (const directory of ["/usr/bin", "/bin"]) {
        const path = `${directory}/${tool}`;
        if (await Deno.stat(path).then(() => true, () => false)) {
          await Deno.symlink(path, `${bin}/${tool}`).catch(() => {}); // both may be one directory
        }
      }
    }
    const { code, stdout, stderr } = await new Deno.Command("/bin/sh", {
      args: ["launch", ...args],
      cwd: this.root,
      clearEnv: true,
      env: { PATH: bin },
    }).output();
    const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    return { code, stdout: decode(stdout), stderr: decode(stderr) };
  }
}

function test(name: string, run: (scratch: Scratch) => Promise<void>): void {
  Deno.test(`launcherText() ${name}`, async () => {
    await using box = await sandbox();
    const root = `${box.root}/scratch`;
    await Deno.mkdir(root);
    await run(new Scratch(root));
  });
}

const PROGRAM = '#!/bin/sh\nfor arg; do echo "[$arg]"; done\n';

async function gzipped(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}

test("makes a compressed program whole, and starts it with its arguments", async (scratch) => {
  await scratch.write(`${FILE}.gz`, await gzipped(PROGRAM));
  const args = ["execute", "a b", "", "$HOME"];
  const { code, stdout, stderr } = await scratch.launch([{ arch, file: `${FILE}.gz` }], { args });
  assertEquals([code, stdout, stderr], [0, args.map((arg) => `[${arg}]\n`).join(""), ""]);
  assertEquals(await Deno.stat(`${scratch.root}/${FILE}.gz`).catch(() => "gone"), "gone");
});

test("leaves the copy that all jobs of a node share as it is", async (scratch) => {
  await scratch.write("shared", PROGRAM, 0o444);
  await Deno.link(`${scratch.root}/shared`, `${scratch.root}/${FILE}`);
  const { stdout } = await scratch.launch([{ arch, file: FILE }], { args: ["x"] });
  assertEquals(stdout, "[x]\n");
  assertEquals((await Deno.stat(`${scratch.root}/shared`)).mode! & 0o777, 0o444);
  assertEquals(await Deno.readTextFile(`${scratch.root}/shared`), PROGRAM);
});

test("takes the program for the machine", async (scratch) => {
  const other = arch === "x86_64" ? "aarch64" : "x86_64";
  await scratch.write("other", "#!/bin/sh\necho the other\n");
  await scratch.write(FILE, "#!/bin/sh\necho mine\n");
  const programs = [{ arch: other, file: "other" }, { arch, file: FILE }] as const;
  assertEquals((await scratch.launch(programs)).stdout, "mine\n");
});

test("says which machine it is on, where no program is for that", async (scratch) => {
  const other = arch === "x86_64" ? "aarch64" : "x86_64";
  const { code, stderr } = await scratch.launch([{ arch: other, file: FILE }]);
  assertEquals(code, 1);
  const said = launchFailure(stderr) ?? "";
  assertStringIncludes(
    said,
    `this machine is a ${arch}, and the program that came is for ${other}`,
  );
  assertStringIncludes(said, "requirements");
});

test("says that gzip is missing, and what to do", async (scratch) => {
  await scratch.write(`${FILE}.gz`, await gzipped(PROGRAM));
  const programs = [{ arch, file: `${FILE}.gz` }];
  const { code, stdout, stderr } = await scratch.launch(programs, { tools: PLAIN_TOOLS });
  assertEquals([code, stdout], [1, ""]);
  assertStringIncludes(launchFailure(stderr) ?? "", "no gzip");
  assertStringIncludes(launchFailure(stderr) ?? "", "DELIVERY_METHOD");
});

test("says that what came is damaged, and starts nothing", async (scratch) => {
  await scratch.write(`${FILE}.gz`, (await gzipped(PROGRAM)).slice(0, -12));
  const { code, stdout, stderr } = await scratch.launch([{ arch, file: `${FILE}.gz` }]);
  assertEquals([code, stdout], [1, ""]);
  assertStringIncludes(launchFailure(stderr) ?? "", "damaged");
});

test("starts what was fetched if it is what it must be, and nothing else", async (scratch) => {
  const from = "https://example.org/it's.gz";
  const programs = [{ arch, file: "it's.gz", fetched: { from, sha256: await sha256(PROGRAM) } }];
  await scratch.write("it's.gz", await gzipped(PROGRAM));
  assertEquals((await scratch.launch(programs, { args: ["x"] })).stdout, "[x]\n");

  await scratch.write("it's.gz", await gzipped(PROGRAM + "echo evil\n"));
  const { code, stdout, stderr } = await scratch.launch(programs, { args: ["x"] });
  assertEquals([code, stdout], [1, ""]);
  const said = launchFailure(stderr) ?? "";
  for (const words of [from, "is not the program that made the map", await sha256(PROGRAM)]) {
    assertStringIncludes(said, words);
  }
});

test("does not start what was fetched where nothing can check it", async (scratch) => {
  const fetched = { from: "https://example.org/htmap", sha256: await sha256(PROGRAM) };
  await scratch.write("htmap", PROGRAM);
  const programs = [{ arch, file: "htmap", fetched }];
  const { code, stdout, stderr } = await scratch.launch(programs, { tools: PLAIN_TOOLS });
  assertEquals([code, stdout], [1, ""]);
  assertStringIncludes(launchFailure(stderr) ?? "", "no sha256sum");
});

test("starts a program where there is no C library, with the one that came along", async (scratch) => {
  await using box = await sandbox();
  const kept = await keepLibraries({ directory: box.directory, id: "0123456789abcdef" });
  await Deno.mkdir(`${scratch.root}/${LIBRARIES_DIRECTORY}/${arch}`, { recursive: true });
  for await (const { name } of Deno.readDir(`${kept}/${arch}`)) {
    await Deno.copyFile(
      `${kept}/${arch}/${name}`,
      `${scratch.root}/${LIBRARIES_DIRECTORY}/${arch}/${name}`,
    );
  }
  const program = await Deno.realPath("/usr/bin/printenv");
  const loader = readElfHead(program)?.interpreter;
  assert(loader);
  const args = ["LD_LIBRARY_PATH"];

  await Deno.copyFile(program, `${scratch.root}/${FILE}`);
  const here = await scratch.launch([{ arch, file: FILE, loader }], { args });
  assertEquals([here.stdout, here.stderr], ["", ""]); // with the machine's own
  assertEquals(readElfHead(`${scratch.root}/htmap_program`)?.interpreter, loader);

  await Deno.copyFile(program, `${scratch.root}/${FILE}`);
  const missing = { ...loader, path: `/nowhere${loader.path}` };
  const there = await scratch.launch([{ arch, file: FILE, loader: missing }], { args });
  assertEquals([there.stderr, there.stdout], ["", `${scratch.root}/htmap_libc\n`]);
  assertEquals(readElfHead(`${scratch.root}/htmap_program`)?.interpreter?.path, LOADER_LINK);
});

test("says that neither the image nor what came along has a C library for the program", async (scratch) => {
  const program = await Deno.realPath("/usr/bin/printenv");
  const loader = readElfHead(program)?.interpreter;
  await Deno.copyFile(program, `${scratch.root}/${FILE}`);
  const programs = [{ arch, file: FILE, loader: { ...loader!, path: "/nowhere/ld.so" } }];
  const { code, stderr } = await scratch.launch(programs, { tools: [...PLAIN_TOOLS, "gzip"] });
  assertEquals(code, 1);
  assertStringIncludes(launchFailure(stderr) ?? "", "and no dd to unpack");
});

Deno.test("launchFailure() finds nothing in what other programs say", () => {
  assertEquals(launchFailure("htmap: something\ncannot start here: x\n"), undefined);
});
