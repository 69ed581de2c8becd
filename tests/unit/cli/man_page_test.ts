import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import { allCommands } from "../../../lib/cli/all_commands.ts";
import { COMMANDS } from "../../../lib/cli/commands.ts";
import { EXIT_CODE_TEXTS } from "../../../lib/cli/exit_codes.ts";
import { usageLines } from "../../../lib/cli/usage.ts";
import { manPage } from "../../../lib/cli/man_page.ts";
import { ENVIRONMENT } from "../../../lib/cli/program.ts";
import { KNOWN_SETTINGS } from "../../../lib/settings/known.ts";

const page = await manPage(COMMANDS);

/** What a line of the page shows, without what only says how. */
const shown = (text: string): string =>
  text.replaceAll("\\-", "-").replaceAll("\\(aq", "'").replaceAll("\\(ga", "`")
    .replaceAll("\\(ti", "~").replaceAll("\\(ha", "^").replaceAll("\\&", "").replaceAll(
      "\\e",
      "\\",
    );

Deno.test("the man page has every command, with its options and examples, and every exit code", async () => {
  const text = shown(page);
  for await (const { name, command } of allCommands(COMMANDS)) {
    for (const line of usageLines(name, command)) {
      assertStringIncludes(text, line.replaceAll("…", "..."));
    }
    for (const option of Object.keys(command.options)) assertStringIncludes(text, option);
    for (const [example] of command.examples) {
      assertStringIncludes(text, `\n${example.replaceAll("…", "...")}\n`);
    }
  }
  for (const [code, meaning] of EXIT_CODE_TEXTS) {
    assertStringIncludes(text, `\\fB${code}\\fR\n${meaning}.`);
  }
});

const man = ["/usr/bin/man"].find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

Deno.test("ENVIRONMENT has every variable that is a setting", () => {
  const told = ENVIRONMENT.map(([name]) => name);
  for (const { environment } of KNOWN_SETTINGS.values()) {
    if (environment !== undefined) assert(told.includes(environment), environment);
  }
});

Deno.test({
  name: "the man page is one that `man` finds nothing wrong with",
  ignore: man === undefined,
  fn: async () => {
    const file = await Deno.makeTempFile({ suffix: ".1" });
    try {
      await Deno.writeTextFile(file, `${page}\n`);
      const { code, stdout, stderr } = await new Deno.Command(man ?? "", {
        args: ["--warnings", "-l", file],
        env: { MANWIDTH: "80", LC_ALL: "C.UTF-8", MANPAGER: "cat", PAGER: "cat" },
      }).output();
      assertEquals(new TextDecoder().decode(stderr), "");
      assertEquals(code, 0);
      const text = new TextDecoder().decode(stdout);
      for (const line of text.split("\n")) assert(!/^ {7}\.\w/.test(line), line);
      assertStringIncludes(text, "EXIT STATUS");
    } finally {
      await Deno.remove(file);
    }
  },
});
