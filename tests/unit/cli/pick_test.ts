import { assertEquals, assertRejects } from "../../deps.ts";
import type { CommandEntry, CommandGroup } from "../../../lib/cli/command.ts";
import { COMMANDS } from "../../../lib/cli/commands.ts";
import { commandOfGroup, pick } from "../../../lib/cli/pick.ts";
import { UsageError } from "../../../lib/cli/failures.ts";

const ALL: Record<string, CommandEntry | CommandGroup> = Object.assign(
  {},
  ...Object.values(COMMANDS),
);
const OPTIONS = ["--help", "--version", "--verbose"];

/** What was typed, and what is said of it. */
const HINTS: Readonly<Record<string, string>> = {
  "statsu": 'htmap has no command "statsu". Did you mean `htmap status`?',
  "rm": 'htmap has no command "rm". Did you mean `htmap remove`?',
  "LS": 'htmap has no command "LS". Did you mean `htmap status` or `htmap tags`?',
  "delte": 'htmap has no command "delte". Did you mean `htmap remove`?',
  "hlep": 'htmap has no command "hlep". Did you mean `htmap help`?',
  "constructor": 'htmap has no command "constructor"',
  "": 'htmap has no command ""',
  "--verison": 'htmap has no option "--verison". Did you mean --version?',
};
for (const [typed, message] of Object.entries(HINTS)) {
  Deno.test(`pick() says of ${JSON.stringify(typed)} what may have been meant`, async () => {
    await assertRejects(() => pick("htmap", ALL, typed, OPTIONS), UsageError, message);
  });
}

for (
  const word of [
    ..."ls rm ps list delete del kill cancel log out err show submit q".split(" "),
  ]
) {
  Deno.test(`\`htmap ${word}\` is answered with a command that there is`, async () => {
    const error = await assertRejects(() => pick("htmap", ALL, word, OPTIONS), UsageError);
    const hinted = [...error.message.matchAll(/`htmap (\w+)`/g)].map(([, name]) => name ?? "");
    assertEquals(hinted.length > 0 && hinted.every((name) => Object.hasOwn(ALL, name)), true);
  });
}

Deno.test("no other name of a command is the name of one", () => {
  const others = Object.values(ALL).flatMap(({ aliases = [] }) => aliases);
  assertEquals(others.filter((name) => Object.hasOwn(ALL, name)), []);
});

const GROUP: CommandGroup = {
  summary: "Test",
  implied: { command: "map", by: ["--status"] },
  commands: Object.fromEntries(
    ["map", "components"].map((name) => [name, { summary: name, load: () => Promise.reject() }]),
  ),
};

Deno.test("commandOfGroup() takes the command that is implied where an option says so", async () => {
  const of = async (...args: string[]): Promise<unknown> =>
    await commandOfGroup("htmap rerun", GROUP, args, OPTIONS);
  assertEquals(await of("map", "fx"), ["map", ["fx"]]);
  assertEquals(await of("fx", "--status", "held"), ["map", ["fx", "--status", "held"]]);
  assertEquals(await of("--status=held", "fx"), ["map", ["--status=held", "fx"]]);
});

/** What was typed after the group's name, and what is said of it. */
const GROUP_HINTS: Readonly<Record<string, string>> = {
  "fx": 'htmap rerun has no command "fx". Did you mean `htmap rerun map fx`?',
  "fx it's": `htmap rerun has no command "fx". Did you mean \`htmap rerun map fx 'it'\\''s'\`?`,
  "mpa fx": 'htmap rerun has no command "mpa". Did you mean `htmap rerun map`?',
  "fx -- --status":
    'htmap rerun has no command "fx". Did you mean `htmap rerun map fx -- --status`?',
  "fx --help": 'htmap rerun has no command "fx"',
  "--hlep": 'htmap rerun has no option "--hlep". Did you mean --help?',
};
for (const [typed, message] of Object.entries(GROUP_HINTS)) {
  Deno.test(`commandOfGroup() does not guess what \`rerun ${typed}\` is to do, and says how`, async () => {
    await assertRejects(
      () => commandOfGroup("htmap rerun", GROUP, typed.split(" "), OPTIONS),
      UsageError,
      message,
    );
  });
}
