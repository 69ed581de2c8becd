import { fileURLToPath } from "node:url";
import { assertEquals, assertStringIncludes } from "../../deps.ts";

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
