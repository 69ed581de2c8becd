import { pathToFileURL } from "node:url";
import { localPath, TransferPath } from "../../../lib/base/transfer_path.ts";
import { HTMapError, InvalidArgument } from "../../../lib/base/errors.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../../deps.ts";

/** All that a path says of itself. */
function partsOf(path: TransferPath): unknown[] {
  const { path: text, protocol, location, name, stem, suffix } = path;
  return [text, protocol, location, name, stem, suffix, path.parent.toString(), path.href];
}

Deno.test("TransferPath takes a path of this machine, which may be relative", () => {
  const cwd = Deno.cwd();
  for (
    const path of [
      "a/./b/../data.tar.gz",
      `${cwd}/a/data.tar.gz`,
      pathToFileURL(`${cwd}/a/data.tar.gz`),
    ]
  ) {
    assertEquals(partsOf(new TransferPath(path)), [
      `${cwd}/a/data.tar.gz`,
      undefined,
      undefined,
      "data.tar.gz",
      "data.tar",
      ".gz",
      `${cwd}/a`,
      pathToFileURL(`${cwd}/a/data.tar.gz`).href,
    ]);
  }
  assertEquals(new TransferPath("/a b/#c?.txt").href, "file:///a%20b/%23c%3F.txt");
  assertEquals(new TransferPath(new TransferPath("/a b/#c?.txt").href).path, "/a b/#c?.txt");
  const { suffix, stem, parent } = new TransferPath("/.bashrc");
  assertEquals([suffix, stem, `${parent}`, `${parent.parent}`], ["", ".bashrc", "/", "/"]);
});

Deno.test("TransferPath takes a URL, its text, or what HTMap takes", () => {
  const expected = [
    "en/a b.svg",
    "http",
    "example.org",
    "a b.svg",
    "a b",
    ".svg",
    "http://example.org/en",
    "http://example.org/en/a%20b.svg",
  ];
  for (
    const path of [new URL("http://example.org/en/a b.svg"), "http://example.org/en/a%20b.svg"]
  ) {
    assertEquals(partsOf(new TransferPath(path)), expected);
  }
  const base = new TransferPath("/", { protocol: "http", location: "example.org" });
  assertEquals(partsOf(base.join("en", "a b.svg")), expected);
  const bucket = new TransferPath("my-bucket", { protocol: "s3:", location: "s3.example.org" });
  const input = bucket.join("in.txt");
  assertEquals([input.path, input.protocol, input.location], [
    "my-bucket/in.txt",
    "s3",
    "s3.example.org",
  ]);
  assertEquals(input.href, "s3://s3.example.org/my-bucket/in.txt");
  assertEquals(String(input.withName("out.txt")), "s3://s3.example.org/my-bucket/out.txt");
  assertEquals(new TransferPath("/x", { protocol: "file" }).href, "file:///x");
  assertEquals(
    new TransferPath(new TransferPath("/x"), { protocol: "https", location: "h" }).href,
    "https://h/x",
  );
  const signed = new TransferPath("https://h:8080/a,b/%2Fc%25.csv?x=1,2#part");
  assertEquals(signed.href, "https://h:8080/a%2Cb/%2Fc%25.csv?x=1,2");
  assert(new TransferPath(signed.href).equals(signed));
});

Deno.test("TransferPath refuses what is no path, and says what would be one", () => {
  for (const wrong of ["", "a\0b", 3, null, undefined, {}]) {
    assertThrows(
      () => new TransferPath(wrong as never),
      InvalidArgument,
      "Give the path of a file",
    );
  }
  assertThrows(() => new TransferPath("a", { location: "h" }), InvalidArgument, "needs a protocol");
  assertThrows(() => new TransferPath("a", { protocol: "a b" }), InvalidArgument, '"https"');
  assertThrows(() => new TransferPath(new URL("data:,x")), InvalidArgument, "names no place");
  assertThrows(() => new TransferPath("file://host/x"), InvalidArgument, "Correct it");
  assertThrows(() => new TransferPath("http://"), InvalidArgument, "Correct it");
  assertThrows(() => new TransferPath("/a").join(3 as never), InvalidArgument, "Give text");
});

Deno.test("TransferPath refuses options that it does not have, and places that are none", () => {
  for (const wrong of [null, "https", { protcol: "https" }]) {
    assertThrows(
      () => new TransferPath("a", wrong as never),
      InvalidArgument,
      "protocol, location",
    );
  }
  for (const wrong of [5, "a b", "h/", ""]) {
    const options = { protocol: "https", location: wrong as never };
    assertThrows(() => new TransferPath("a", options), InvalidArgument, '"example.org"');
  }
  assertThrows(
    () => new TransferPath("a", { protocol: null as never }),
    InvalidArgument,
    '"https"',
  );
  assertThrows(() => new TransferPath("a", { protocol: "http" }), InvalidArgument, "location");
  assertEquals(new TransferPath("http://h/a", { protocol: "https" }).href, "https://h/a");
  assertEquals(new TransferPath("/a", { protocol: "osdf" }).href, "osdf:///a");
});

Deno.test("withName() and withSuffix() stay in the directory", () => {
  const path = new TransferPath("/a/b.txt");
  for (const wrong of ["", ".", "..", "/c", "c/d", "c\0", 3]) {
    assertThrows(() => path.withName(wrong as never), InvalidArgument, "join()");
  }
  for (const wrong of ["y", ".", "/c", "./c", 3]) {
    assertThrows(() => path.withSuffix(wrong as never), InvalidArgument, '".csv"');
  }
  assertEquals([path.withName("..c").name, path.withSuffix("").name], ["..c", "b"]);
});

Deno.test("paths are equal if they lead to the same place", () => {
  const path = new TransferPath("/a/b.txt");
  assert(path.equals(new TransferPath("/a/x/../b.txt")));
  assert(!path.equals(path.parent) && !path.equals("/a/b.txt"));
  assertEquals(path, TransferPath.cwd().join("/a", "b.txt"));
  assertThrows(() => assertEquals(path, new TransferPath("/a/c.txt")));
  assertEquals(JSON.stringify({ path }), '{"path":"/a/b.txt"}');
  assertEquals(Deno.inspect(path), 'TransferPath("/a/b.txt")');
  assertEquals(path.withSuffix(".csv").path, "/a/b.csv");
  assertEquals(TransferPath.home().path, Deno.env.get("HOME"));
});

Deno.test("a file of this machine is read and written by its path, and no other is", async () => {
  const directory = new TransferPath(await Deno.makeTempDir());
  try {
    const file = directory.join("in", "x.txt");
    assertEquals([await file.exists(), await file.isFile()], [false, false]);
    await file.parent.mkdir();
    await file.parent.mkdir();
    await file.touch();
    assertEquals(await file.readText(), "");
    await file.writeText("text");
    assertEquals(await file.readBytes(), new TextEncoder().encode("text"));
    await file.touch();
    assertEquals(await file.readText(), "text");
    await file.withName("y").writeBytes(new Uint8Array([1, 2]));
    assertEquals((await file.parent.list()).map(({ name }) => name), ["x.txt", "y"]);
    assertEquals([await file.isFile(), await file.parent.isDirectory()], [true, true]);
    const there = new TransferPath(file.path, { protocol: "file" });
    assertEquals(await there.readText(), "text");
  } finally {
    await Deno.remove(directory.path, { recursive: true });
  }
  const remote = new TransferPath("https://example.org/x.txt");
  const error = await assertRejects(() => remote.readText(), HTMapError, "use fetch()");
  assert(error.message.startsWith("https://example.org/x.txt is not on this machine"));
  await assertRejects(() => remote.writeText("x"), HTMapError, "cannot be written here");
});

Deno.test("localPath() gives paths of this machine only", () => {
  assertEquals(localPath("a/b"), "a/b");
  assertEquals(localPath(new URL("file:///a%20b")), "/a b");
  assertEquals(localPath(new TransferPath("/a")), "/a");
  assertThrows(() => localPath(new URL("http://h/a")), InvalidArgument, "is not on this machine");
});
