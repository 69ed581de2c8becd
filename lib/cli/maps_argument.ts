/**
 * The maps a command acts on: tags, those on standard input, patterns, or all.
 *
 * @module
 */

import { DamagedMap, HTMapError, IncompleteMap, TagNotFound } from "../base/errors.ts";
import type { HTMap } from "../map/map.ts";
import { HTMapDirectory } from "../store/paths.ts";
import { foreignMaps, uuidOfTag } from "../store/tags.ts";
import type { Options } from "./command.ts";
import { EXIT_CODE, worstCode } from "./exit_codes.ts";
import { exitCodeOf, failureText, UsageError } from "./failures.ts";
import { interruptible } from "./interrupt.ts";
import { logFailure, pointToLog } from "./logged.ts";
import { getTags, load } from "./maps.ts";
import { note } from "./output.ts";
import { withStandardInput } from "./standard_input.ts";

/** The options by which maps are chosen. */
export const MAPS_OPTIONS = {
  pattern: {
    value: "PATTERN",
    short: "p",
    many: true,
    help: 'Act on the maps whose tags match a glob pattern, such as "scan-*"',
  },
  all: { help: "Act on all maps" },
} as const satisfies Options;

interface Choice {
  pattern: string[];
  all: boolean;
}

/**
 * Finds the tags a command is to act on.
 *
 * @param args The tags it was given, each of which must be in use; `-` stands for those on standard input,
 *   a line each.
 * @param choice The {@linkcode MAPS_OPTIONS} it was given.
 * @returns The tags, none twice. What is no map of htmap's is passed over, and named.
 * @throws {UsageError} If nothing was chosen, or standard input is a terminal.
 * @throws {errors.TagNotFound} If a tag is not in use.
 * @throws {errors.ForeignMap} If one is in use for something that is no map of htmap's, or a pattern
 *   matches nothing else.
 * @throws {HTMapError} If a pattern matches no tag, or there is none on standard input.
 */
export async function chosenTags(args: readonly string[], choice: Choice): Promise<string[]> {
  return (await choose(args, choice)).chosen;
}

/** The tags a command is to act on, and which of them it was given. */
async function choose(
  args: readonly string[],
  choice: Choice,
): Promise<{ given: readonly string[]; chosen: string[] }> {
  if (args.length === 0 && choice.pattern.length === 0 && !choice.all) {
    throw new UsageError(
      "Which maps? Give TAG…, - for tags on standard input, -p PATTERN or --all",
    );
  }
  const given = await tagsGiven(args);
  const directory = HTMapDirectory.current();
  const chosen = new Set(given);
  // All are looked up before anything is done, so that a mistyped tag does not stop a command half way.
  for (const tag of given) await checkInUse(directory, tag);
  for (const tag of await matchingTags(choice)) chosen.add(tag);
  return { given, chosen: [...chosen] };
}

async function checkInUse(directory: HTMapDirectory, tag: string): Promise<void> {
  try {
    await uuidOfTag(directory, tag);
  } catch (error) {
    // One that names no map can be removed; whoever wants its map hears of it then.
    if (!(error instanceof DamagedMap)) throw error;
  }
}

/** The tags that a command was given. */
async function tagsGiven(args: readonly string[]): Promise<string[]> {
  return await withStandardInput(args, { names: "tags", printedBy: "htmap tags" });
}

/**
 * Finds the maps a command is to act on. Of those not given by their tag, the ones in the making are
 * left out.
 *
 * @param args The tags it was given, as {@linkcode chosenTags} takes them.
 * @param choice The {@linkcode MAPS_OPTIONS} it was given.
 * @returns The maps, none twice.
 * @throws The errors of {@linkcode chosenTags}, and {@linkcode load}'s for the tags it was given.
 */
export async function chosenMaps(args: readonly string[], choice: Choice): Promise<HTMap[]> {
  const { isAboutOneMap } = await import("../api/management.ts");
  const maps: HTMap[] = [];
  const { given, chosen } = await choose(args, choice);
  for (const tag of chosen) {
    try {
      maps.push(await load(tag));
    } catch (error) {
      if (given.includes(tag)) throw error;
      if (isAboutOneMap(error)) note(error.message);
      else if (!(error instanceof IncompleteMap || error instanceof TagNotFound)) throw error;
    }
  }
  return maps;
}

async function matchingTags({ pattern, all }: Choice): Promise<string[]> {
  const matching = new Set<string>(all ? await getTags() : []);
  for (const each of pattern) {
    const tags = await getTags(each);
    // As with a mistyped tag: a script must not go on as if something had been done.
    if (tags.length === 0) throw new HTMapError(await noMatch(each));
    for (const tag of tags) matching.add(tag);
  }
  const foreign = await foreignMaps(HTMapDirectory.current(), [...matching]);
  for (const { tag } of foreign) matching.delete(tag);
  if (!all && matching.size === 0 && foreign[0]) throw foreign[0];
  const { sayForeign } = await import("../api/foreign.ts");
  for (const line of sayForeign(foreign)) note(line);
  return [...matching];
}

/** How many tags are named to choose from. */
const NAMED_TAGS = 10;

/**
 * Says that a pattern matches no tag.
 *
 * @param pattern The pattern.
 * @returns A sentence, with the tags there are.
 */
export async function noMatch(pattern: string): Promise<string> {
  const tags = await getTags();
  const named = tags.slice(0, NAMED_TAGS).join(", ");
  const rest = tags.length - NAMED_TAGS;
  return `No tag matches ${JSON.stringify(pattern)}. ` +
    (tags.length === 0
      ? "There are no maps"
      : `The tags in use are ${named}${rest > 0 ? ` and ${rest} more: see \`htmap tags\`` : ""}`);
}

/**
 * Does something for each of several things; what fails is reported and does not stop the others.
 *
 * @param all The things.
 * @param verbose Whether to show stack traces.
 * @param act Does it.
 * @returns The exit code: the worst of all.
 */
export async function forEach<T>(
  all: Iterable<T>,
  verbose: boolean,
  act: (one: T) => Promise<void>,
): Promise<number> {
  let code: number = EXIT_CODE.OK;
  for (const one of all) {
    try {
      await act(one);
    } catch (error) {
      if (!(error instanceof HTMapError)) throw error;
      logFailure(error);
      note(failureText(error, verbose));
      pointToLog(error);
      code = worstCode([code, exitCodeOf(error)]);
    }
  }
  return code;
}

/**
 * Does something for several things at once, as {@linkcode forEach} does for one after the other, until a
 * signal stops it.
 *
 * @param all The things.
 * @param verbose Whether to show stack traces.
 * @param act Does it; its signal is aborted when the process is told to stop.
 * @param becomes Says what became of those it was not done for when it was stopped.
 * @returns The exit code of each, in order.
 * @throws {Interrupted} If it was stopped.
 */
export async function forAllUntilStopped<T>(
  all: readonly T[],
  verbose: boolean,
  act: (one: T, signal: AbortSignal) => Promise<void>,
  becomes: (left: readonly T[]) => string,
): Promise<number[]> {
  const left = new Set(all);
  return await interruptible(
    async (signal) =>
      await Promise.all(all.map((one) =>
        forEach([one], verbose, async () => {
          try {
            await act(one, signal);
          } finally {
            if (!signal.aborted) left.delete(one);
          }
        })
      )),
    () => becomes([...left]),
  );
}

/**
 * Does something for each of several things, as {@linkcode forEach} does, until a signal stops it.
 *
 * @param all The things.
 * @param verbose Whether to show stack traces.
 * @param act Does it; its signal is aborted when the process is told to stop.
 * @param becomes Says what became of those it was not done for when it was stopped.
 * @returns The exit code: the worst of all.
 * @throws {Interrupted} If it was stopped.
 */
export async function forEachUntilStopped<T>(
  all: readonly T[],
  verbose: boolean,
  act: (one: T, signal: AbortSignal) => Promise<void>,
  becomes: (left: readonly T[]) => string,
): Promise<number> {
  const left = new Set(all);
  return await interruptible(
    async (signal) =>
      await forEach(all, verbose, async (one) => {
        await act(one, signal);
        left.delete(one);
      }),
    () => becomes([...left]),
  );
}
