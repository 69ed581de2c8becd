import { CorruptData } from "../../../lib/base/errors.ts";
import { TransferPath } from "../../../lib/base/transfer_path.ts";
import { decode, encode } from "../../../lib/codec/codec.ts";
import { TAG } from "../../../lib/codec/bytes/tags.ts";
import { Tag, writeItem } from "../../../lib/codec/bytes/items.ts";
import { assert, assertEquals, assertThrows } from "../../deps.ts";

const PATHS = [
  new TransferPath("/a b/\ud800,ž.csv"),
  new TransferPath("https://h:81/a%20b,c?x=1"),
  new TransferPath("x/y", { protocol: "s3", location: "s" }),
  new TransferPath("/a b", { protocol: "file" }),
];

Deno.test("a TransferPath comes back as it was, also as the same object in several places", () => {
  for (const path of PATHS) {
    const back = decode(encode([path, { path }]));
    assert(Array.isArray(back) && back[0] instanceof TransferPath && back[0] === back[1].path);
    assertEquals({ ...back[0] }, { ...path });
  }
  const more = Object.assign(new TransferPath("/a"), { note: 1 });
  assertEquals(Reflect.get(Object(decode(encode(more))), "note"), 1);
});

Deno.test("where a file has come along, its path leads to it, and goes back as it was given", () => {
  const sent: string[] = [];
  const files = {
    send(path: TransferPath) {
      return { name: `as-${sent.push(path.toString())}`, stays: path.isLocal };
    },
  };
  const bytes = encode(PATHS, { files });
  assertEquals(sent, PATHS.map(String));
  assertEquals(decode(bytes), PATHS);
  const found = {
    find: (given: TransferPath, { name, stays }: { name: string; stays: boolean }): TransferPath =>
      new TransferPath(`/scratch/${name}/${stays}/${given.name}`),
  };
  const there = decode(bytes, { files: found });
  assert(Array.isArray(there));
  assertEquals(there.map(String), [
    "/scratch/as-1/true/\ud800,ž.csv",
    "/scratch/as-2/false/a b,c",
    "/scratch/as-3/false/y",
    "/scratch/as-4/false/a b",
  ]);
  assertEquals(decode(encode(there)), PATHS);
  assertEquals(String(decode(encode(there[0].parent))), "/scratch/as-1/true");
});

Deno.test("no path is made of what is none", () => {
  const find = { find: (given: TransferPath): TransferPath => given };
  for (
    const item of [3, "a/b", "", "http://", "/a\0b", [3], ["/a", "b/c"], ["/a", ".."], ["/a", ""]]
  ) {
    const bytes = writeItem(new Tag(item as never, TAG.TRANSFER_PATH));
    assertThrows(() => decode(bytes, { files: find }), CorruptData);
  }
});

Deno.test("a path that a function is to get as text is text where the file has come along", () => {
  const given = new TransferPath("/data/a b.csv", { asText: true });
  const send = (path: TransferPath): { name: string; stays: boolean } => ({
    name: `as-${path.name}`,
    stays: false,
  });
  const bytes = encode([given, { again: given }], { files: { send } });
  const find = (path: TransferPath): TransferPath => new TransferPath(`/scratch/${path.name}`);
  assertEquals(decode(bytes, { files: { find } }), ["/scratch/a b.csv", {
    again: "/scratch/a b.csv",
  }]);
  const [here] = decode(bytes) as TransferPath[];
  assert(here instanceof TransferPath);
  assertEquals([here.path, here.asText], ["/data/a b.csv", true]);
  assertEquals((decode(encode(given)) as TransferPath).asText, true);
});
