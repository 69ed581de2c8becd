/**
 * What collected files are called: a pattern in which names stand for what is of the file.
 *
 * @module
 */

import { InvalidArgument } from "../base/errors.ts";

/** How the files of each component get a directory of its own. */
export const OWN_DIRECTORY = "{component}/{name}";
/** How the files of all components are put beside each other. */
export const FLAT = "{name}";

const PLACEHOLDER = /\{([^{}]*)\}/g;
const COMPONENT = /^component(?::0?(\d{1,2}))?$/;

/** Says what a file is called. */
export interface FileNames {
  /** Whether what is empty, and so has no name of its own, can be told from the rest. */
  readonly hasName: boolean;
  /**
   * @param component The component that sent it.
   * @param name Its path in what the component sent.
   * @returns Its path in the directory.
   */
  of(component: number, name: string): string;
}

/**
 * Reads a pattern.
 *
 * @param pattern Such as `"{component:4}-{name}"`.
 * @returns What gives each file its path.
 * @throws {InvalidArgument} If it has a placeholder that there is not, or leads out of the directory.
 */
export function fileNames(pattern: string): FileNames {
  if (typeof pattern !== "string" || pattern === "") {
    throw new InvalidArgument(`The name of files must be text such as "${OWN_DIRECTORY}"`);
  }
  const expand = (component: number, name: string): string =>
    pattern.replace(PLACEHOLDER, (_, what: string) => {
      if (what === "name") return name;
      const digits = Number(COMPONENT.exec(what)?.[1] ?? 0);
      return String(component).padStart(digits, "0");
    });
  for (const [whole, what = ""] of pattern.matchAll(PLACEHOLDER)) {
    if (what === "name" || COMPONENT.test(what)) continue;
    throw new InvalidArgument(
      `There is no ${whole} in the name of a file. What there is: {component}, {component:4} with so many ` +
        "digits at least, and {name}",
    );
  }
  if (/[{}\0]/.test(pattern.replace(PLACEHOLDER, ""))) {
    throw new InvalidArgument(`"${pattern}" is no name of files: it has a brace without its other`);
  }
  // No name of a file is a dot or two, so that one that is harmless stands for all.
  const parts = expand(0, "x").split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) {
    throw new InvalidArgument(
      `"${pattern}" is no name of files: it must be a path that stays in the directory, such as "${OWN_DIRECTORY}"`,
    );
  }
  return { hasName: pattern.includes("{name}"), of: expand };
}
