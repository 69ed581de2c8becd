/**
 * Map options: what HTCondor is told about the jobs of a map (the manual's section 6.7).
 *
 * @module
 */

import { shown } from "../base/arguments.ts";
import { didYouMean } from "../text/similar.ts";
import { InvalidOption, MisalignedInputData, ReservedOptionKeyword } from "../base/errors.ts";
import { type CapturedLocals, capturedLocals } from "./capture_locals.ts";
import { checkComponentUse } from "./component_macro.ts";
import { asList, checkFileNames, filesOf, type InputFile, inputFilesOf } from "./input_files.ts";
import { allOf, asText, bareName, invalidValue, isIterable, plainName } from "./option_values.ts";
import type { SettingTable } from "../settings/settings.ts";
import { checkLimitOptions, type ComponentLimits, limitsOf } from "./limits.ts";
import { type KeptRemaps, type OutputRemaps, readRemaps } from "./output_remaps.ts";
import { reservationOf } from "./reserved.ts";

export { RESERVED_KEYS } from "./reserved.ts";

/** A value of a submit descriptor, written into the submit description as it is. */
export type DescriptorValue = string | number | boolean;

/** One value for all components, or an iterable of values, one a component. */
export type FixedOrVariadic<T> = T | Iterable<T>;

/**
 * What HTCondor is told about the jobs of a map.
 *
 * A `snake_case` key is an HTCondor submit descriptor and is passed on verbatim; a `camelCase` key
 * is htmap's own. A single value is for all components; an iterable gives one value a component.
 */
export interface MapOptions {
  /** Files sent along with every component: paths, or URLs that the pool's transfer plugins know. */
  fixedInputFiles?: InputFile | Iterable<InputFile>;
  /** Files sent along with each component: one file or a list of files a component. */
  inputFiles?: Iterable<InputFile | Iterable<InputFile>>;
  /**
   * Where output files go that are not to come back, by the last parts of their paths: one such record for
   * all components, in which `$(component)` may stand, or one a component. The function still has to send
   * them with `transferOutputFiles`.
   */
  outputRemaps?: FixedOrVariadic<OutputRemaps>;
  /** Descriptors that HTCondor does not know by itself, those written with `+` or `MY.` before them. */
  customOptions?: Record<string, FixedOrVariadic<DescriptorValue>>;
  /**
   * How many components one job runs, one after the other: more than one for short components.
   * `"advised"` takes what fits how long the components of the last map of the same function took.
   *
   * @default {1}
   */
  chunk?: number | "advised";
  /**
   * How often a component that throws, takes too long or dies is run again, elsewhere if it can be.
   *
   * @default {0}
   */
  retries?: number | null;
  /**
   * How long a component may take, in milliseconds, before it is ended. By default, and with `null`, as long
   * as it takes.
   */
  timeLimit?: number | null;
  /**
   * Whether error reports are to have the local variables of your functions at the moment of the error. Each
   * error that is thrown then takes a millisecond more, whoever catches it.
   *
   * @default {false}
   */
  captureLocals?: boolean;
  /** An HTCondor submit descriptor, such as `request_memory`; `null` for none, not even the default. */
  [descriptor: string]: unknown;
}

/** The options that are htmap's own. */
export const OWN_KEYS = [
  ...["fixedInputFiles", "inputFiles", "outputRemaps", "customOptions"] as const,
  ...["chunk", "retries", "timeLimit", "captureLocals"] as const,
];

/** Map options after checking: each option's value for every component is known. */
export interface ResolvedOptions extends CapturedLocals, ComponentLimits {
  /** Submit descriptors with one value for all. */
  readonly fixed: ReadonlyMap<string, string>;
  /** Submit descriptors with one value a component. */
  readonly variadic: ReadonlyMap<string, readonly string[]>;
  /** Files for every component. */
  readonly fixedInputFiles: readonly string[];
  /** Files for each component, if there are any. */
  readonly inputFiles: readonly (readonly string[])[] | undefined;
  /** Where output files go that do not come back; none if it is not there. */
  readonly outputRemaps?: KeptRemaps | undefined;
  /** Components a job. */
  readonly chunk: number;
}

/**
 * Merges map options; those to the left take priority (the manual's `MapOptions.merge`).
 *
 * `fixedInputFiles` are joined rather than overridden, and `requirements` are combined so that all
 * of them must hold; with `null` there are none but those to the left of it.
 *
 * @param options The options, most important first.
 * @returns The merged options.
 * @throws {errors.InvalidOption} If what is given is no object of options, or an option that is joined or
 *   combined has a value that cannot be.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const usual = { request_memory: "1GB", fixedInputFiles: ["/data/grid.json"] };
 * const mine = htmap.mergeMapOptions({ request_memory: "4GB", fixedInputFiles: "/data/more.json" }, usual);
 * console.log(mine.request_memory); // 4GB
 * console.log(mine.fixedInputFiles); // ["/data/more.json", "/data/grid.json"]
 * ```
 */
export function mergeMapOptions(...options: (MapOptions | undefined)[]): MapOptions {
  const merged: MapOptions = {};
  const seen = new Set<string>();
  const files: string[] = [];
  const requirements: FixedOrVariadic<DescriptorValue>[] = [];
  let takesRequirements = true;
  for (const option of options) {
    if (option === undefined) continue;
    checkAreOptions(option);
    const takesThese = takesRequirements;
    for (const [key, value] of Object.entries(option)) {
      if (value === undefined) continue;
      if (key === "fixedInputFiles") files.push(...asList("fixedInputFiles", value));
      else if (key === "customOptions") {
        merged.customOptions = { ...asTable(key, value), ...merged.customOptions };
      } else if (key.toLowerCase() === "requirements") {
        if (value === null) takesRequirements = false;
        else if (takesThese) requirements.push(asDescriptor(key, value));
      } else if (!seen.has(plainName(key))) {
        seen.add(plainName(key));
        // Values are looked at more than once, and an iterable may give them only once.
        const once = (one: unknown): unknown => isIterable(one) ? allOf(key, one) : one;
        merged[key] = isIterable(value) ? allOf(key, value).map(once) : value;
      }
    }
    // An attribute of the job's ad that is given by itself goes before the descriptor of that name.
    for (const name of Object.keys(option.customOptions ?? {})) seen.add(plainName(bareName(name)));
  }
  if (files.length > 0) merged.fixedInputFiles = files;
  if (requirements.length > 0) merged.requirements = combineRequirements(requirements);
  else if (!takesRequirements) merged.requirements = null; // not those either that it is merged with
  return merged;
}

/**
 * Checks that map options are given as an object.
 *
 * @param options What was passed.
 * @throws {InvalidOption} If they are not.
 */
export function checkAreOptions(options: unknown): void {
  if (typeof options === "object" && options !== null && !isIterable(options)) return;
  throw new InvalidOption(
    `Map options must be an object, but they are ${
      shown(options)
    }. Give some, such as { request_memory: "2GB" }`,
  );
}

/**
 * Reads map options from the settings table `MAP_OPTIONS`, where descriptors may be in capitals, and an
 * empty text is what `null` is for a single map. Times are in seconds, as in all settings.
 *
 * @param table The table.
 * @returns The options.
 */
export function mapOptionsFromSettings(table: SettingTable): MapOptions {
  const options: MapOptions = {};
  for (const [key, value] of Object.entries(table)) {
    if (value === null) continue; // it was unset
    if (key.startsWith("+") || /^MY\./i.test(key)) {
      options.customOptions = { ...options.customOptions, [key]: asDescriptor(key, value) };
    } else if (key === "timeLimit" && typeof value === "number") options.timeLimit = 1000 * value;
    else options[/^[A-Z0-9_]+$/.test(key) ? key.toLowerCase() : key] = value === "" ? null : value;
  }
  return options;
}

/**
 * Checks map options and works out the value of each for every component.
 *
 * @param options The merged options.
 * @param components How many components the map has.
 * @param chunk How many of them a job runs, if that is to be what is advised.
 * @returns The options, ready to be written into a submit description.
 * @throws {ReservedOptionKeyword} If an option is one htmap sets itself.
 * @throws {InvalidOption} If an option's name or value cannot be used.
 * @throws {MisalignedInputData} If a variadic option has not one value a component.
 */
export function resolveOptions(
  options: MapOptions,
  components: number,
  chunk = options.chunk === "advised" ? 1 : options.chunk ?? 1,
): ResolvedOptions {
  checkOptions(options);
  const { fixed, variadic, inputFiles, outputRemaps } = optionValues(options);
  for (const [key, values] of variadic) {
    if (values.length !== components) {
      throw new MisalignedInputData(key, values.length, components);
    }
  }
  if (inputFiles && inputFiles.length !== components) {
    throw new MisalignedInputData("inputFiles", inputFiles.length, components);
  }
  if (Array.isArray(outputRemaps) && outputRemaps.length !== components) {
    throw new MisalignedInputData("outputRemaps", outputRemaps.length, components);
  }
  if (chunk > 1 && variadic.size > 0) {
    throw new InvalidOption(
      `The map option "${
        [...variadic.keys()][0]
      }" has one value a component, but with chunk = ${chunk} several ` +
        `components share a job. Leave out chunk, or give the option a single value`,
    );
  }
  const fixedInputFiles = filesOf("fixedInputFiles", options.fixedInputFiles ?? []);
  checkFileNames(fixedInputFiles, inputFiles, chunk);
  const own = { fixedInputFiles, inputFiles, outputRemaps, chunk, ...capturedLocals(options) };
  return { fixed, variadic, ...own, ...limitsOf(options) };
}

/**
 * Reads the values of options, whose number may still have nothing to do with that of the components.
 *
 * @param options The merged options.
 * @returns The values of each, and the files for each component.
 * @throws {ReservedOptionKeyword} If an option is one htmap sets itself.
 * @throws {InvalidOption} If an option's name or value cannot be used.
 */
export function optionValues(
  options: MapOptions,
): Pick<ResolvedOptions, "fixed" | "variadic" | "inputFiles" | "outputRemaps"> {
  const fixed = new Map<string, string>();
  const variadic = new Map<string, string[]>();
  for (const [key, value] of descriptorsOf(options)) {
    if (isIterable(value)) variadic.set(key, [...value].map((item) => asText(key, item)));
    else fixed.set(key, asText(key, value));
  }
  const inputFiles = options.inputFiles === undefined
    ? undefined
    : inputFilesOf(options.inputFiles);
  const outputRemaps = options.outputRemaps === undefined
    ? undefined
    : readRemaps(options.outputRemaps);
  return { fixed, variadic, inputFiles, outputRemaps };
}

/**
 * Checks all that can be known of map options without their variadic values, so that a mistake is
 * found before any work is done.
 *
 * @param options The merged options.
 * @throws {ReservedOptionKeyword} If an option is one htmap sets itself.
 * @throws {InvalidOption} If an option's name, or a single value, cannot be used.
 */
export function checkOptions(options: MapOptions): void {
  const { chunk = 1 } = options;
  if (chunk !== "advised" && (!Number.isSafeInteger(chunk) || chunk < 1)) {
    throw new InvalidOption(
      `The map option chunk must be a whole number from 1, or "advised", but it is ${chunk}. Change it`,
    );
  }
  if (options.outputRemaps !== undefined) readRemaps(options.outputRemaps);
  capturedLocals(options);
  const descriptors = [...descriptorsOf(options)];
  checkLimitOptions(options, descriptors.map(([key]) => key));
  for (const [key, value] of descriptors) {
    if (isIterable(value) || chunk === "advised") continue; // what is advised then is 1
    checkComponentUse(`The map option "${key}"`, asText(key, value), chunk);
  }
}

function* descriptorsOf(
  options: MapOptions,
): Generator<[string, FixedOrVariadic<DescriptorValue>]> {
  const own: readonly string[] = OWN_KEYS;
  for (const [key, value] of Object.entries(options)) {
    if (own.includes(key) || value === undefined) continue;
    checkKey(key);
    if (value === null) continue;
    yield [key, asDescriptor(key, value)];
  }
  for (const [name, value] of Object.entries(options.customOptions ?? {})) {
    const bare = bareName(name);
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(bare)) throw invalidKey(name);
    throwIfReserved(name, bare);
    yield [`MY.${bare}`, value];
  }
}

function checkKey(key: string): void {
  if (key.startsWith("+") || /^MY\./i.test(key)) {
    const bare = bareName(key);
    throwIfReserved(key, bare);
    throw new InvalidOption(
      `The map option "${key}" is not HTCondor's own. Give it in customOptions: { ${bare}: … }`,
    );
  }
  if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(key)) throw invalidKey(key);
  throwIfReserved(key);
  const own = OWN_KEYS.find((name) => plainName(name) === plainName(key));
  const guess = own ? `. Did you mean ${own}?` : didYouMean(key, OWN_KEYS);
  if (own || /^[a-z]+[A-Z]/.test(key) && guess) {
    throw new InvalidOption(`htmap has no map option "${key}"${guess} Write it so`);
  }
  if (/^[a-z]+[A-Z]/.test(key)) {
    throw new InvalidOption(
      `htmap has no map option "${key}". Its own are ${
        OWN_KEYS.join(", ")
      }; HTCondor's descriptors are written ` +
        `in snake_case, such as ${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
    );
  }
}

function throwIfReserved(key: string, name = key): void {
  const reservation = reservationOf(name);
  if (reservation) throw new ReservedOptionKeyword(key, reservation);
}

function invalidKey(key: string): InvalidOption {
  return new InvalidOption(
    `${
      JSON.stringify(key)
    } cannot be the name of a map option. Use the name of an HTCondor submit descriptor, ` +
      `such as request_memory`,
  );
}

function asDescriptor(key: string, value: unknown): FixedOrVariadic<DescriptorValue> {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  if (isIterable(value)) return allOf(key, value).map((item) => asText(key, item));
  throw invalidValue(key, value, "it is not text, a number, true, false, or an iterable of these");
}

function asTable(key: string, value: unknown): Record<string, FixedOrVariadic<DescriptorValue>> {
  if (typeof value !== "object" || value === null || isIterable(value)) {
    throw invalidValue(key, value, "it is not an object");
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, asDescriptor(name, item)]),
  );
}

function combineRequirements(all: FixedOrVariadic<DescriptorValue>[]): string | string[] {
  const lists = all.map((value) => isIterable(value) ? [...value].map(String) : String(value));
  const length = lists.find((value) => Array.isArray(value))?.length;
  const combine = (index: number): string => {
    const parts = lists.map((value) => typeof value === "string" ? value : value[index] ?? "true");
    return parts.length === 1 ? parts[0] ?? "true" : parts.map((part) => `(${part})`).join(" && ");
  };
  return length === undefined ? combine(0) : Array.from({ length }, (_, index) => combine(index));
}
