import { assert, assertEquals, assertStringIncludes } from "../deps.ts";
import { testBinaryOnPool as test } from "../helpers/binary_on_pool.ts";

test(
  "the binary prints results, inputs and files of a pool as they arrive",
  async (htmap, box) => {
    await Deno.writeTextFile(
      `${box.root}/send.ts`,
      `import * as htmap from "htmap";
     export default async (x: number): Promise<unknown> => {
       await Deno.mkdir("made");
       await Deno.writeTextFile(\`made/\${x}.txt\`, String(x));
       await htmap.transferOutputFiles("made");
       if (x === 2) throw new Error("two");
       return { x, twice: 2 * x };
     };`,
    );
    const made = await htmap("map", "send.ts", "-r", "3", "--tag", "sent");
    assertEquals(made.code, 0, made.stderr);
    const results = await htmap(
      "results",
      "sent",
      "--as-available",
      "--with-inputs",
      "--format",
      "csv",
    );
    assertEquals(results.code, 1, results.stderr);
    const [heading, ...rows] = results.stdout.trim().split("\n");
    assertEquals(heading, "component,input,output.x,output.twice", results.stderr);
    assertEquals(rows.toSorted(), ["0,0,0,0", "1,1,1,2"]);
    assertStringIncludes(results.stderr, "Error: two");
    assertEquals((await htmap("inputs", "sent", "--status", "errored")).stdout, "2\n");
    const files = await htmap(
      "files",
      "sent",
      "--status",
      "completed",
      "--to",
      "out",
      "--name",
      "{component}-{name}",
    );
    assertEquals(files.code, 0, files.stderr);
    assert(files.stdout.includes("/out/0-made/0.txt"), files.stdout);
    for (const x of [0, 1]) {
      assertEquals(await Deno.readTextFile(`${box.root}/out/${x}-made/${x}.txt`), String(x));
    }
    assertEquals(
      (await htmap("results", "sent", "1", "--status", "completed")).stdout,
      '{"x":1,"twice":2}\n',
    );
    assertEquals((await htmap("remove", "sent")).code, 0);
  },
);
