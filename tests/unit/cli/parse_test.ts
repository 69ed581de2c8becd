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
  assertEquals(parse(command, ["dbl"]), { args: ["dbl"], options: nothingGiven, rest: [] });
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
    rest: [],
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

Deno.test("parse() takes no text after a flag for its value, nor an empty text for none", () => {
  for (const text of ["true", "false", "0", "-", "", " ", "数据"]) {
    const flags = parse(command, ["--all", text, "--no-state", text, "-v", text]);
    assertEquals(flags.args, [text, text, text]);
    assertEquals(flags.options, { ...nothingGiven, all: true, state: false, verbose: true });
    const values = parse(command, ["dbl", "--pattern", text, "-p", text, `--pattern=${text}`]);
    assertEquals(values.args, ["dbl"]);
    assertEquals(values.options.pattern, [text, text, text]);
  }
});

Deno.test("parse() takes all after the first = for the value", () => {
  const line = ["dbl", "--pattern=--all", "--pattern=a=b", "--pattern==", "--pattern=x\ny"];
  assertEquals(parse(command, line).options.pattern, ["--all", "a=b", "=", "x\ny"]);
});

Deno.test("parse() reads letters one by one until one has a value, which is the rest or comes next", () => {
  const values: Record<string, [line: string[], pattern: string]> = {
    "the rest": [["-vpx"], "x"],
    "the next": [["-vp", "x"], "x"],
    "a rest like options": [["-vp--all"], "--all"],
    "a rest that begins with =": [["-vp=x"], "=x"],
    "a number": [["-vp1"], "1"],
    "a negative number": [["-vp", "-1"], "-1"],
    "a path": [["-vp/a-b.c"], "/a-b.c"],
    "other than ASCII": [["-vp数🦊"], "数🦊"],
  };
  for (const [what, [line, pattern]] of Object.entries(values)) {
    const { args, options } = parse(command, ["dbl", ...line]);
    assertEquals(args, ["dbl"], what);
    assertEquals(options, { ...nothingGiven, verbose: true, pattern: [pattern] }, what);
  }
});

Deno.test("parse() takes the last of what is given several times, unless all of it is wanted", () => {
  const line = ["dbl", "-vv", "--no-state", "--state", "--format=json", "--format", "text"];
  assertEquals(parse(command, line).options, { ...nothingGiven, verbose: true });
  assertEquals(parse(command, ["dbl", "--state", "--no-state"]).options.state, false);
  assertEquals(parse(command, ["dbl", "-pb", "--pattern=a", "-p", "b"]).options.pattern, [
    "b",
    "a",
    "b",
  ]);
});

Deno.test("parse() leaves what every object has alone where it is an argument or a value", () => {
  const names = ["__proto__", "constructor", "toString"];
  const { args, options } = parse(command, [...names, ...names.map((name) => `-p${name}`)]);
  assertEquals(args, names);
  assertEquals(options, { ...nothingGiven, pattern: names });
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

Deno.test("parse() passes on what it could not read itself, and -- after the first argument", () => {
  const run = { parameters: ["SCRIPT", "[ARGUMENT…]"], options: {}, passesOn: true } as const;
  for (const rest of [["-v-"], ["---"], ["--help=no"], ["--", "-x"], ["-1", "", "-🦊"]]) {
    assertEquals(parse(run, ["a.ts", ...rest]).args, ["a.ts", ...rest]);
    assertEquals(parse(run, ["-v", "--", "a.ts", ...rest]).args, ["a.ts", ...rest]);
    assertEquals(parse(run, ["--", "-v", ...rest]).args, ["-v", ...rest]);
  }
});

const WRONG: Record<string, [line: string[], message: string]> = {
  "an unknown option": [["dbl", "--al"], "There is no option --al. Did you mean --all?"],
  "an unknown letter": [["dbl", "-x"], "There is no option -x"],
  "an option named as what every object has": [
    ["dbl", "--constructor"],
    "There is no option --constructor",
  ],
  "an option named as what every object inherits from": [
    ["dbl", "--__proto__"],
    "There is no option --__proto__",
  ],
  "the same with a value": [["dbl", "--__proto__=1"], "There is no option --__proto__"],
  "an unknown letter after a known one": [["dbl", "-vx"], "There is no option -x"],
  "a digit after a known letter": [["dbl", "-v1"], "There is no option -1"],
  "an unknown letter beyond ASCII": [["dbl", "-🦊"], "There is no option -🦊"],
  "a hyphen among letters": [["dbl", "-v-x"], "There is no option -v-x"],
  "three hyphens": [["dbl", "-v", "---all"], "There is no option ---all. Did you mean --all?"],
  "a letter written as a word": [["dbl", "--p=x"], "There is no option --p"],
  "a negated option that cannot be": [["dbl", "--no-all"], "There is no option --no-all"],
  "a value for a flag": [["dbl", "--all=no"], 'The option --all takes no value, but got "no"'],
  "an empty value for a flag": [["dbl", "--all="], 'The option --all takes no value, but got ""'],
  "a value for a negated flag": [
    ["dbl", "--no-state=x"],
    'The option --no-state takes no value, but got "x"',
  ],
  "a value that is missing before --": [
    ["dbl", "--pattern", "--", "x"],
    'The option --pattern needs a value: --pattern PATTERN. If "--" is the value, ' +
    "write --pattern=--",
  ],
  "a value that is missing before letters": [
    ["dbl", "-vp", "-px"],
    'The option -p needs a value: -p PATTERN. If "-px" is the value, write --pattern=-px',
  ],
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

Deno.test("parse() says no more than what is wrong with an unknown option", () => {
  const error = assertThrows(() => parse(command, ["dbl", "--__proto__=1"]), UsageError);
  assertEquals(error.message, "There is no option --__proto__");
});

Deno.test("parse() refuses too many arguments", () => {
  const one = { parameters: ["TAG"], options: {} };
  assertThrows(
    () => parse(one, ["a", "b c"]),
    UsageError,
    'There is nothing to be done with "b c"',
  );
});

Deno.test("parse() takes all that follows a greedy option, and its own value where nothing does", () => {
  const table = {
    parameters: ["[FILE]"],
    options: {
      files: { help: "", value: "FILE", many: true, greedy: true, bare: "-" },
      tag: { help: "", value: "TAG" },
      option: { help: "", value: "KEY=VALUE", many: true },
    },
    restFrom: ["--", ":::"],
    others: { as: "option", names: ["rank"] },
  } as const;
  const files = (...line: string[]): unknown => parse(table, line).options.files;
  assertEquals(files("f.ts", "--files", "a", "b", "--tag", "t"), ["a", "b"]);
  assertEquals(files("f.ts", "--files"), ["-"]);
  assertEquals(files("f.ts", "--files", "--tag", "t"), ["-"]);
  assertEquals(files("f.ts", "--files=a"), ["a"]);
  assertEquals(parse(table, ["f.ts", ":::", "--tag", "-1"]).rest, [":::", "--tag", "-1"]);
  const { option } = parse(table, ["--rank", "3", "--request_memory=2GB"]).options;
  assertEquals(option, ["rank=3", "request_memory=2GB"]);
  assertThrows(() => parse(table, ["--rnk", "3"]), UsageError, "Did you mean --rank?");
});

Deno.test("parse() refuses two values of what names something, of which one would be lost", () => {
  const reading = defineCommand({
    parameters: [],
    options: { inputs: { help: "What", value: "FILE", once: true } },
    examples: [],
    run: () => Promise.resolve(),
  });
  const given = (...names: string[]): readonly string[] => names.map((name) => `--inputs=${name}`);
  const twice = given("a", "b");
  assertThrows(() => parse(reading, twice), UsageError, "--inputs is given more than once");
  assertEquals(parse(reading, given("a", "a")).options["inputs"], "a");
});

Deno.test("parse() refuses an empty path, in an option and as an argument", () => {
  const copying = defineCommand({
    parameters: ["TAG", "[DIR]"],
    options: { to: { help: "Where", value: "FILE" }, note: { help: "What", value: "TEXT" } },
    examples: [],
    run: () => Promise.resolve(),
  });
  assertThrows(() => parse(copying, ["dbl", "--to", ""]), UsageError, "--to cannot be empty");
  assertThrows(() => parse(copying, ["dbl", ""]), UsageError, "DIR cannot be empty");
  assertEquals(parse(copying, ["", "--note="]).options["note"], "");
});
