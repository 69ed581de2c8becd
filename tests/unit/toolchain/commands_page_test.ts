import { assert, assertStringIncludes } from "../../deps.ts";
import { COMMANDS_PAGE, commandsPage } from "../../toolchain/commands_page.ts";

Deno.test("docs/commands.md is what the table of the commands says", async () => {
  const isFresh = await Deno.readTextFile(COMMANDS_PAGE) === await commandsPage();
  assert(isFresh, "it is stale: make it anew with `deno task reference`");
});

Deno.test("docs/command_line.md leads to docs/commands.md, and to the one list of the exit codes", async () => {
  const guide = await Deno.readTextFile(new URL("../../../docs/command_line.md", import.meta.url));
  assertStringIncludes(guide, "(commands.md)");
  assertStringIncludes(guide, "(commands.md#exit-codes)");
});
