/**
 * Error reports: what is brought back when a component fails.
 *
 * @module
 */

import { userInfo } from "node:os";
import { errorText } from "../lib/base/error_text.ts";
import { BROUGHT_FILES, FUNCTION_FILE } from "../lib/wire/names.ts";
import { inBrief } from "../lib/base/in_brief.ts";
import { attempt, jobId } from "./attempt.ts";
import type { LocalVariables } from "./local_variables.ts";
import { memoryTrouble } from "./memory.ts";
import { userStack } from "./stack.ts";
import { version } from "../lib/base/version.ts";
import type { JobMemory } from "../lib/wire/memory.ts";
import type { ErrorReport, StackFrame } from "../lib/wire/report.ts";

/** The most files of a scratch directory that a report lists. */
const MOST_FILES = 200;

/** What there is to know of a component's run, apart from what it threw. */
export interface FailedRun {
  /** When it started. */
  readonly started: Date;
  /** How long it ran, in seconds. */
  readonly seconds: number;
  /** What it was called with, if it was called. */
  readonly args: readonly unknown[] | undefined;
  /** What is known of local variables, if they are asked for. */
  readonly locals: LocalVariables | undefined;
  /** The components that its process had run before. */
  readonly before: readonly number[];
  /** What had ended it when it ran before, after others, if it did. */
  readonly earlier: string | undefined;
  /** The scratch directory. */
  readonly scratch: string;
  /** What the job was given, if that is known. */
  readonly memory: JobMemory | undefined;
}

/**
 * Describes what a component threw.
 *
 * @param thrown What was thrown, of any kind.
 * @param run How it came to that.
 * @returns The report.
 */
export function reportOn(
  thrown: unknown,
  { started, seconds, args, before, earlier, scratch, memory, locals }: FailedRun,
): ErrorReport {
  const { frames, text } = positions(thrown, `${scratch}/${FUNCTION_FILE}`, locals);
  const { name, message } = errorText(thrown);
  const trouble = memoryTrouble(thrown, memory);
  return {
    name,
    message: trouble === undefined ? message : `${message}: ${trouble}`,
    frames,
    text: trouble === undefined ? text : `${text}\n\nThis says that ${trouble}`,
    node: { host: Deno.hostname(), user: userName(), started: started.toISOString() },
    runtime: {
      htmap: version(),
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      executable: Deno.execPath(),
    },
    scratch: listScratch(scratch),
    before: [...before],
    earlier,
    calledWith: args?.map(inBrief),
    jobId: jobId(),
    attempt: attempt(),
    seconds,
    withoutLocals: locals?.whyNone(thrown),
  };
}

function positions(
  thrown: unknown,
  modulePath: string,
  locals: LocalVariables | undefined,
): { frames: StackFrame[]; text: string } {
  try {
    return userStack(thrown, modulePath, (error) => locals?.of(error));
  } catch (error) {
    // An error whose stack cannot even be looked at must still be reported.
    const { name, message } = errorText(thrown);
    return {
      frames: [],
      text: `${name}: ${message}\n(its stack could not be read: ${errorText(error).message})`,
    };
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${Deno.uid() ?? "unknown"}`; // in a container, a user need not have a name
  }
}

function listScratch(scratch: string): string[] {
  const found: string[] = [];
  const walk = (directory: string, prefix: string): void => {
    for (const entry of Deno.readDirSync(directory)) {
      if (found.length >= MOST_FILES) return;
      found.push(prefix + entry.name + (entry.isDirectory ? "/" : ""));
      // What came along with the function is no news to anyone.
      if (entry.isDirectory && prefix + entry.name !== BROUGHT_FILES) {
        walk(`${directory}/${entry.name}`, `${prefix}${entry.name}/`);
      }
    }
  };
  try {
    walk(scratch, "");
  } catch (error) {
    found.push(`(the rest could not be listed: ${errorText(error).message})`);
  }
  return found.sort();
}
