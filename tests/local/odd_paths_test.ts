/**
 * Scripts, modules, input files, and htmap's own directories work under any name that a directory can
 * have: what means something else in a URL, or in a stack, is a part of a path like any other.
 *
 * @module
 */

import { pathToFileURL } from "node:url";
import { assertEquals, assertStringIncludes } from "../deps.ts";
import { AS_BINARY, FROM_SOURCE, Place, type Program } from "../helpers/cli.ts";

/** What directories are called. The first has all at once, a parenthesis that nothing closes among it. */
const NAMES = ["#a ?b%20ü (c", "p(ar)%41"];

/** How htmap is run, and in which directories: from its source it is slower to start. */
const PROGRAMS:
  readonly (readonly [title: string, program: Program | undefined, names: string[]])[] = [
    ["deno run", FROM_SOURCE, NAMES.slice(0, 1)],
    ["the binary", AS_BINARY, NAMES],
  ];

/** An import of a module in a directory whose name has a `#`, as one has to write it. */
const DEEPER = "./s%232/deeper.ts";

const FILES = {
  "s#2/deeper.ts": `
class Hidden {}
export const make = () => new Hidden();
export const isHidden = (x: unknown) => x instanceof Hidden;
export const more = (x: number): number => x + 1;
export const fail = (x: number): never => { throw new RangeError("no " + x); };
`,
  "work.ts": `
import { fail, more } from "${DEEPER}";
export default (x: number): number => 2 * x;
export const next = (x: number): number => more(x);
export const bad = (x: number): never => fail(x);
`,
  "g#1.ts": 'export default () => "by the whole name"; export const g = () => "by its name";',
  "g": "no code",
  "da#ta?.txt": "the data",
};

/** A script that prints a line for each way of using what is beside it. */
function script(htmap: string): string {
  return `import * as htmap from ${JSON.stringify(htmap)};
import { bad, next } from "./work.ts";
import { isHidden, make } from "${DEEPER}";
import { pathToFileURL } from "node:url";
const q = { quiet: true };
const here = import.meta.dirname + "/";
const hidden = make();
const show = async (map: Promise<htmap.HTMap>) => console.log(JSON.stringify(await (await map).toArray()));
await show(htmap.map((x: number) => next(x), [1, 2], q));
await show(htmap.map(() => [isHidden(hidden), isHidden(make())], [1], q));
await show(htmap.map(htmap.fromModule(here + "work.ts", "next"), [1, 2], q));
await show(htmap.map(htmap.fromModule(import.meta.resolve("./work.ts")), [1, 2], q));
const data = here + "da#ta?.txt";
for (const file of [data, pathToFileURL(data).href]) {
  const read = () => Deno.readTextFile("da#ta?.txt");
  await show(htmap.map(read, [1], { ...q, mapOptions: { fixedInputFiles: [file] } }));
}
const frames = async (func: (x: number) => unknown) => {
  const map = await htmap.map(func, [1], q);
  await map.wait({ errorsOk: true });
  const report = (await map.getError(0)).report();
  console.log(report.match(/^    at .*/gm)?.join("\\n").replaceAll(here, ""));
};
await frames((x) => bad(x));
await frames((x) => { throw new Error(String(x)); });
`;
}

/** What the script prints; lines and columns are those of the files above. */
const PRINTED = `[2,3]
[[true,true]]
[2,3]
[2,4]
["the data"]
["the data"]
    at fail (s#2/deeper.ts:6:51)
    at bad (work.ts:5:42)
    at scr#ipt.ts:24:21
    at scr#ipt.ts:25:29
`;

/** A place whose directories, those of htmap among them, are in one with a name. */
async function makePlace(name: string, program: Program): Promise<Place> {
  const env: Record<string, string> = { ...program.env };
  const place = await Place.make({ ...program, env });
  env.HTMAP_DIR = `${place.root}/${name}/htmap`;
  env.TMPDIR = `${place.root}/${name}/tmp`;
  await Deno.mkdir(env.TMPDIR, { recursive: true });
  await Deno.mkdir(`${place.root}/${name}/s#2`);
  for (const [file, text] of Object.entries(FILES)) await place.write(`${name}/${file}`, text);
  await place.write(`${name}/scr#ipt.ts`, script(program.htmap));
  return place;
}

/** The results of a map that is made with the command line. */
async function results(place: Place, tag: string, args: readonly string[]): Promise<string> {
  await place.ok(["map", ...args, "--tag", tag, "--quiet", "--wait"]);
  return await place.ok(["results", tag]);
}

for (const [title, given, names] of PROGRAMS) {
  const program = given ?? FROM_SOURCE;
  const ignore = given === undefined;
  for (const name of names) {
    Deno.test({
      name: `htmap run runs a script in a directory called "${name}", by ${title}`,
      ignore,
      fn: async () => {
        await using place = await makePlace(name, program);
        const { stdout, stderr } = await place.run(["run", `${name}/scr#ipt.ts`]);
        assertEquals(stdout, PRINTED, stderr);
      },
    });

    Deno.test({
      name: `htmap map takes a file in a directory called "${name}", by ${title}`,
      ignore,
      fn: async () => {
        await using place = await makePlace(name, program);
        const range = ["--range", "1:3"];
        assertEquals(await results(place, "plain", [`${name}/work.ts`, ...range]), "2\n4\n");
        assertEquals(await results(place, "named", [`${name}/work.ts#next`, ...range]), "2\n3\n");
        await place.write(`${name}/in#puts`, "5\n");
        const inputs = ["--inputs", `${place.root}/${name}/in#puts`];
        const url = pathToFileURL(`${place.root}/${name}/work.ts`).href;
        assertEquals(await results(place, "url", [`${url}#next`, ...inputs]), "6\n");
      },
    });
  }

  Deno.test({
    name: `htmap map takes a # for a part of the path where there is such a file, by ${title}`,
    ignore,
    fn: async () => {
      await using place = await makePlace("t#1", program);
      const one = ["--range", "1"];
      const whole = '"by the whole name"\n';
      assertEquals(await results(place, "whole", ["t#1/g#1.ts", ...one]), whole);
      assertEquals(await results(place, "named", ["t#1/g#1.ts#g", ...one]), '"by its name"\n');
      const said = async (file: string): Promise<string> => {
        const { code, stderr } = await place.run(["map", file, ...one]);
        assertEquals(code, 1, stderr);
        return stderr;
      };
      assertStringIncludes(await said("t#1/none.ts"), "There is no file t#1/none.ts to take");
      assertStringIncludes(await said("t#1/none.ts#g"), "There is no file t#1/none.ts to take");
      assertStringIncludes(await said("t#1"), "t#1 is a directory, and no file");
      assertStringIncludes(await said("t#1/h#2.ts"), "There is no file t#1/h#2.ts to take");
    },
  });
}
