import { assert, assertEquals } from "../../deps.ts";
import { COMPONENT_STATUSES } from "../../../lib/base/component_status.ts";
import type { Command, CommandEntry, CommandGroup, Option } from "../../../lib/cli/command.ts";
import { COMMANDS } from "../../../lib/cli/commands.ts";
import { GLOBAL_OPTIONS as OURS_OF_ALL } from "../../../lib/cli/parse.ts";
import {
  COMMANDS_OF_MANUAL,
  GLOBAL_OPTIONS,
  type ManualCommand,
  type ManualOption,
} from "../../helpers/chapter7.ts";

async function ourCommand(name: string): Promise<Command | undefined> {
  const all: Record<string, CommandEntry | CommandGroup> = Object.assign(
    {},
    ...Object.values(COMMANDS),
  );
  const [first = "", second = ""] = name.split(" ");
  const entry = all[first];
  if (!entry) return undefined;
  if (!("commands" in entry)) return await entry.load();
  return await entry.commands[second]?.load();
}

/** What an argument is, whatever it is called. */
function kindOf(arg: string): string {
  return arg.replace("[:TARGET]", "").replace(/[A-Z]+/, "x");
}

function accepts(option: Option, choice: string): boolean {
  if (option.choices) return option.choices.includes(choice);
  if (!option.parse) return true;
  try {
    return option.parse(choice) === choice && option.parse(choice.toLowerCase()) === choice;
  } catch {
    return false;
  }
}

/** What is said in the manual of an option, and is not so here. */
function otherwise(theirs: ManualOption, ours: Option | undefined): string[] {
  if (!ours) return [`${theirs.name} is missing`];
  const wrong: string[] = [];
  const is = (what: string, holds: boolean): void => {
    if (!holds) wrong.push(`${theirs.name}: ${what}`);
  };
  is(`short form ${theirs.short}`, theirs.short === undefined || `-${ours.short}` === theirs.short);
  is("takes a value or not", (theirs.value !== undefined) === (ours.value !== undefined));
  is("has --no-…", !theirs.negatable || ours.negatable === true);
  is("may be passed several times", !theirs.many || ours.many === true);
  for (const choice of theirs.choices ?? []) is(`can be ${choice}`, accepts(ours, choice));
  if (theirs.negatable && theirs.fallback && theirs.differs === undefined) {
    const isOn = theirs.fallback === "enabled";
    is(`is ${theirs.fallback} by default`, isOn === (ours.otherwise === undefined));
  }
  if (theirs.choices && theirs.fallback) {
    is(`is ${theirs.fallback} by default`, ours.default === theirs.fallback);
  }
  return wrong;
}

async function compare({ name, options }: ManualCommand): Promise<string[]> {
  const ours = await ourCommand(name);
  if (!ours) return [`htmap ${name} is missing`];
  const wrong = options.flatMap((option) => otherwise(option, ours.options[option.name.slice(2)]));
  return wrong.map((what) => `htmap ${name} ${what}`);
}

for (const command of COMMANDS_OF_MANUAL) {
  Deno.test({
    name: `htmap ${command.name} has all of the manual's section ${command.section}`,
    fn: async () => {
      assertEquals(await compare(command), []);
      const ours = await ourCommand(command.name);
      if (command.differs) return; // which says why, and is held by running it
      assertEquals(ours?.parameters.map(kindOf), command.args.map(kindOf));
    },
  });
}

Deno.test("what differs from the manual of a command can still be called as the manual says", async () => {
  const odd: string[] = [];
  for (const { name, args, differs } of COMMANDS_OF_MANUAL) {
    if (!differs) continue;
    const ours = (await ourCommand(name))?.parameters ?? [];
    const needed = (all: readonly string[]): number =>
      all.filter((arg) => !arg.startsWith("[")).length;
    const isEndless = ours.some((arg) => arg.includes("…"));
    const fits = needed(ours) <= Math.max(args.length, needed(args)) &&
      (isEndless || ours.length >= args.length);
    if (!fits) odd.push(`htmap ${name} ${ours.join(" ")}`);
  }
  assertEquals(odd, []);
});

Deno.test("the options before a command are those of the manual's", () => {
  const [verbose] = GLOBAL_OPTIONS;
  assert(verbose);
  assertEquals(otherwise(verbose, OURS_OF_ALL.verbose), []);
});

Deno.test("the manual's states are all there are", () => {
  const [components] = COMMANDS_OF_MANUAL.filter(({ name }) => name === "components");
  const choices = components?.options.find(({ name }) => name === "--status")?.choices ?? [];
  assertEquals([...choices].sort(), [...COMPONENT_STATUSES].sort());
});
