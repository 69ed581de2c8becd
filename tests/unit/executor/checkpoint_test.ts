import * as htmap from "../../../mod.ts";
import { isThere } from "../../../lib/base/files.ts";
import { assertEquals, assertMatch } from "../../deps.ts";
import { TestJob, textsIn, until } from "./job.ts";

/** What was there when each of two runs began, of a component that is vacated once it has saved. */
async function savedAndRestored(save: () => Promise<void>): Promise<Record<string, string>> {
  const isLater = (): boolean => {
    try {
      return Deno.statSync("../saved").isFile;
    } catch {
      return false;
    }
  };
  const work = async (): Promise<void> => {
    if (isLater()) return;
    await save();
    await Deno.writeTextFile("../saved", "");
    await new Promise(() => setInterval(() => {}, 1000));
  };
  await using job = await TestJob.make(work, [0]);
  const run = job.start();
  await until(() => isThere(`${job.root}/saved`), "the checkpoint");
  run.kill("SIGKILL");
  await run.status;
  await job.moveOn();
  await job.run();
  assertEquals(job.statuses(), ["OK"]);
  const texts = Object.entries(textsIn(job.scratch));
  return Object.fromEntries(texts.filter(([path]) => !/^htmap_|\/$/.test(path)));
}

Deno.test("checkpoint() has files where they were in the directory of the component", async () => {
  const restored = await savedAndRestored(async () => {
    for (const name of ["a", "b", "c/d"]) {
      await Deno.mkdir(name, { recursive: true });
      await Deno.writeTextFile(`${name}/x`, `in ${name}`);
    }
    await Deno.symlink("../a/x", "c/link");
    await htmap.checkpoint("a/x", `${Deno.cwd()}/b/x`, "./c");
  });
  assertEquals(restored, { "a/x": "in a", "b/x": "in b", "c/d/x": "in c/d", "c/link": "in a" });
});

Deno.test("checkpoint() has what is elsewhere under its own name, and only once", async () => {
  const elsewhere = await Deno.makeTempDir();
  const restored = await savedAndRestored(async () => {
    for (const name of ["a", "b"]) {
      await Deno.mkdir(`${elsewhere}/${name}`);
      await Deno.writeTextFile(`${elsewhere}/${name}/x`, name);
    }
    await htmap.checkpoint(`${elsewhere}/a/x`);
    const error = await htmap.checkpoint(`${elsewhere}/a/x`, `${elsewhere}/b/x`).catch(String);
    await Deno.writeTextFile("why", String(error));
    await htmap.checkpoint(`${elsewhere}/a/x`, "why");
  });
  await Deno.remove(elsewhere, { recursive: true });
  assertEquals(restored.x, "a");
  assertMatch(
    restored.why ?? "",
    /b\/x cannot be part of a checkpoint: .*a\/x has the same name.*Rename one/,
  );
});

Deno.test("checkpoint() that is refused leaves the one before as it is", async () => {
  const restored = await savedAndRestored(async () => {
    await Deno.writeTextFile("x", "saved");
    await htmap.checkpoint("x");
    await Deno.writeTextFile("x", "not saved");
    for (const bad of ["gone", ".", "htmap_outputs", "/dev/null"]) {
      await htmap.checkpoint("x", bad).then(
        () => Promise.reject(new Error(`${bad} was taken`)),
        () => {},
      );
    }
  });
  assertEquals(restored, { x: "saved" });
});
