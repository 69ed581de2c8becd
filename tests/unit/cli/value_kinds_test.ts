import { assert, assertEquals } from "../../deps.ts";
import { allCommands } from "../../../lib/cli/all_commands.ts";
import { COMMANDS } from "../../../lib/cli/commands.ts";
import { VALUE_KINDS, valueName } from "../../../lib/cli/value_kinds.ts";

Deno.test("what completes each value of each command is in the table of the kinds of values", async () => {
  for await (const { name, command } of allCommands(COMMANDS)) {
    const options = Object.values(command.options);
    const names = [
      ...command.parameters.map(valueName),
      ...options.flatMap(({ value, choices }) => value === undefined || choices ? [] : [value]),
    ];
    for (const value of names) {
      assert(
        Object.hasOwn(VALUE_KINDS, value),
        `${name} takes ${value}, which lib/cli/value_kinds.ts does not have: add it, with where its ` +
          "values come from, or call it as the others do",
      );
    }
  }
});

Deno.test("an option whose value is one of several says which", async () => {
  for await (const { name, command } of allCommands(COMMANDS)) {
    for (const [option, { value, choices }] of Object.entries(command.options)) {
      if (value === undefined || VALUE_KINDS[value] !== "choices") continue;
      assert(choices && choices.length > 0, `${name} --${option} ${value}`);
    }
  }
});

Deno.test("valueName() gives the name of a parameter that may be left out or repeats", () => {
  const names = ["TAG", "[TAG]", "[TAG…]", "TAG…", "TAG[:TARGET]", "FILE[#EXPORT]"].map(valueName);
  assertEquals(names, ["TAG", "TAG", "TAG", "TAG", "TAG[:TARGET]", "FILE[#EXPORT]"]);
});
