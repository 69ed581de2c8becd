import { assert, assertEquals, assertThrows } from "../../deps.ts";
import { CorruptData } from "../../../lib/base/errors.ts";
import { InputWriter, readInputs } from "../../../lib/store/inputs.ts";
import { MapPaths } from "../../../lib/store/map_paths.ts";
import { sandbox } from "../../helpers/sandbox.ts";

const NO_CLASSES = { idOf: (): undefined => undefined, classOf: (): undefined => undefined };

async function written(
  root: string,
  chunk: number,
  inputs: readonly unknown[][],
): Promise<[MapPaths, number[]]> {
  const paths = new MapPaths(root, "");
  await Deno.mkdir(paths.inputs);
  const writer = new InputWriter(paths, chunk, NO_CLASSES);
  for (const args of inputs) await writer.add(args);
  const { layout, inputStarts } = writer.finish();
  assertEquals(layout, { components: inputs.length, chunk });
  return [paths, [...inputStarts]];
}

Deno.test("InputWriter puts many small inputs into few files, and readInputs() gives them back", async () => {
  await using box = await sandbox();
  const inputs = Array.from({ length: 1000 }, (_, i) => [i, `input ${i}`]);
  const [paths, starts] = await written(box.root, 3, inputs);
  assertEquals([...readInputs(paths, starts, undefined)], inputs);
  assert(starts.length < 20);
  assertEquals([...Deno.readDirSync(paths.inputs)].length, starts.length);
});

Deno.test("InputWriter gives a large input a file that its job shares with no other large one", async () => {
  await using box = await sandbox();
  const inputs = Array.from({ length: 5 }, (_, i) => ["x".repeat(100_000) + i]);
  const [paths, starts] = await written(box.root, 1, inputs);
  assertEquals(starts, [0, 1, 2, 3, 4]);
  assertEquals([...readInputs(paths, starts, undefined)], inputs);
});

Deno.test("InputWriter keeps the components of a job in one file", async () => {
  await using box = await sandbox();
  const inputs = Array.from({ length: 7 }, (_, i) => ["x".repeat(100_000) + i]);
  const [, starts] = await written(box.root, 3, inputs);
  assertEquals(starts, [0, 1, 2]);
});

Deno.test("InputWriter asks a rule for the chunk once it knows how many components there are", async () => {
  for (const [count, chunk] of [[4, 1], [1000, 20]] as const) {
    await using box = await sandbox();
    const paths = new MapPaths(box.root, "");
    await Deno.mkdir(paths.inputs);
    const asked: number[] = [];
    const rule = (components: number): number => {
      asked.push(components);
      return Math.ceil(components / 50);
    };
    const writer = new InputWriter(paths, rule, NO_CLASSES);
    const inputs = Array.from({ length: count }, (_, i) => [i]);
    for (const args of inputs) await writer.add(args);
    const { layout, inputStarts } = writer.finish();
    assertEquals(layout, { components: count, chunk });
    assertEquals(asked, [count]);
    assertEquals([...readInputs(paths, inputStarts, undefined)], inputs);
  }
});

Deno.test("InputWriter does not hold more inputs in memory than some for a rule", async () => {
  await using box = await sandbox();
  const paths = new MapPaths(box.root, "");
  await Deno.mkdir(paths.inputs);
  const writer = new InputWriter(paths, (components) => components, NO_CLASSES);
  const input = new Uint8Array(1 << 20);
  for (let i = 0; i < 40; i++) await writer.add([input]);
  const { layout: { components, chunk } } = writer.finish();
  assertEquals(components, 40);
  assert(chunk < 20, `${chunk} were held back`);
});

Deno.test("readInputs() throws CorruptData for a file that is not what was written", async () => {
  await using box = await sandbox();
  const [paths, starts] = await written(box.root, 1, [[1]]);
  await Deno.writeTextFile(paths.input(0), "not this");
  assertThrows(() => [...readInputs(paths, starts, undefined)], CorruptData);
});
