/**
 * Running the checks of `htmap doctor`: at once where none needs another, each in the time that it has.
 *
 * @module
 */

import { chooseBackend } from "../../backend/open.ts";
import { HTCondorError, HTMapError } from "../../base/errors.ts";
import { troubleWithSystem } from "../../base/system_error.ts";
import {
  type Check,
  type CheckContext,
  failedTool,
  fault,
  type Finding,
  notChecked,
} from "./finding.ts";

/** Options of {@linkcode examine}. */
export interface ExamineOptions {
  /** How long the job that is tried may take, in milliseconds; `undefined` if none is to be tried. */
  readonly jobTimeout?: number | undefined;
  /** Stops all. */
  readonly signal?: AbortSignal | undefined;
  /** Told whenever a check begins or ends: how many are over, and what is being done. */
  readonly progress?: ((done: number, now: string) => void) | undefined;
}

/** What a check came to. */
export interface Examined {
  /** The check's name. */
  readonly check: string;
  readonly findings: readonly Finding[];
  /** The check that it needs and that has found a fault, if it was not run for that. */
  readonly unmet?: string | undefined;
}

/** How long a check that was told to stop has for that, in milliseconds: it may have a job to remove. */
const STOPPING = 25_000;

/**
 * Runs checks.
 *
 * @param checks The checks; each stands behind those that it needs.
 * @param options How long a job may take, a signal to stop, and whom to tell.
 * @returns What each has found, in order.
 * @throws The signal's reason, once what was begun is undone.
 */
export async function examine(
  checks: readonly Check[],
  { jobTimeout, signal, progress }: ExamineOptions,
): Promise<Examined[]> {
  const found = new Map<string, Promise<Finding[]>>();
  const now = new Map<string, string>();
  const unmet = new Map<string, string>();
  let done = 0;
  const tell = (): void => progress?.(done, [...now.values()].at(-1) ?? "");
  for (const check of checks) {
    found.set(
      check.name,
      (async () => {
        const missing = await unmetNeed(check, found);
        if (missing !== undefined) {
          done++;
          unmet.set(check.name, missing);
          return [notChecked(`The ${check.name}: first see to the ${missing}, above`)];
        }
        const context = {
          jobTimeout,
          backend: () => chooseBackend(),
          say: (what: string): void => {
            now.set(check.name, what);
            tell();
          },
        };
        context.say(check.name);
        try {
          return await inTime(check, context, signal);
        } finally {
          now.delete(check.name);
          done++;
          tell();
        }
      })(),
    );
  }
  const findings = await Promise.all(found.values());
  signal?.throwIfAborted();
  return checks.map(({ name }, i) => ({
    check: name,
    findings: findings[i] ?? [],
    unmet: unmet.get(name),
  }));
}

/** Waits for the checks before one, and names one of those it needs that has found a fault, or nothing. */
async function unmetNeed(
  { needs = [], after = [] }: Check,
  found: ReadonlyMap<string, Promise<Finding[]>>,
): Promise<string | undefined> {
  for (const name of after) await found.get(name);
  for (const name of needs) {
    const findings = await found.get(name) ?? [];
    const isUnmet = findings.some(({ level }) => level === "fault") ||
      findings.every(({ level }) => level === "not checked") && findings.length > 0;
    if (isUnmet) return name;
  }
  return undefined;
}

async function inTime(
  check: Check,
  context: Omit<CheckContext, "signal">,
  stop: AbortSignal | undefined,
): Promise<Finding[]> {
  const limit = AbortSignal.timeout(check.timeout);
  const signal = stop ? AbortSignal.any([stop, limit]) : limit;
  const over = Promise.withResolvers<Finding[]>();
  let grace: ReturnType<typeof setTimeout> | undefined;
  // What hangs in the system, as on a server that is gone, hears no signal.
  const onAbort = (): void => {
    grace = setTimeout(() => over.resolve([tooLong(check)]), stop?.aborted ? STOPPING : 1000);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    stop?.throwIfAborted();
    return await Promise.race([check.run({ ...context, signal }), over.promise]);
  } catch (error) {
    return limit.aborted && !stop?.aborted ? [tooLong(check)] : [asFault(check, error)];
  } finally {
    signal.removeEventListener("abort", onAbort);
    clearTimeout(grace);
  }
}

function tooLong({ name, timeout }: Check): Finding {
  return fault(`The ${name}: there was no answer within ${timeout / 1000} s`, {
    advice: "See whether the machines and disks that it is about answer, and try again",
  });
}

function asFault({ name }: Check, error: unknown): Finding {
  if (error instanceof HTCondorError) return failedTool(error);
  if (error instanceof HTMapError) return fault(error.message);
  const text = error instanceof Error ? error.message : String(error);
  const trouble = error instanceof Error ? troubleWithSystem(error) : undefined;
  return fault(`The ${name} cannot be looked at: ${trouble?.reason ?? text}`, {
    advice: trouble?.advice ?? "See what is said there, and try again",
  });
}
