/**
 * What `import * as htmap` gives a map's module, which may use htmap at its top for the submit side:
 * what only prepares does nothing, and what would make or look at maps says that it cannot.
 *
 * What sends files from a component does nothing either, as no component runs; the executor has its
 * own in place of these.
 *
 * @module
 */

import { HTMapError } from "../../base/errors.ts";
import type { AnyFunction } from "../../codec/codec.ts";
import type { ProgramOutput } from "../../wire/module.ts";
import { asSent, type ProgramFunction, programFunction } from "./program_function.ts";

export * as errors from "../../base/errors.ts";
export { ComponentStatus } from "../../base/component_status.ts";
export { range } from "../../base/range.ts";
export { TransferPath } from "../../base/transfer_path.ts";
export { version, versionInfo } from "../../base/version.ts";

/** Settings have no meaning here: none is set, and nothing comes of setting one. */
export const settings = {
  get: (_key: string, otherwise?: unknown): unknown => otherwise,
  getString: (): undefined => undefined,
  set: (): void => {},
  prepend: (): void => {},
  append: (): void => {},
};
/** As {@linkcode settings}. */
export const USER_SETTINGS = settings;
/** As {@linkcode settings}. */
export const BASE_SETTINGS = settings;

/** No map is made here, so that nothing is reserved. */
export const RESERVED_KEYS: ReadonlySet<string> = new Set();

/** Gives nothing: no map is made here. */
export function mergeMapOptions(): object {
  return {};
}

/** Does nothing: no component runs here. */
export async function checkpoint(): Promise<void> {}
/** As {@linkcode checkpoint}. */
export async function transferOutputFiles(): Promise<void> {}

/** Does nothing: no map is delivered from here. */
export function registerDeliveryMethod(): void {}

/** Tells of nothing: there is no log here. Gives what would end that. */
export function onLog(): () => void {
  return () => {};
}

/** Gives the function itself, which can be called. */
export function mapped<F extends AnyFunction>(func: F, options?: object): F;
/** Gives what takes the function, for map options that come first. */
export function mapped(options?: object): <F>(func: F) => F;
export function mapped(first?: object): unknown {
  return typeof first === "function" ? first : (func: unknown): unknown => func;
}

/**
 * Gives a function that only says where it would work, so that this may stand at the top of a module.
 *
 * @param specifier The module it is of.
 * @returns The function.
 */
export function fromModule(specifier: unknown): () => Promise<never> {
  return () => {
    const error = new HTMapError(
      `A function that fromModule() makes of ${specifier} inside a component, or in a module that is ` +
        "imported there, cannot be called there, since that module did not travel. Call fromModule() " +
        "in the script that makes the map, or import the module",
    );
    return Promise.reject(error);
  };
}

/**
 * Makes a function of a program, which is beside the component if it was sent along.
 *
 * @param argv The program and its arguments.
 * @param options What the result is.
 * @returns The function.
 * @throws {InvalidOption} If an argument has a place that is none.
 */
export function program(
  argv: readonly string[],
  { stdout = "text" }: { stdout?: ProgramOutput } = {},
): ProgramFunction {
  return programFunction(asSent(argv.map(String)), stdout);
}

function notHere(name: string): () => never {
  return () => {
    throw new HTMapError(
      `htmap.${name} does not work inside a component, where there is no submit node. Use it in the ` +
        "script that makes the map, outside the mapped function and the modules it imports",
    );
  };
}

export const map = notHere("map");
export const starmap = notHere("starmap");
export const buildMap = notHere("buildMap");
export const load = notHere("load");
export const loadMaps = notHere("loadMaps");
export const getTags = notHere("getTags");
export const remove = notHere("remove");
export const clean = notHere("clean");
export const status = notHere("status");
export const statusCsv = notHere("statusCsv");
export const statusJson = notHere("statusJson");
export const transplants = notHere("transplants");
export const transplantInfo = notHere("transplantInfo");

/** Only for `instanceof`, which is false of everything here. */
export class HTMap {}
/** As {@linkcode HTMap}. */
export class ComponentError {}
/** As {@linkcode HTMap}. */
export class ComponentHold {}
/** As {@linkcode HTMap}. */
export class Settings {}
/** As {@linkcode HTMap}. */
export class Transplant {}
