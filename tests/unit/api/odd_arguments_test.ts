import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "../../deps.ts";
import * as htmap from "../../../mod.ts";
import { sandbox } from "../../helpers/sandbox.ts";

const { errors } = htmap;

/** As from plain JavaScript, where no type checker has looked. */
function unchecked<T>(value: unknown): T {
  return value as T; // what the calls below are to find out for themselves
}

Deno.test("calls refuse options that they do not have, and say which there are", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    const odd = unchecked<Record<string, never>>({ al: true });
    const calls: Record<string, () => Promise<unknown>> = {
      "clean()": () => htmap.clean(odd),
      "remove()": () => htmap.remove("no-such-map", odd),
      "status()": () => htmap.status([], odd),
      "statusJson()": () => htmap.statusJson([], odd),
      "statusCsv()": () => htmap.statusCsv([], odd),
    };
    for (const [name, call] of Object.entries(calls)) {
      const error = await assertRejects(call, errors.InvalidArgument, name);
      assertStringIncludes(error.message, "al");
    }
  });
});

Deno.test("getTags() and loadMaps() refuse a pattern that is no text", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    await assertRejects(() => htmap.getTags(unchecked(/a/)), errors.InvalidArgument, "scan-*");
    await assertRejects(() => htmap.loadMaps(unchecked(5)), errors.InvalidArgument, "scan-*");
  });
});

Deno.test("mergeMapOptions() and mapped() refuse map options that are no object", () => {
  for (const odd of [null, 5, "memory", ["request_memory"]]) {
    assertThrows(() => htmap.mergeMapOptions(unchecked(odd)), errors.InvalidOption, "an object");
  }
  assertThrows(() => htmap.mapped((x: number) => x, unchecked("2GB")), errors.InvalidOption);
});

Deno.test("fromModule() takes a URL object, and refuses what names no module or no export", async () => {
  const module = new URL("data:text/javascript,export default (x) => 2 * x");
  assertEquals(await htmap.fromModule<[number], number>(module)(4), 8);
  assertThrows(() => htmap.fromModule("work.ts"), errors.InvalidArgument, '"work.ts"');
  assertThrows(() => htmap.fromModule(unchecked(5)), errors.InvalidArgument, "import.meta.resolve");
  assertThrows(() => htmap.fromModule("/work.ts", unchecked(5)), errors.InvalidArgument, "as text");
});

Deno.test("program() refuses an argument that is no text, and takes numbers", () => {
  for (const odd of [null, {}, "a\0b"]) {
    assertThrows(
      () => htmap.program(["echo", unchecked(odd)]),
      errors.InvalidOption,
      "the place {}",
    );
  }
  assertEquals(htmap.program(["echo", unchecked(5)]).name, "echo");
});

Deno.test("advice has a tag as a shell takes it", () => {
  const { message } = new errors.TagAlreadyExists("two words");
  assertStringIncludes(message, "htmap remove 'two words'");
});
