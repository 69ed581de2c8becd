import { assert, assertEquals, assertThrows } from "../../deps.ts";
import { addLine } from "../../../lib/log/rotating_file.ts";

/** A file in a directory of its own, removed at the end. */
async function place(): Promise<AsyncDisposable & { path: string; names: () => string[] }> {
  const root = await Deno.makeTempDir({ prefix: "htmap-log-" });
  return {
    path: `${root}/a.log`,
    names: () => [...Deno.readDirSync(root)].map(({ name }) => name).sort(),
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

Deno.test("addLine() makes the file for its user alone, and adds whole lines", async () => {
  await using at = await place();
  addLine(at.path, "one", { size: 100, files: 3 });
  addLine(at.path, "zwei ü", { size: 100, files: 3 });
  assertEquals(Deno.readTextFileSync(at.path), "one\nzwei ü\n");
  assertEquals(Deno.statSync(at.path).mode! & 0o777, 0o600);
});

Deno.test("addLine() keeps so many files of that size, the newest first", async () => {
  await using at = await place();
  for (let i = 1; i <= 9; i++) addLine(at.path, `line ${i}`, { size: 14, files: 3 });
  const texts = ["", ".1", ".2"].map((end) => Deno.readTextFileSync(at.path + end));
  assertEquals(texts, ["line 9\n", "line 7\nline 8\n", "line 5\nline 6\n"]);
  assertEquals(at.names(), ["a.log", "a.log.1", "a.log.2", "a.log.lock"]);
});

Deno.test("addLine() drops what is too much when fewer files are to be kept", async () => {
  await using at = await place();
  for (let i = 1; i <= 9; i++) addLine(at.path, `line ${i}`, { size: 7, files: 5 });
  addLine(at.path, "line 10", { size: 8, files: 2 });
  assertEquals(at.names(), ["a.log", "a.log.1", "a.log.lock"]);
  addLine(at.path, "line 11", { size: 8, files: 1 });
  assertEquals(at.names(), ["a.log", "a.log.lock"]);
  assertEquals(Deno.readTextFileSync(at.path), "line 11\n");
});

Deno.test("addLine() has room for a line that is longer than a file may be", async () => {
  await using at = await place();
  const long = "x".repeat(1000);
  for (const line of ["a", long, "b"]) addLine(at.path, line, { size: 10, files: 3 });
  const texts = ["", ".1", ".2"].map((end) => Deno.readTextFileSync(at.path + end));
  assertEquals(texts, ["b\n", `${long}\n`, "a\n"]);
});

Deno.test("addLine() loses nothing where others rename the file, or take it away", async () => {
  await using at = await place();
  const limits = { size: 1000, files: 3 };
  addLine(at.path, "one", limits);
  Deno.renameSync(at.path, `${at.path}.moved`);
  addLine(at.path, "two", limits);
  assertEquals(Deno.readTextFileSync(`${at.path}.moved`), "one\n");
  assertEquals(Deno.readTextFileSync(at.path), "two\n");
});

Deno.test("addLine() does not wait for a process that is stopped while it renames the file", async () => {
  await using at = await place();
  addLine(at.path, "one", { size: 4, files: 3 });
  using other = Deno.openSync(`${at.path}.lock`, { write: true, create: true });
  assert(other.tryLockSync(true));
  addLine(at.path, "two", { size: 4, files: 3 });
  assertEquals(Deno.readTextFileSync(at.path), "one\ntwo\n");
});

Deno.test("addLine() says what the system says", async () => {
  await using at = await place();
  Deno.mkdirSync(at.path);
  const error = assertThrows(() => addLine(at.path, "one", { size: 4, files: 3 }));
  assert(error instanceof Error && /os error 21/.test(error.message), String(error));
});

Deno.test("addLine() loses no line, and cuts none, of several processes that write at once", async () => {
  await using at = await place();
  const module = import.meta.resolve("../../../lib/log/rotating_file.ts");
  const [processes, lines] = [4, 500];
  const script = `
    import { addLine } from ${JSON.stringify(module)};
    const [path, name] = Deno.args;
    for (let i = 0; i < ${lines}; i++) {
      addLine(path, name + " " + i + " " + "x".repeat(i % 50), { size: 5000, files: 1000 });
    }`;
  await Deno.writeTextFile(`${at.path}.ts`, script);
  const ends = Array.from({ length: processes }, async (_, name) => {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--quiet", `${at.path}.ts`, at.path, String(name)],
    }).output();
    assert(success, new TextDecoder().decode(stderr));
  });
  await Promise.all(ends);
  const files = at.names().filter((name) => /^a\.log(?:\.\d+)?$/.test(name));
  assert(files.length > 3, `${files}`);
  const found = files.flatMap((name) => {
    const text = Deno.readTextFileSync(at.path.replace("a.log", name));
    assert(text.endsWith("\n"), name);
    return text.slice(0, -1).split("\n");
  });
  for (const line of found) {
    const [, number, rest = ""] = /^[0-3] (\d+) (x*)$/.exec(line) ?? [];
    assertEquals(rest.length, Number(number) % 50, line);
  }
  const all = Array.from(
    { length: processes * lines },
    (_, i) => `${i % processes} ${Math.floor(i / processes)}`,
  );
  assertEquals(found.map((line) => line.replace(/ x*$/, "")).sort(), all.sort());
});
