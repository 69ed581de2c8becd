/**
 * What every command says of bad input, and its exit code: the one table of it. It goes by the world of
 * `example_world.ts`. What follows from a command's own table, such as an option that it does not have, is in
 * `cli_bad_input_behaviour.ts`.
 *
 * @module
 */

/** What is typed after `htmap`, the exit code, and what is said after `error:`. */
export type BadInput = readonly [commandLine: string, code: 1 | 2, message: string];

const NO_MAP = 'There is no map with the tag "nope". List the tags in use with `htmap tags`';
const WHICH = "Which maps? Give TAG…, - for tags on standard input, -p PATTERN or --all";
const IN_USE = (tag: string): string =>
  `The tag "${tag}" is in use. Look at that map with \`htmap status ${tag}\`, remove it with ` +
  `\`htmap remove ${tag}\`, or choose another tag`;
const NO_TAG =
  '"a*b" cannot be a tag: it has a "*". Use letters and digits, with "-", "_", "." and the ' +
  'like between them, but no blanks and none of / \\ * ? : < > " |, at most 200 bytes';
const NO_PATTERN =
  'No tag matches "zz*". The tags in use are calm-green-otter, dbl, plots, scan-1, scan-2';
const NO_COMPONENT = '"x" cannot be a component: components are numbered from 0';
const NO_INDEX = `${NO_COMPONENT}. Give indices, or a range such as 3-7`;
const NO_AMOUNT =
  '"lots" cannot be an amount. Give a number above 0, with a unit or without, such as 2GB or 500';
const TOO_LARGE =
  'Map "dbl" has no component 99: its components are 0 to 9. Give an index in that range';
const NO_CHUNK =
  'The option --chunk cannot be "x": chunk must be a whole number from 1, or advised';
const NO_SETTING = 'There is no setting "NOPE". Known are HTMAP_DIR, BACKEND, ';

const NO_COMPONENTS = `${NO_COMPONENT}. Give indices, or a range such as 3-7`;

/** What is said of the values of options that are the same everywhere, by their names. */
export const BAD_VALUES: Readonly<Record<string, readonly [value: string, why: string]>> = {
  "STATUS": [
    "nope",
    "it must be one of UNKNOWN, UNMATERIALIZED, HELD, ERRORED, IDLE, RUNNING, SUSPENDED, COMPLETED, " +
    "REMOVED",
  ],
  "SECONDS": ["x", "it must be a number of seconds, 0 or more"],
  "KEY=VALUE": ["request_memory", "it must be KEY=VALUE, such as request_memory=250MB"],
};

/** The commands that act on maps, each of which needs to know on which. */
const ACTS: readonly string[] = ["hold", "release", "pause", "resume", "vacate", "reasons"];

/** The table, by command. A message that ends with a blank goes on. */
export const BAD_INPUT: Readonly<Record<string, readonly BadInput[]>> = {
  "htmap": [
    ["nope", 2, 'htmap has no command "nope"'],
    ["statsu", 2, 'htmap has no command "statsu". Did you mean `htmap status`?'],
    ["rm dbl", 2, 'htmap has no command "rm". Did you mean `htmap remove`?'],
    ["--nope", 2, 'htmap has no option "--nope"'],
    ["-x", 2, 'htmap has no option "-x"'],
    ["help nope", 2, 'htmap has no command "nope"'],
  ],
  "htmap rerun": [
    ["rerun dbl", 2, 'htmap rerun has no command "dbl". Did you mean `htmap rerun map dbl`?'],
    ["help rerun nope", 2, 'htmap rerun has no command "nope"'],
  ],
  "htmap map": [
    ["map", 2, "FILE[#EXPORT], or -- and a program, is missing"],
    ["map --", 2, "There is no program after --. Name it and its arguments, as in -- ./pi {}"],
    [
      "map -- ./nope {}",
      1,
      "The program ./nope cannot be sent along: it is not there. Name one that is; one without a / is " +
      "looked for on PATH",
    ],
    [
      "map count.ts --files nope.csv",
      1,
      "The file nope.csv cannot be sent: there is no such file. Name files that are there; a relative " +
      "path starts from the working directory",
    ],
    [
      "map double.ts --inputs nope.jsonl",
      1,
      "The inputs nope.jsonl cannot be read: there is no such file. Name a file of JSON, a value a line",
    ],
    [
      "map double.ts --range 3 --inputs samples.jsonl",
      2,
      "Give either --inputs or --range: the inputs come from one of them",
    ],
    [
      "map double.ts --range 3 --colsep (",
      2,
      'The option --colsep cannot be "(": it must be a regular expression, such as , or \\t or "\\s+" ',
    ],
    [
      "map double.ts --range 3 --request_memori 2GB",
      2,
      "HTCondor has no submit command request_memori. Did you mean request_memory? For an attribute of " +
      "your own write -o MY.request_memori=…",
    ],
    [
      "map nope.ts --range 3",
      1,
      "There is no file nope.ts to take the function from. Give FILE or FILE#EXPORT",
    ],
    [
      "map double.ts#nope --range 3",
      1,
      "The function cannot travel: nope is no export of file://$PLACE/double.ts. Give one of its exports, " +
      "which are default",
    ],
    [
      "map double.ts# --range 3",
      1,
      "double.ts# names no export after #. Give double.ts, or double.ts#EXPORT",
    ],
    [
      "map double.ts --range 3 --memory 2GB",
      2,
      "There is no option --memory. Did you mean --request_memory?",
    ],
    [
      "map double.ts --range 3 -o cpus=2",
      2,
      "HTCondor has no submit command cpus. Did you mean request_cpus? ",
    ],
    [
      "map double.ts --null --range 3",
      2,
      "--null is about names of files on standard input: give --files -",
    ],
    ["map double.ts -a - :::: -", 2, "Give - once: standard input can be read only once"],
    ["map double.ts --files - -", 2, "Give - once: standard input can be read only once"],
    ["map -- sh {foo} ::: a", 2, "{foo} has a place for an input that is none: "],
    [
      "map --types -- sh {} ::: a",
      2,
      "--types is for functions: a program is told text as it is. Leave it out",
    ],
    [
      "map double.ts --range x",
      2,
      'The option --range cannot be "x": it must be STOP, START:STOP or START:STOP:STEP, numbers, with ' +
      "a step that is not 0",
    ],
    ["map double.ts --range 3 --tag dbl", 1, IN_USE("dbl")],
    ["map double.ts --range 3 --tag a*b", 1, NO_TAG],
    [
      "map double.ts --range 3 --tag -x",
      2,
      'The option --tag needs a value: --tag NEW. If "-x" is the value, write --tag=-x',
    ],
    [
      "map double.ts --range 3 -o retries=x",
      2,
      'The option -o cannot be "retries=x": retries must be a whole number from 0',
    ],
    [
      "map double.ts --range 3 -o chunk=0",
      2,
      'The option -o cannot be "chunk=0": chunk must be a whole number from 1, or advised',
    ],
  ],
  "htmap run": [["run nope.ts", 1, "There is no file nope.ts to run. Name a script"]],
  "htmap status": [["status nope", 1, NO_MAP]],
  "htmap tags": [["tags -p", 2, "The option -p needs a value: -p PATTERN"]],
  "htmap components": [
    ["components nope", 1, NO_MAP],
  ],
  "htmap versions": [["versions nope", 1, NO_MAP]],
  "htmap report": [
    ["report nope", 1, NO_MAP],
    [
      "report dbl --html nowhere/x.html",
      1,
      "There is no directory nowhere for the page. Make it, or name another file",
    ],
    ["report dbl --html x.html --format json", 2, "Give either --html or --format json"],
  ],
  "htmap errors": [
    ["errors nope", 1, NO_MAP],
    ["errors", 2, WHICH],
    [
      "errors dbl --limit x",
      2,
      'The option --limit cannot be "x": it must be a whole number, 0 or more',
    ],
  ],
  "htmap path": [
    ["path nope", 1, NO_MAP],
    [
      "path dbl:nope",
      2,
      'A map has no "nope": TARGET is one of map, tag, events, logs, inputs, outputs',
    ],
  ],
  "htmap wait": [
    ["wait nope", 1, NO_MAP],
    ["wait", 2, WHICH],
    [
      "wait dbl --timeout -1",
      2,
      'The option --timeout cannot be "-1": it must be a number of seconds, 0 or more',
    ],
  ],
  "htmap results": [
    ["results nope", 1, NO_MAP],
    ["results dbl x", 2, NO_COMPONENTS],
    ["results dbl 99", 1, TOO_LARGE],
  ],
  "htmap inputs": [
    ["inputs nope", 1, NO_MAP],
    ["inputs dbl x", 2, NO_COMPONENTS],
    ["inputs dbl 99", 1, TOO_LARGE],
  ],
  "htmap files": [
    ["files nope", 1, NO_MAP],
    ["files dbl x", 2, NO_COMPONENTS],
    ["files dbl 99", 1, TOO_LARGE],
    ["files dbl --name x", 2, "--name needs --to DIR: a list copies nothing"],
    [
      "files dbl --to d --name ../x",
      2,
      'The option --name cannot be "../x": "../x" is no name of files: it must be a path that stays in the ' +
      'directory, such as "{component}/{name}"',
    ],
  ],
  "htmap top": [
    ["top nope --once", 1, NO_MAP],
    ["top dbl", 2, "A screen needs a terminal, and standard output is none: "],
  ],
  "htmap stdout": [
    ["stdout dbl 0 --so-far --timeout 1", 2, "--so-far does not wait: leave --timeout out"],
    ["stdout nope 0", 1, NO_MAP],
    ["stdout dbl x", 2, NO_COMPONENT],
    ["stdout dbl 99", 1, TOO_LARGE],
  ],
  "htmap stderr": [
    ["stderr nope 0", 1, NO_MAP],
    ["stderr dbl x", 2, NO_COMPONENT],
    ["stderr dbl -99", 1, TOO_LARGE.replace("99", "-99")],
  ],
  "htmap collect": [
    ["collect nope figures", 1, NO_MAP],
  ],
  "htmap remove": [
    ["remove nope", 1, NO_MAP],
    ["remove dbl nope", 1, NO_MAP],
    ["remove", 2, WHICH],
    ["remove -p zz*", 1, NO_PATTERN],
  ],
  "htmap clean": [["clean dbl", 2, 'There is nothing to be done with "dbl"']],
  ...Object.fromEntries(ACTS.map((act) => [`htmap ${act}`, [
    [`${act} nope`, 1, NO_MAP],
    [act, 2, WHICH],
    [`${act} -p zz*`, 1, NO_PATTERN],
  ]])),
  "htmap rerun map": [
    ["rerun map nope", 1, NO_MAP],
    ["rerun map", 2, WHICH],
    ["rerun map dbl --chunk x", 2, NO_CHUNK],
    [
      "rerun map dbl --status held",
      2,
      "Components that are HELD have not ended, and cannot run again. `htmap retry` releases them",
    ],
  ],
  "htmap rerun components": [
    ["rerun components nope 0", 1, NO_MAP],
    ["rerun components dbl x", 2, NO_INDEX],
    ["rerun components dbl 99", 1, TOO_LARGE],
    ["rerun components dbl 3-99", 1, TOO_LARGE],
    [
      "rerun components dbl 7-3",
      2,
      '"7-3" is no range: it goes from the smaller to the larger index',
    ],
    ["rerun components dbl 0 --chunk x", 2, NO_CHUNK],
  ],
  "htmap retry": [
    ["retry nope", 1, NO_MAP],
    ["retry", 2, WHICH],
    ["retry dbl --memory lots", 2, NO_AMOUNT],
    ["retry dbl --disk lots", 2, NO_AMOUNT],
  ],
  "htmap edit memory": [
    ["edit memory nope 4", 1, NO_MAP],
    ["edit memory dbl lots", 2, NO_AMOUNT],
    [
      "edit memory dbl 4GB --unit MB",
      2,
      'Give the unit once: "4GB" has one, and --unit says MB',
    ],
  ],
  "htmap edit disk": [
    ["edit disk nope 4", 1, NO_MAP],
    ["edit disk dbl lots", 2, NO_AMOUNT],
  ],
  "htmap transplants info": [
    ["transplants info dbl", 2, 'There is nothing to be done with "dbl"'],
  ],
  "htmap transplants remove": [
    [
      "transplants remove x",
      2,
      '"x" cannot be the index of a transplant: it must be a whole number, 0 or more',
    ],
    // Maps that were made from source have one, those of the binary none.
    ["transplants remove 99", 1, "There is no transplant 99. "],
  ],
  "htmap retag": [
    ["retag nope other", 1, NO_MAP],
    ["retag dbl scan-1", 1, IN_USE("scan-1")],
    ["retag dbl a*b", 1, NO_TAG],
  ],
  "htmap settings": [["settings --usr", 2, "There is no option --usr. Did you mean --user?"]],
  "htmap set": [
    ["set NOPE 1", 2, NO_SETTING],
    ["set WAIT_TIME x", 2, 'WAIT_TIME must be a number above 0, but it would be "x"'],
    [
      "set BACKEND nope",
      2,
      'BACKEND must be one of "auto", "htcondor", "local", but it would be "nope"',
    ],
  ],
  "htmap unset": [["unset NOPE", 2, NO_SETTING]],
  "htmap autocompletion": [
    ["autocompletion", 2, "The option --shell SHELL is missing: it is one of bash, zsh, fish"],
    [
      "autocompletion --shell csh",
      2,
      'The option --shell cannot be "csh": it is one of bash, zsh, fish. Did you mean zsh?',
    ],
  ],
  "htmap man": [["man dbl", 2, 'There is nothing to be done with "dbl"']],
  "htmap doctor": [
    ["doctor dbl", 2, 'There is nothing to be done with "dbl"'],
  ],
  "htmap logs": [["logs dbl", 2, 'There is nothing to be done with "dbl"']],
  "htmap version": [["version dbl", 2, 'There is nothing to be done with "dbl"']],
};
