/**
 * Chapter 7 of HTMap's manual, "CLI Reference": its commands, options and arguments, as they stand there.
 *
 * @module
 */

/** An option of the manual's. */
export interface ManualOption {
  /** Its name, with the dashes. */
  readonly name: string;
  readonly short?: string;
  /** What its value is called; an option without is a flag. */
  readonly value?: string;
  /** The values that the manual lists. */
  readonly choices?: readonly string[];
  /** There is a `--no-…` of it. */
  readonly negatable?: true;
  /** It may be passed several times. */
  readonly many?: true;
  /** What it is by default. */
  readonly fallback?: string;
  /** What is otherwise here, and why. */
  readonly differs?: string;
}

/** A command of the manual's. */
export interface ManualCommand {
  /** The section it is in. */
  readonly section: string;
  /** Its name, without `htmap`. */
  readonly name: string;
  /** `TAG` must be given, `[TAG]` may, `[TAG…]` may be several. */
  readonly args: readonly string[];
  readonly options: readonly ManualOption[];
  /** What is otherwise here, and why. */
  readonly differs?: string;
}

const PATTERN = { name: "--pattern", short: "-p", value: "pattern", many: true } as const;
const MAPS: readonly ManualOption[] = [PATTERN, { name: "--all" }];
const TIMEOUT: ManualOption = { name: "--timeout", value: "timeout", fallback: "wait forever" };
const COLOR: ManualOption = {
  name: "--color",
  negatable: true,
  fallback: "colorized",
  differs:
    "Colours are on by themselves only on a terminal, without NO_COLOR: in a pipe their codes would be in the way",
};
/** What goes for all that take `[TAGS]...`. */
const ON_MAPS =
  "HTMap acts on nothing, with a warning, where no map was chosen; here that is an error, since " +
  "a script must not go on as if something had been done";

function onMaps(
  section: string,
  name: string,
  options: readonly ManualOption[] = [],
  differs = ON_MAPS,
): ManualCommand {
  return { section, name, args: ["[TAG…]"], options: [...MAPS, ...options], differs };
}

/** The options before a command. */
export const GLOBAL_OPTIONS: readonly ManualOption[] = [
  { name: "--verbose", short: "-v" },
  { name: "--version" },
];

/** The commands, in the manual's order. */
export const COMMANDS_OF_MANUAL: readonly ManualCommand[] = [
  {
    section: "7.1.1",
    name: "autocompletion",
    args: [],
    options: [
      { name: "--shell", value: "shell", choices: ["bash", "zsh", "fish"] },
      { name: "--force" },
      { name: "--destination", value: "destination" },
    ],
  },
  { section: "7.1.2", name: "clean", args: [], options: [{ name: "--all" }] },
  {
    section: "7.1.3",
    name: "components",
    args: ["TAG"],
    options: [
      {
        name: "--status",
        value: "status",
        choices: [
          "UNKNOWN",
          "UNMATERIALIZED",
          "IDLE",
          "RUNNING",
          "REMOVED",
          "COMPLETED",
          "HELD",
          "SUSPENDED",
          "ERRORED",
        ],
        differs:
          "The numbers stand on a line each, and not in one line, as other tools of a shell have them",
      },
      COLOR,
    ],
  },
  {
    section: "7.1.4",
    name: "edit disk",
    args: ["TAG", "DISK"],
    options: [{ name: "--unit", value: "unit", choices: ["KB", "MB", "GB"] }],
  },
  {
    section: "7.1.4",
    name: "edit memory",
    args: ["TAG", "MEMORY"],
    options: [{ name: "--unit", value: "unit", choices: ["MB", "GB"] }],
  },
  onMaps("7.1.5", "errors", [{ name: "--limit", value: "limit", fallback: "0, no limit" }]),
  onMaps("7.1.6", "hold"),
  {
    section: "7.1.7",
    name: "logs",
    args: [],
    options: [{ name: "--view", negatable: true, fallback: "disabled" }],
  },
  { section: "7.1.8", name: "path", args: ["TAG"], options: [] },
  onMaps("7.1.9", "pause"),
  onMaps("7.1.10", "reasons"),
  onMaps("7.1.11", "release"),
  onMaps("7.1.12", "remove", [{ name: "--force" }]),
  {
    section: "7.1.13",
    name: "rerun components",
    args: ["TAG", "[COMPONENTS…]"],
    options: [],
    differs:
      "At least one component must be given. What was brought back before stays until something new has " +
      "arrived, so that a rerun that cannot be submitted loses nothing",
  },
  onMaps(
    "7.1.13",
    "rerun map",
    [],
    `${ON_MAPS}. What was brought back before stays until something new has arrived`,
  ),
  onMaps("7.1.14", "resume"),
  { section: "7.1.15", name: "retag", args: ["TAG", "NEW"], options: [] },
  { section: "7.1.16", name: "set", args: ["SETTING", "VALUE"], options: [] },
  { section: "7.1.17", name: "settings", args: [], options: [{ name: "--user" }] },
  {
    section: "7.1.18",
    name: "status",
    args: [],
    options: [
      { name: "--state", negatable: true, fallback: "enabled" },
      { name: "--meta", negatable: true, fallback: "enabled" },
      {
        name: "--format",
        value: "format",
        choices: ["text", "json", "json_compact", "csv"],
        fallback: "text",
        differs:
          "JSON and CSV have htmap's own names; with --keys htmap they are HTMap's, byte for byte",
      },
      { name: "--live", negatable: true, fallback: "not live" },
      COLOR,
    ],
    differs: "Tags and patterns may be given, to see some maps only",
  },
  { section: "7.1.19", name: "stderr", args: ["TAG", "COMPONENT"], options: [TIMEOUT] },
  { section: "7.1.20", name: "stdout", args: ["TAG", "COMPONENT"], options: [TIMEOUT] },
  { section: "7.1.21", name: "tags", args: [], options: [PATTERN] },
  { section: "7.1.22", name: "transplants info", args: [], options: [] },
  { section: "7.1.22", name: "transplants remove", args: ["INDEX"], options: [] },
  onMaps("7.1.23", "vacate"),
  { section: "7.1.24", name: "version", args: [], options: [] },
  onMaps("7.1.25", "wait"),
];
