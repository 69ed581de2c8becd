/** A script whose components fail in files of all kinds, for whoever runs it: it prints what is wrong. */

import type { Place } from "./cli.ts";

const SCRIPT = `import * as htmap from "htmap";
import { Model } from "./model.ts";
import { measure } from "pack";

const work = async (x: number): Promise<unknown> => {
  const label = \`case \${x}\`;
  if (x === 0) return measure(5);
  if (x === 1) return new Model(2).run(4);
  if (x === 2) return Deno.readTextFileSync("/none");
  if (x === 3) return await new Promise(() => {});
  if (x === 4) Deno.exit(1);
  return label;
};
const m = await htmap.map(work, htmap.range(6), { quiet: true, mapOptions: { captureLocals: true } });
await m.wait({ errorsOk: true });
const calls = (error: htmap.ComponentError): string[] =>
  error.stack.map(({ function: name, file, line, locals }) =>
    [name, file.replace(/.*\\//, ""), line, JSON.stringify(locals)].join(" ")
  );
for (const error of (await m.errors()).values()) {
  console.log(error.component, calls(error).join(" | "));
  const others = error.report().split("\\n").filter((line) =>
    /^\\s+at /.test(line) && !/(?:script|model)\\.ts:|pack\\/index\\.js:/.test(line)
  );
  if (others.length > 0) console.log("others:", others.join("\\n"));
}
console.log(await m.get(5));
console.log(JSON.stringify(await m.stderr.get(5)), /debugger/i.test(await m.stderr.get(3)));
await m.remove();
`;

/** What it prints where all is well. */
export const REPORTED = [
  '0 inner index.js 2 {"options":"{ width: 5 }"} | measure index.js 4 {"x":"5","own":"{ width: 5 }"} | ' +
  'work script.ts 7 {"x":"0","label":"\\"case 0\\""}',
  '1 Model.run model.ts 4 {"step":"4","total":"6"} | work script.ts 8 {"x":"1","label":"\\"case 1\\""}',
  '2 work script.ts 9 {"x":"2","label":"\\"case 2\\""}',
  "3 ",
  "4 work script.ts 11 ",
  "case 5",
  '"" false',
  "",
].join("\n");

/**
 * Writes the script, and what it imports.
 *
 * @param place Where.
 * @returns Its path.
 */
export async function writeReportProject(place: Pick<Place, "write" | "root">): Promise<string> {
  await Deno.mkdir(`${place.root}/node_modules/pack`, { recursive: true });
  await place.write("node_modules/pack/package.json", '{ "name": "pack", "version": "1.0.0" }');
  await place.write(
    "node_modules/pack/index.js",
    `function inner(options) {
  throw new TypeError("too wide: " + options.width);
}
exports.measure = function measure(x) { const own = { width: x }; return inner(own); };
`,
  );
  await place.write(
    "model.ts",
    `export class Model {
  constructor(readonly n: number) {}
  run(step: number): number {
    const total = this.n + step; if (total > 5) throw new RangeError(\`total \${total}\`);
    return total;
  }
}
`,
  );
  return await place.write("script.ts", SCRIPT);
}
