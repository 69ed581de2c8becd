import { TransferPath } from "../../../lib/base/transfer_path.ts";
import { InvalidArgument } from "../../../lib/base/errors.ts";
import { SentFiles } from "../../../lib/submission/sent_files.ts";
import { assertEquals, assertThrows } from "../../deps.ts";

/** How files are sent, one after the other. */
function placed(files: SentFiles, ...paths: (string | TransferPath)[]): unknown[] {
  return paths.map((path) => {
    const { name, sent, stays } = files.place(new TransferPath(path));
    return stays ? [name, sent, stays] : [name, sent];
  });
}

Deno.test("a file is sent as it is if its name is its own alone", () => {
  const files = new SentFiles();
  assertEquals(placed(files, "/none/a.csv", "/none/b b.csv", "/none/a.csv"), [
    ["a.csv", "/none/a.csv"],
    ["b b.csv", "/none/b b.csv"],
    ["a.csv", "/none/a.csv"],
  ]);
  assertEquals(files.links, []);
  assertEquals(files.missing, ["/none/a.csv", "/none/b b.csv"]);
});

Deno.test("a file whose name is another's, or is none that HTCondor takes, is sent by a link", () => {
  const files = new SentFiles();
  assertEquals(files.give("/given/a.csv"), "/given/a.csv");
  const names = ["/none/a.csv", "/no,ne/b.csv", "/none/.machine.ad", "/none/htmap_x", "/none/-c"];
  assertEquals(
    placed(files, ...names),
    names.map((_, at) => [`htmap_file_${at}`, `files/htmap_file_${at}`]),
  );
  assertEquals(files.links.map(({ target }) => target), names);
  // The same file is sent once.
  assertEquals(placed(files, "/given/a.csv"), [["a.csv", "/given/a.csv", true]]);
});

Deno.test("a file of a map option has its own name where it is used, whatever it is sent as", () => {
  const files = new SentFiles();
  assertEquals(files.give("/none/a b.csv"), "/none/a b.csv");
  assertEquals(files.give("/none/a,b é.csv"), "files/htmap_as_0_a%2Cb%20%C3%A9.csv");
  assertEquals(files.give("/no,ne/dir/"), "files/htmap_as_1_dir/");
  assertEquals(files.give("https://h/a%2Cb"), "https://h/a%2Cb");
  // A directory's content may have any names.
  assertEquals(placed(files, "/none/c.csv"), [["htmap_file_2", "files/htmap_file_2"]]);
  assertThrows(() => files.give(`/none/${"é".repeat(100)},`), InvalidArgument, "too long");
});

Deno.test("files of URLs are told apart where their protocol lets them, and refused where not", () => {
  const files = new SentFiles();
  assertEquals(
    placed(files, "https://h/a/x.csv", "https://h/b/x.csv", "http://h/q?a=/b,c", "s3://b/y.csv"),
    [
      ["x.csv", "https://h/a/x.csv"],
      ["htmap_file_0", "https://h/b/x.csv#/htmap_file_0"],
      ["q", "http://h/q?a=/b%2Cc"],
      ["y.csv", "s3://b/y.csv"],
    ],
  );
  // With a query, nothing can follow it that HTCondor would take for a name.
  const queries = ["http://h/qr?a=2", "http://h/qr?a=3", "http://h/qr?a=4", "http://h/(x.csv?k=1"];
  assertEquals(placed(files, ...queries), [
    ["qr", "http://h/qr?a=2"],
    ["%71r", "http://h/%71r?a=3"],
    ["q%72", "http://h/q%72?a=4"],
    ["%28x.csv", "http://h/%28x.csv?k=1"],
  ]);
  assertThrows(
    () => placed(files, "s3://c/y.csv"),
    InvalidArgument,
    "would have the name of s3://b/y.csv",
  );
  for (const place of ["/", "https://h", "https://h/"]) {
    assertThrows(() => placed(files, place), InvalidArgument, "Give the path of a file");
  }
});
