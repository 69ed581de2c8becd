import { fileURLToPath } from "node:url";
import { assertEquals, assertStringIncludes, assertThrows } from "../../deps.ts";
import { lockOf } from "../../toolchain/compile.ts";

const LOCK = {
  version: "5",
  specifiers: { "npm:one@1.0.0": "1.0.0", "npm:@a/two@2.0.0": "2.0.0", "npm:test@1.0.0": "1.0.0" },
  npm: {
    "one@1.0.0": { integrity: "1", dependencies: ["three", "@a/two@2.0.0"] },
    "@a/two@2.0.0": { integrity: "2" },
    "three@3.0.0": { integrity: "3", dependencies: ["one"] },
    "test@1.0.0": { integrity: "4" },
  },
};

Deno.test("lockOf() takes packages out of a lock file, with what they need", () => {
  assertEquals(Object.keys(lockOf(LOCK, ["npm:one@1.0.0"]).npm), [
    "one@1.0.0",
    "three@3.0.0",
    "@a/two@2.0.0",
  ]);
  const { specifiers, npm } = lockOf(LOCK, ["npm:@a/two@2.0.0"]);
  assertEquals(specifiers, { "npm:@a/two@2.0.0": "2.0.0" });
  assertEquals(npm, { "@a/two@2.0.0": { integrity: "2" } });
});

Deno.test("lockOf() says which package is not in the lock file", () => {
  assertThrows(() => lockOf(LOCK, ["npm:four@4.0.0"]), Error, "has no package four");
});

/** Runs `deno task compile` with arguments that make no binary. */
async function compile(...args: string[]): Promise<{ code: number; text: string }> {
  const script = fileURLToPath(new URL("../../toolchain/compile.ts", import.meta.url));
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, ...args],
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

Deno.test("deno task compile --help lists the targets, and what is made for each", async () => {
  const { code, text } = await compile("--help");
  assertEquals(code, 0, text);
  assertStringIncludes(text, "x86_64-unknown-linux-gnu   dist/htmap-linux-x86_64\n");
  assertStringIncludes(text, "aarch64-unknown-linux-gnu  dist/htmap-linux-aarch64\n");
});

Deno.test("deno task compile says what there is when it is asked for what is not there", async () => {
  for (const args of [["--target", "arm64"], ["--target=arm64"]]) {
    const { code, text } = await compile(...args);
    assertEquals(code, 2, text);
    assertStringIncludes(text, 'no binary for the target "arm64". The targets are x86_64-');
  }
  const { code, text } = await compile("--targets", "x");
  assertEquals(code, 2, text);
  assertStringIncludes(text, "Unknown option '--targets'");
  assertStringIncludes(text, "usage: deno task compile");
});
