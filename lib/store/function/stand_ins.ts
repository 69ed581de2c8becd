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

export * as errors from "../../base/errors.ts";
export { ComponentStatus } from "../../base/component_status.ts";
export { range } from "../../base/range.ts";
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

/** Does nothing: no component runs here. */
export async function checkpoint(): Promise<void> {}
/** As {@linkcode checkpoint}. */
export async function transferOutputFiles(): Promise<void> {}

/** Does nothing: no map is delivered from here. */
export function registerDeliveryMethod(): void {}

/** Gives the function itself, which can be called. */
export function mapped<F>(func: F): F {
  return func;
}

/** Gives nothing that could be used here, so that it may stand at the top of a module. */
export function fromModule(): object {
  return {};
}
/** As {@linkcode fromModule}. */
export const program = fromModule;

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
