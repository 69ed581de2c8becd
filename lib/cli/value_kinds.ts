/**
 * What the values of options and parameters are: the one table of their names, by which a shell completes
 * them.
 *
 * @module
 */

/** Where the values of a kind come from. */
export type ValueKind =
  /** Files, which the shell knows. */
  | "files"
  /** Directories, which the shell knows. */
  | "directories"
  /** Those that the option's `choices` name. */
  | "choices"
  /** Whatever the user has in mind. */
  | "anything"
  /** The tags in use. */
  | "tags"
  /** A tag in use, and perhaps `:` and a part of the map. */
  | "parts"
  /** The components of the map whose tag is given before. */
  | "components"
  /** The states of components. */
  | "statuses"
  /** The settings. */
  | "settings"
  /** What the setting that is given before can be. */
  | "setting values"
  /** The map options, each with a `=`. */
  | "map options"
  /** The numbers of the transplants. */
  | "transplants";

/** The names of values, as the tables of the commands have them. A name means the same in all of them. */
export const VALUE_KINDS: Readonly<Record<string, ValueKind>> = {
  "TAG": "tags",
  "TAG[:TARGET]": "parts",
  "COMPONENT": "components",
  "STATUS": "statuses",
  "SETTING": "settings",
  "VALUE": "setting values",
  "KEY=VALUE": "map options",
  "INDEX": "transplants",
  "FILE": "files",
  "FILE[#EXPORT]": "files",
  "SCRIPT": "files",
  "ARGUMENT": "files",
  "DIR": "directories",
  "DIRECTORY": "directories",
  "BACKEND": "choices",
  "FORMAT": "choices",
  "SHELL": "choices",
  "UNIT": "choices",
  "FORM": "choices",
  "DISK": "anything",
  "MEMORY": "anything",
  "N": "anything",
  "NEW": "anything",
  "NUMBER": "anything",
  "PATTERN": "anything",
  "REGEXP": "anything",
  "SECONDS": "anything",
  "START:STOP[:STEP]": "anything",
  "TEMPLATE": "anything",
};

/**
 * Gives the name of a parameter's value.
 *
 * @param parameter The parameter, such as `"[TAG…]"`.
 * @returns The name, such as `"TAG"`.
 */
export function valueName(parameter: string): string {
  return (/^\[(.*)\]$/.exec(parameter)?.[1] ?? parameter).replace("…", "");
}
