import { assertEquals } from "../deps.ts";
import { Place } from "../helpers/cli.ts";

const binary = Deno.env.get("HTMAP_TEST_BINARY");

/** Sends files along, and elsewhere, and collects what comes back. */
const SCRIPT = `
import * as htmap from "htmap";
import { TransferPath, transferOutputFiles } from "htmap";

const [table, odd] = ["table.csv", "o,dd.txt"].map((name) => TransferPath.cwd().join(name));
for (const path of [table, odd]) await path.writeText("in " + path.name);

async function read(path: TransferPath): Promise<unknown> {
  await Deno.writeTextFile("kept.txt", path.stem);
  await Deno.writeTextFile("sent.txt", path.stem);
  await transferOutputFiles("kept.txt", "sent.txt");
  return [path, path instanceof htmap.TransferPath, await path.readText(), await table.readText()];
}

const m = await htmap.map(read, [odd, table], {
  quiet: true,
  mapOptions: { outputRemaps: { "sent.txt": "sent-$(component).txt" } },
});
for await (const [path, ...rest] of m) console.log(String(path.name), JSON.stringify(rest));
console.log(await Deno.readTextFile("sent-0.txt"));
await m.outputFiles.collectFiles("collected");
console.log(await Deno.readTextFile("collected/1/kept.txt"));
`;

Deno.test({
  name: "a script of the binary sends files along, and elsewhere, and collects what comes back",
  ignore: !binary,
  async fn() {
    await using place = await Place.make({ command: [binary!], env: {}, htmap: "htmap" });
    await place.write("script.ts", SCRIPT);
    assertEquals((await place.ok(["run", "script.ts"])).split("\n"), [
      'o,dd.txt [true,"in o,dd.txt","in table.csv"]',
      'table.csv [true,"in table.csv","in table.csv"]',
      "o,dd",
      "table",
      "",
    ]);
  },
});
