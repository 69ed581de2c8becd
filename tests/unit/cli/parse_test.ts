import { assertEquals, assertThrows } from "../../deps.ts";
import { defineCommand } from "../../../lib/cli/command.ts";
import { UsageError } from "../../../lib/cli/failures.ts";
import { parse } from "../../../lib/cli/parse.ts";
import { seconds } from "../../../lib/cli/values.ts";

const command = defineCommand({
  parameters: ["TAG", "[COMPONENT…]"],
  options: {
    all: { help: "All" },
    state: { help: "States", negatable: true },
    pattern: { help: "Some", value: "PATTERN", short: "p", many: true },
    format: { help: "How", value: "FORMAT", choices: ["text", "json"], default: "text" },
    timeout: { help: "How long", value: "SECONDS", parse: seconds },
  },
  examples: [],
  run: () => Promise.resolve(),
});

const nothingGiven = {
  all: false,
  state: true,
  pattern: [],
  format: "text",
  timeout: undefined,
  help: false,
  verbose: false,
};

Deno.test("parse() gives every option of the table, also those that were not given", () => {
  assertEquals(parse(command, ["dbl"]), { args: ["dbl"], options: nothingGiven });
});

Deno.test("parse() takes options before, between and after arguments, in all their forms", () => {
  const line = [
    "-pa",
    "dbl",
    "--no-state",
    "-p",
    "b",
    "3",
    "--pattern=c",
    "--timeout",
    "1.5",
    "-v",
  ];
  assertEquals(parse(command, line), {
    args: ["dbl", "3"],
    options: {
      ...nothingGiven,
      state: false,
      pattern: ["a", "b", "c"],
      timeout: 1500,
      verbose: true,
    },
  });
});

Deno.test("parse() leaves what looks like a number or a truth value as it was written", () => {
  assertEquals(parse(command, ["--all", "true", "007"]).args, ["true", "007"]);
});

Deno.test("parse() takes a negative number for an argument, and for a value", () => {
  const { args, options } = parse(command, ["dbl", "-1", "-12", "--pattern", "-3"]);
  assertEquals(args, ["dbl", "-1", "-12"]);
  assertEquals(options.pattern, ["-3"]);
});

Deno.test("parse() takes everything after -- for arguments", () => {
  assertEquals(parse(command, ["dbl", "--", "--all", "-p"]).args, ["dbl", "--all", "-p"]);
});

Deno.test("parse() asks for no arguments when help is wanted", () => {
  assertEquals(parse(command, ["--help"]).options.help, true);
  assertEquals(parse(command, ["-h"]).options.help, true);
});

Deno.test("parse() passes on what follows the first argument of a command that wants that", () => {
  const run = { parameters: ["SCRIPT", "[ARGUMENT…]"], options: {}, passesOn: true } as const;
  const { args, options } = parse(run, ["-v", "a.ts", "--help", "-x", "--", "y"]);
  assertEquals(args, ["a.ts", "--help", "-x", "--", "y"]);
  assertEquals(options, { help: false, verbose: true });
});

const WRONG: Record<string, [line: string[], message: string]> = {
  "an unknown option": [["dbl", "--al"], "There is no option --al. Did you mean --all?"],
  "an unknown letter": [["dbl", "-x"], "There is no option -x"],
  "an option named as what every object has": [
    ["dbl", "--constructor"],
    "There is no option --constructor",
  ],
  "a negated option that cannot be": [["dbl", "--no-all"], "There is no option --no-all"],
  "a value for a flag": [["dbl", "--all=no"], 'The option --all takes no value, but got "no"'],
  "a value that is missing at the end": [
    ["dbl", "--pattern"],
    "The option --pattern needs a value: --pattern PATTERN",
  ],
  "a value that is missing before another option": [
    ["dbl", "-p", "--all"],
    'The option -p needs a value: -p PATTERN. If "--all" is the value, write --pattern=--all',
  ],
  "a value that is not one of the choices": [
    ["dbl", "--format", "jsn"],
    'The option --format cannot be "jsn": it is one of text, json. Did you mean json?',
  ],
  "a value that cannot be read": [
    ["dbl", "--timeout", "soon"],
    'The option --timeout cannot be "soon": it must be a number of seconds, 0 or more',
  ],
  "too few arguments": [[], "TAG is missing"],
};

for (const [what, [line, message]] of Object.entries(WRONG)) {
  Deno.test(`parse() refuses ${what}`, () => {
    assertThrows(() => parse(command, line), UsageError, message);
  });
}

Deno.test("parse() refuses too many arguments", () => {
  const one = { parameters: ["TAG"], options: {} };
  assertThrows(
    () => parse(one, ["a", "b c"]),
    UsageError,
    'There is nothing to be done with "b c"',
  );
});
