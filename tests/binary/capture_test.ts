import { assertEquals, assertStringIncludes } from "../deps.ts";
import { Place } from "../helpers/cli.ts";

const binary = Deno.env.get("HTMAP_TEST_BINARY");
const CASES = new URL("../unit/capture/cases/", import.meta.url);
const ALIKE = new URL("../unit/codec/alike.ts", import.meta.url);

/** A script that maps over every case there is, each by value, and prints those that went wrong. */
function script(names: readonly string[]): string {
  const imports = names.map((name, i) =>
    `import case${i} from ${JSON.stringify(new URL(name, CASES).href)};`
  );
  return `import * as htmap from "htmap";
import { difference } from ${JSON.stringify(ALIKE.href)};
${imports.join("\n")}
const all = [${names.map((_, i) => `case${i}`).join(", ")}];
const cases = all.filter(({ kind }) => kind === "travels");
const functions = cases.map(({ func }) => func as (...args: unknown[]) => unknown);

async function call(index: number, args: unknown[]): Promise<unknown> {
  const func = functions[index]!;
  const result = await func(...args);
  const tag = Object(result)[Symbol.toStringTag];
  if (tag !== "Generator" && tag !== "AsyncGenerator") return { result };
  const items: unknown[] = [];
  for await (const item of result as AsyncIterable<unknown>) items.push(item);
  return { result: items };
}

const inputs = cases.map(({ args }, index) => [index, args] as [number, unknown[]]);
const map = await htmap.starmap(call, inputs, { tag: "cases", quiet: true, mapOptions: { chunk: 20 } });
await map.wait({ errorsOk: true });
for (const [index, { gives, about }] of cases.entries()) {
  try {
    const { result } = await map.get(index) as { result: unknown };
    const found = typeof gives === "function"
      ? gives(result) ? undefined : "not right"
      : difference(gives, result);
    if (found !== undefined) console.log(about + ": " + found);
  } catch (error) {
    console.log(about + ": " + (error as Error).message);
  }
}
console.log("checked", cases.length > 90);
await map.remove();
`;
}

Deno.test({
  name: "htmap run captures every function there is a case of",
  ignore: binary === undefined,
  fn: async () => {
    await using place = await Place.make({ command: [binary!], env: {}, htmap: "htmap" });
    const names = [...Deno.readDirSync(CASES)].map(({ name }) => name).sort();
    const path = await place.write("all_cases.ts", script(names));
    const { stdout, stderr } = await place.run(["run", path]);
    assertEquals(stdout, "checked true\n", stderr);
  },
});

Deno.test({
  name: "htmap run names the user's files in an error, those that a script imports among them",
  ignore: binary === undefined,
  fn: async () => {
    await using place = await Place.make({ command: [binary!], env: {}, htmap: "htmap" });
    await place.write("work.ts", 'export const fail = (): never => { throw new Error("no"); };');
    const path = await place.write(
      "failing.ts",
      `import * as htmap from "htmap";
import { fail } from "./work.ts";
const map = await htmap.map(() => fail(), [1], { quiet: true });
await map.wait({ errorsOk: true });
console.log((await map.getError(0)).report());`,
    );
    const { stdout, stderr } = await place.run(["run", path]);
    assertStringIncludes(stdout, `(${place.root}/work.ts:1:42)`, stderr);
  },
});
