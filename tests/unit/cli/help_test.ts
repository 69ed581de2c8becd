import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import type { Command } from "../../../lib/cli/command.ts";
import { type CommandEntry, type CommandGroup, COMMANDS } from "../../../lib/cli/commands.ts";
import { GLOBAL_OPTIONS, parse } from "../../../lib/cli/parse.ts";
import { commandHelp } from "../../../lib/cli/usage.ts";

/** Every command by its full name. */
async function* allCommands(): AsyncGenerator<[name: string, summary: string, command: Command]> {
  for (const group of Object.values(COMMANDS)) yield* commandsOf("htmap", group);
}

async function* commandsOf(
  parent: string,
  entries: Readonly<Record<string, CommandEntry | CommandGroup>>,
): AsyncGenerator<[name: string, summary: string, command: Command]> {
  for (const [name, entry] of Object.entries(entries)) {
    if ("commands" in entry) yield* commandsOf(`${parent} ${name}`, entry.commands);
    else yield [`${parent} ${name}`, entry.summary, await entry.load()];
  }
}

Deno.test("each command's help names its parameters and options, and fits a terminal", async () => {
  for await (const [name, summary, command] of allCommands()) {
    const help = commandHelp(name, summary, command, GLOBAL_OPTIONS);
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
    for (const line of help.split("\n")) assert(line.length <= 100, line);
    assertEquals(help.match(/ +$/m), null);
  }
});

Deno.test("each command's examples are command lines that it takes", async () => {
  for await (const [name, , command] of allCommands()) {
    assert(command.examples.length > 0, `${name} has no example`);
    for (const [example] of command.examples) {
      const own = example.split(" | ").find((part) => `${part} `.startsWith(`${name} `)) ?? example;
      const words = own.slice(name.length).trim().split(/\s+/).filter(Boolean);
      parse(command, words.map((word) => word.replaceAll('"', "")));
    }
  }
});

Deno.test("no summary ends in a full stop, which the help adds", async () => {
  for await (const [name, summary] of allCommands()) assert(!summary.endsWith("."), name);
});
