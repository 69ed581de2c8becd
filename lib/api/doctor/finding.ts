/**
 * What `htmap doctor` looks at, and what it finds.
 *
 * @module
 */

import type { BackendName } from "../../backend/backend.ts";
import type { HTCondorError } from "../../base/errors.ts";

/** How good or bad what was found is. Only a fault keeps maps from being made, or from being used. */
export type Level = "ok" | "note" | "warning" | "fault" | "not checked";

/** What a check has found. */
export interface Finding {
  readonly level: Level;
  /** What was found, in a sentence without its full stop. */
  readonly text: string;
  /** What to do, in a sentence without its full stop. */
  readonly advice?: string;
  /** The command line that does it. */
  readonly command?: string;
}

/** What a check goes by. */
export interface CheckContext {
  /** Stops the check: its time is over, or the user has stopped all. */
  readonly signal: AbortSignal;
  /** What new maps go to; throws where the settings do not tell. */
  backend(): Promise<BackendName>;
  /** How long the job that is tried may take, in milliseconds; `undefined` if none is to be tried. */
  readonly jobTimeout: number | undefined;
  /** Tells the user what is being done. */
  readonly say: (what: string) => void;
}

/** Something that is looked at. */
export interface Check {
  /** What it is called, in one word. */
  readonly name: string;
  /** How long it may take, in milliseconds. */
  readonly timeout: number;
  /** Checks of which none may have found a fault; they are over before it begins. */
  readonly needs?: readonly string[];
  /** Checks that are over before it begins, whatever they have found. */
  readonly after?: readonly string[];
  /** Looks at it. What it throws is a fault. */
  run(context: CheckContext): Promise<Finding[]>;
}

/** What there is to do about something that was found. */
type Remedy = Pick<Finding, "advice" | "command">;

/** @returns That something is as it should be. */
export function ok(text: string): Finding {
  return { level: "ok", text };
}

/** @returns Something worth knowing that is neither good nor bad. */
export function note(text: string, remedy: Remedy = {}): Finding {
  return { level: "note", text, ...remedy };
}

/** @returns Something that may become a fault, or that takes room for nothing. */
export function warning(text: string, remedy: Remedy = {}): Finding {
  return { level: "warning", text, ...remedy };
}

/** @returns Something that keeps maps from being made or used. */
export function fault(text: string, remedy: Remedy = {}): Finding {
  return { level: "fault", text, ...remedy };
}

/**
 * Says that one of HTCondor's tools failed.
 *
 * @param error What it failed with.
 * @param advice What to do; by default what is to be done about that anywhere.
 * @returns A fault, with the first line of what the tool said.
 */
export function failedTool(error: HTCondorError, advice = error.advice): Finding {
  const said = error.output.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const first = said[0] === undefined ? "" : `: ${said[0]}`;
  return fault(`${error.tool} ${error.what}${first}`, { advice });
}

/** @returns That something was not looked at, and why. */
export function notChecked(text: string, remedy: Remedy = {}): Finding {
  return { level: "not checked", text, ...remedy };
}
