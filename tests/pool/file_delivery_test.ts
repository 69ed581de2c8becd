import { askPool } from "../../lib/backend/pool/facts.ts";
import { chosenSchedd } from "../../lib/backend/schedds.ts";
import { runTool } from "../../lib/backend/condor_tool.ts";
import * as htmap from "../../mod.ts";
import { assertEquals, assertStringIncludes } from "../deps.ts";
import { ON_POOL, testOnPool, untilAnswered } from "../helpers/on_pool.ts";

for (const wanted of ["transplant", "common"]) {
  testOnPool(`files go along, and elsewhere, with the delivery method ${wanted}`, async (box) => {
    const hasCommon = (await askPool(chosenSchedd(), {})).commonCpus > 0;
    htmap.settings.set("DELIVERY_METHOD", hasCommon ? wanted : "transplant");
    const root = new htmap.TransferPath(`${box.root}/home`);
    const [table, data, odd] = ["table.csv", "data,1.csv", "o,dd.txt"].map((name) =>
      root.join(name)
    );
    for (const path of [table!, data!, odd!]) await path.writeText(path.stem);
    await root.join("dir").mkdir();
    await root.join("dir/x.txt").writeText("in dir");
    await Deno.symlink("dir", `${root}/link`);
    const read = async (path: htmap.TransferPath): Promise<string[]> => {
      const texts = await Promise.all([
        path.readText(),
        table!.readText(),
        Deno.readTextFile("o,dd.txt"),
      ]);
      texts.push(await Deno.readTextFile("link/x.txt"));
      await Deno.writeTextFile("out.txt", texts.join());
      await htmap.transferOutputFiles("out.txt");
      return texts;
    };
    const mapOptions = {
      fixedInputFiles: [odd!, root.join("link")],
      outputRemaps: { "out.txt": root.join("out-$(component).txt") },
    };
    const m = await untilAnswered(() =>
      htmap.map(read, [data!, data!], { ...ON_POOL, mapOptions })
    );
    const all = ["data,1", "table", "o,dd", "in dir"];
    assertEquals(await m.toArray(), [all, all]);
    assertEquals(await root.join("out-1.txt").readText(), all.join());
  });
}

testOnPool(
  "files go along, and elsewhere, where HTCondor makes the jobs one by one",
  async (box) => {
    const root = new htmap.TransferPath(`${box.root}/home`);
    const paths = ["a b", "c,d", "e;f"].map((name) => root.join(name, "x $y.txt"));
    for (const path of paths) {
      await path.parent.mkdir();
      await path.writeText(path.parent.name);
    }
    const read = async (path: htmap.TransferPath): Promise<string> => {
      await htmap.transferOutputFiles(path);
      return await path.readText();
    };
    const m = await htmap.map(read, paths, {
      ...ON_POOL,
      mapOptions: {
        max_materialize: 1,
        outputRemaps: paths.map((path) => ({ [path.name]: path.withName('out; "$".txt') })),
      },
    });
    assertEquals(await m.toArray(), ["a b", "c,d", "e;f"]);
    const sent = paths.map((path) => path.withName('out; "$".txt').readText());
    assertEquals(await Promise.all(sent), ["a b", "c,d", "e;f"]);
  },
);

testOnPool("HTCondor is told to send a file once, and where output files go", async (box) => {
  const root = new htmap.TransferPath(`${box.root}/home`);
  const files = ["a/x.csv", "b/x.csv"].map((name) => root.join(name));
  for (const file of files) {
    await file.parent.mkdir();
    await file.writeText(file.path);
  }
  const m = await htmap.map((paths: htmap.TransferPath[]) => paths.length, [files, files], {
    ...ON_POOL,
    mapOptions: { hold: true, chunk: 2, outputRemaps: { y: root.join("y;$(component)") } },
  });
  const constraint = `HTMapUUID == "${m.paths.uuid}"`;
  const args = ["-constraint", constraint, "-af", "TransferInput", "TransferOutputRemaps"];
  const { stdout } = await runTool("condor_q", args, "failed");
  const sent = stdout.trim();
  assertStringIncludes(sent, `${root}/a/x.csv,files/htmap_file_0`);
  assertEquals(sent.split("x.csv").length, 2, sent);
  for (const component of [0, 1]) {
    assertStringIncludes(
      sent,
      `htmap_outputs/remapped/${component}-0=${root}/y\\;${component}`,
    );
  }
});
