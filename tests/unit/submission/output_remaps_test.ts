import { TransferPath } from "../../../lib/base/transfer_path.ts";
import {
  InvalidOption,
  MisalignedInputData,
  ReservedOptionKeyword,
} from "../../../lib/base/errors.ts";
import { checkOptions, resolveOptions } from "../../../lib/submission/options.ts";
import { readRemaps, remapsFor } from "../../../lib/submission/output_remaps.ts";
import { namesArgument, remapsText } from "../../../lib/submission/remapped_output.ts";
import { parseRemaps, remapsOf } from "../../../lib/wire/remaps.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "../../deps.ts";

/** Where the one file of a component goes. */
function placeOf(to: unknown, component = 3, name = "a b.txt"): unknown[] {
  const [remap] = remapsFor(readRemaps({ [name]: to }), component, 0);
  return [remap?.kind, remap?.to];
}

Deno.test("an output file goes to a path, a file: URL, a URL or a TransferPath", () => {
  const cwd = Deno.cwd();
  assertEquals(placeOf("none/x$(component).txt"), ["path", `${cwd}/none/x3.txt`]);
  assertEquals(placeOf("none/"), ["path", `${cwd}/none/a b.txt`]);
  assertEquals(placeOf("/"), ["path", "/a b.txt"]);
  assertEquals(placeOf(cwd), ["directory", cwd]);
  assertEquals(placeOf(new URL("file:///none/a%20b")), ["path", "/none/a b"]);
  assertEquals(placeOf("file:///none/a%20b/"), ["path", "/none/a b/a b.txt"]);
  assertEquals(placeOf("https://h"), ["url", "https://h/a%20b.txt"]);
  assertEquals(placeOf("https://h/x/?key=1,2"), ["url", "https://h/x/a%20b.txt?key=1,2"]);
  const url = "https://h/$INT(component,%03d)/x y,z.txt?k=$(component)";
  for (const to of [url, new URL(url), new TransferPath(url.replace(/\$INT[^)]*\)/, "003"))]) {
    assertEquals(placeOf(to), ["url", "https://h/003/x%20y%2Cz.txt?k=3"]);
  }
  const bucket = new TransferPath("my-bucket/$(component)", { protocol: "s3", location: "s" });
  assertEquals(placeOf(bucket.join("out.txt")), ["url", "s3://s/my-bucket/3/out.txt"]);
  const there = new TransferPath("/scratch/x #1", { protocol: "file" });
  assertEquals(placeOf(there), ["url", "file:///scratch/x%20%231"]);
  assertEquals(placeOf(new TransferPath("/none/$(component)")), ["path", "/none/3"]);
});

Deno.test("outputRemaps has names for files, and places that can be some", () => {
  const refusal = (value: unknown): string =>
    assertThrows(() => checkOptions({ outputRemaps: value as never }), InvalidOption).message;
  for (const value of ["x", 3, null, new URL("https://h"), new TransferPath("/x"), ["x"], [[]]]) {
    assertStringIncludes(refusal(value), "Give an object");
  }
  for (const name of ["", "a/b", "..", "a\nb"]) {
    assertStringIncludes(refusal({ [name]: "/x" }), "the last part of its path only");
  }
  for (const to of ["", " ", "a\nb", 3, null, {}]) {
    assertStringIncludes(refusal({ x: to }), "Give a path, a URL or a TransferPath");
  }
  for (const to of ["/x ", "/x\\", "/a\tb"]) {
    assertStringIncludes(refusal({ x: to }), "no blank or backslash at its end");
  }
  assertStringIncludes(refusal({ "x ": "/a/" }), "no blank or backslash at its end");
  assertStringIncludes(refusal({ x: "https://" }), "cannot send x elsewhere");
  assertStringIncludes(refusal({ x: new URL("data:,x") }), "cannot send x elsewhere");
  assertStringIncludes(refusal({ x: "/$CHOICE(component,a,b)" }), "$CHOICE(component");
  const two = { outputRemaps: [{ x: "/x" }, { y: "/y" }] };
  assertThrows(() => resolveOptions(two, 3), MisalignedInputData, "outputRemaps");
  resolveOptions({ ...two, chunk: 2 }, 2);
});

Deno.test("transfer_output_remaps of HTCondor is refused in favour of outputRemaps", () => {
  for (const key of ["transfer_output_remaps", "TransferOutputRemaps"]) {
    const error = assertThrows(() => checkOptions({ [key]: '"a=b"' }), ReservedOptionKeyword);
    assertStringIncludes(error.message, 'outputRemaps: { "plot.svg":');
  }
  assertThrows(
    () => checkOptions({ output_remaps: {} }),
    InvalidOption,
    "Did you mean outputRemaps",
  );
});

Deno.test("jobs are told where the files of each component go", () => {
  const layout = { components: 5, chunk: 2 };
  const remapped = (outputRemaps: unknown): [string, string] => {
    const options = { outputRemaps: readRemaps(outputRemaps) };
    const submission = { layout, jobs: [0, 1, 2], options, index: 1 };
    const group = { jobs: [1], components: undefined };
    return [remapsText(submission, group), namesArgument(submission, group)];
  };
  const [text, argument] = remapped({ "it's;": "/n$/a;b=c\\$(component)", b: "https://h/b" });
  assertEquals(
    text,
    "htmap_outputs/remapped/2.1-0=/n$/a\\;b=c\\2;htmap_outputs/remapped/2.1-1=https://h/b;" +
      "htmap_outputs/remapped/3.1-0=/n$/a\\;b=c\\3;htmap_outputs/remapped/3.1-1=https://h/b",
  );
  assertEquals(/[\s'",;]/.test(argument), false);
  const names = parseRemaps(argument)!;
  const both = [{ name: "it's;", kind: "path" }, { name: "b", kind: "url" }];
  assertEquals([remapsOf(names, 2), remapsOf(names, 3)], [both, both] as never);

  const [own, ownArgument] = remapped([{}, {}, {}, { c: "/none/c" }, { d: "/d" }]);
  assertEquals(own, "htmap_outputs/remapped/3.1-0=/none/c");
  const ownNames = parseRemaps(ownArgument)!;
  assertEquals(
    [remapsOf(ownNames, 2), remapsOf(ownNames, 3)],
    [[], [{ name: "c", kind: "path" }]] as never,
  );
});

Deno.test("parseRemaps() takes nothing that was not written so", () => {
  assertEquals(parseRemaps(undefined), []);
  for (
    const wrong of ["", "%", "3", "[1]", '[{"name":"x"}]', '{"0":3}', '[{"name":"x","kind":"y"}]']
  ) {
    assertEquals(parseRemaps(encodeURIComponent(wrong)), undefined, wrong);
  }
});
