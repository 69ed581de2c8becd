import * as htmap from "../../mod.ts";
import { assertEquals, assertRejects } from "../deps.ts";
import { testRemaps } from "../helpers/remap_behaviour.ts";
import { testInSandbox } from "../helpers/sandbox.ts";

testRemaps("local");

testInSandbox("what is no file is not replaced by an output file", async (box) => {
  const pipe = `${box.root}/pipe`;
  assertEquals((await new Deno.Command("mkfifo", { args: [pipe] }).output()).success, true);
  const send = async (): Promise<void> => {
    await Deno.writeTextFile("x.txt", "x");
    await htmap.transferOutputFiles("x.txt");
  };
  const m = await htmap.map(send, [0], {
    backend: "local",
    quiet: true,
    mapOptions: { outputRemaps: { "x.txt": pipe } },
  });
  await assertRejects(() => m.wait(), htmap.errors.MapComponentHeld, "neither a file nor");
  assertEquals((await Deno.stat(pipe)).isFifo, true);
  await m.remove();
});

testInSandbox("a map whose output is stuck on its way can be removed", async () => {
  const [began, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async () => {
    began.resolve();
    await over.promise;
    return new Response();
  });
  const send = async (): Promise<void> => {
    await Deno.writeTextFile("x.txt", "x");
    await htmap.transferOutputFiles("x.txt");
  };
  const outputRemaps = { "x.txt": `http://127.0.0.1:${server.addr.port}/x.txt` };
  const m = await htmap.map(send, [0], {
    backend: "local",
    quiet: true,
    mapOptions: { outputRemaps },
  });
  await began.promise;
  await m.remove();
  assertEquals(await htmap.getTags(), []);
  over.resolve();
  await server.shutdown();
});
