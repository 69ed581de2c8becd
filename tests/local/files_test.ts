import { JobHold } from "../../lib/backend/local/hold.ts";
import { download, upload } from "../../lib/backend/local/urls.ts";
import * as htmap from "../../mod.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import { testFiles } from "../helpers/files_behaviour.ts";
import { saidBy } from "../helpers/said.ts";
import { testInSandbox } from "../helpers/sandbox.ts";

testFiles("local");

testInSandbox(
  "a file that is not there is told of when the map is made, unless it is quiet",
  async (box) => {
    const missing = ["a", "b", "c", "d"].map((name) =>
      new htmap.TransferPath(`${box.root}/${name}`)
    );
    const make = (quiet: boolean) => async (): Promise<void> => {
      const m = await htmap.map((path: htmap.TransferPath) => path.name, missing, {
        backend: "local",
        quiet,
      });
      await m.remove();
    };
    const [line = "", ...others] = await saidBy(make(false));
    assertEquals(others, []);
    assertStringIncludes(line, `Not there now: ${missing.slice(0, 3).join(", ")}, and 1 more. `);
    assertStringIncludes(line, "htmap release ");
    assertEquals(await saidBy(make(true)), []);
  },
);

testInSandbox("a file of a map option may be an argument, too", async (box) => {
  const file = new htmap.TransferPath(`${box.root}/both.txt`);
  const directory = new htmap.TransferPath(`${box.root}/dir`);
  await file.writeText("both");
  await directory.mkdir();
  await directory.join("x").writeText("in it");
  const read = async (one: htmap.TransferPath, all: htmap.TransferPath): Promise<unknown> => [
    await one.readText(),
    await all.join("x").readText(),
    await Deno.readTextFile("both.txt"),
    await Deno.readTextFile("dir/x"),
    [one.name, all.name],
  ];
  const m = await htmap.starmap(read, [[file, directory], [file, directory]], {
    backend: "local",
    quiet: true,
    mapOptions: { fixedInputFiles: [file, directory], chunk: 2 },
  });
  const all = ["both", "in it", "both", "in it", ["both.txt", "dir"]];
  assertEquals(await m.toArray(), [all, all]);
  await m.remove();
});

/** Makes a named pipe, from which nobody can read to its end. */
async function makePipe(path: string): Promise<void> {
  assertEquals((await new Deno.Command("mkfifo", { args: [path] }).output()).success, true);
}

testInSandbox("a pipe in a directory stays where it is, and one alone is told of", async (box) => {
  const directory = new htmap.TransferPath(`${box.root}/with pipe, and more`);
  await directory.join("sub").mkdir();
  const pipe = directory.join("sub", "pipe");
  await makePipe(pipe.path);
  await directory.join("sub", "x").writeText("x");
  const list = async (path: htmap.TransferPath): Promise<string[]> =>
    (await Array.fromAsync(Deno.readDir(path.join("sub").path), ({ name }) => name)).sort();
  const options = { backend: "local", quiet: true } as const;
  const m = await htmap.map(list, [directory], options);
  assertEquals(await m.get(0), ["x"]);
  await m.remove();
  const held = await htmap.map((path: htmap.TransferPath) => path.name, [pipe], options);
  await assertRejects(
    () => held.wait(),
    htmap.errors.MapComponentHeld,
    "neither a file nor a directory",
  );
  await held.remove();
});

testInSandbox("a directory can be sent that the map itself is in", async (box) => {
  const root = new htmap.TransferPath(box.root);
  await root.join("x").writeText("x");
  const m = await htmap.map((path: htmap.TransferPath) => path.join("x").readText(), [root], {
    backend: "local",
    quiet: true,
  });
  assertEquals(await m.get(0), "x");
  await m.remove();
});

testInSandbox("what a server is asked in vain says why", async (box) => {
  // Of an address that no other test listens at: else one of them could be given the port next.
  const hostname = "127.86.73.20";
  const free = Deno.listen({ hostname, port: 0 });
  const url = `http://${hostname}:${free.addr.port}/x`;
  free.close();
  await assertRejects(() => download(url, `${box.root}/x`), JobHold, "refused");
});

testInSandbox("a server that falls silent does not keep a component for ever", async (box) => {
  const silent = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(new ReadableStream({ start: (it) => it.enqueue(new Uint8Array(3)) })),
  );
  const url = `http://127.0.0.1:${silent.addr.port}/x`;
  try {
    const error = await assertRejects(
      () => download(url, `${box.root}/x`, undefined, 200),
      JobHold,
    );
    assertStringIncludes(
      error.message,
      `${url} could not be got: the server said nothing for 0.2 s`,
    );
    await Deno.writeTextFile(`${box.root}/y`, "y");
    const stopped = AbortSignal.abort(new Error("stopped"));
    await assertRejects(() => upload(`${box.root}/y`, url, stopped), Error, "stopped");
    await assertRejects(() => upload(`${box.root}/y`, "s3://b/y"), JobHold, "knows no s3: URLs");
  } finally {
    await silent.shutdown();
  }
});
