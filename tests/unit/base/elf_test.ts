import { assertEquals } from "../../deps.ts";
import { readElfHead } from "../../../lib/base/elf.ts";
import { sandbox } from "../../helpers/sandbox.ts";

Deno.test("readElfHead() tells which machine a program is for, and which loader it wants", () => {
  const head = readElfHead(Deno.execPath());
  assertEquals(head?.machine, Deno.build.arch);
  assertEquals(readElfHead("/bin/ls")?.machine, Deno.build.arch);
  assertEquals(/\/ld-linux[-\w.]+$/.test(head?.interpreter?.path ?? ""), true);
  assertEquals(head?.interpreter?.room, (head?.interpreter?.path.length ?? 0) + 1);
});

Deno.test("readElfHead() gives nothing for a file that is no program, however short", async () => {
  await using box = await sandbox();
  for (const content of ["", "#!/bin/sh\n", "\x7fELF", "\x7fELF\x02\x01".padEnd(64, "\0")]) {
    await Deno.writeTextFile(`${box.root}/file`, content);
    assertEquals(readElfHead(`${box.root}/file`)?.interpreter, undefined);
  }
});
