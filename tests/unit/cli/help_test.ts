import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../deps.ts";
import { allCommands } from "../../../lib/cli/all_commands.ts";
import { COMMANDS } from "../../../lib/cli/commands.ts";
import { GLOBAL_OPTIONS, parse } from "../../../lib/cli/parse.ts";
import { EXIT_CODE_TEXTS } from "../../../lib/cli/exit_codes.ts";
import { PROGRAM_EXAMPLES, PROGRAM_OPTIONS, PROGRAM_SUMMARY } from "../../../lib/cli/program.ts";
import { commandHelp, overview } from "../../../lib/cli/usage.ts";

Deno.test("each command's help names its parameters and options, and fits a terminal", async () => {
  for await (const { name, summary, command } of allCommands(COMMANDS)) {
    const help = commandHelp(name, summary, command, GLOBAL_OPTIONS, 80);
    assert(help.startsWith(`${summary}.\n`), name);
    for (const usage of command.usage ?? [command.parameters.join(" ")]) {
      assertStringIncludes(help, `  ${name} [OPTIONS] ${usage}`.trimEnd());
    }
    for (const option of Object.keys(command.options)) {
      assert(
        help.includes(`--${option}`) || help.includes(`--[no-]${option}`),
        `${name} ${option}`,
      );
    }
    for (const line of help.split("\n")) assert(line.length <= 80, line);
    assertEquals(help.match(/ +$/m), null);
  }
});

Deno.test("each command's examples are command lines that it takes", async () => {
  for await (const { name, command } of allCommands(COMMANDS)) {
    assert(command.examples.length > 0, `${name} has no example`);
    for (const [example] of command.examples) {
      const own = example.split(/ [|>] /).find((part) => `${part} `.startsWith(`${name} `)) ??
        example;
      const words = own.slice(name.length).trim().split(/\s+/).filter(Boolean);
      parse(command, words.map((word) => word.replaceAll('"', "")));
    }
  }
});

Deno.test("no summary ends in a full stop, which the help adds", async () => {
  for await (const { name, summary } of allCommands(COMMANDS)) assert(!summary.endsWith("."), name);
});

/** Examples that are as they are shown, put together again. */
const whole = (help: string): string => help.replaceAll(/ \\\n +/g, " ");

Deno.test("the examples in help are command lines, however narrow the terminal is", async () => {
  for await (const { name, summary, command } of allCommands(COMMANDS)) {
    for (const width of [60, 80, 100]) {
      const help = commandHelp(name, summary, command, GLOBAL_OPTIONS, width);
      for (const [example] of command.examples) {
        assertStringIncludes(`${whole(help)}\n`, `  ${example}\n`);
      }
    }
  }
});

Deno.test("the help of htmap says what each exit code means", () => {
  const help = overview({
    name: "htmap",
    summary: PROGRAM_SUMMARY,
    groups: { Commands: [["map", "Map"]] },
    options: PROGRAM_OPTIONS,
    examples: PROGRAM_EXAMPLES,
    exitCodes: true,
  }, 80);
  for (const [code] of EXIT_CODE_TEXTS) assertMatch(help, new RegExp(`^  ${code} +\\w`, "m"));
  for (const line of help.split("\n")) assert(line.length <= 80, line);
});
