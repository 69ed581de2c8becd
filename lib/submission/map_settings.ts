/**
 * What the settings say about making maps, checked so that an error says where it was set.
 *
 * @module
 */

import { checkDeliveryMethod } from "./delivery.ts";
import { HTMapError, InvalidSetting, UnknownDeliveryMethod } from "../base/errors.ts";
import { isTime } from "./limits.ts";
import { plainName } from "./option_values.ts";
import { checkOptions, type MapOptions, mapOptionsFromSettings } from "./options.ts";
import { WHOLE_PROGRAM } from "./sending.ts";
import { isTable, type SettingTable, type SettingValue } from "../settings/tables.ts";
import {
  BASE_SETTINGS,
  type Settings,
  settings,
  settingsFilePath,
  sourceOf,
  USER_SETTINGS,
} from "../settings/settings.ts";

/** What `condor_submit` makes of the default, for jobs whose files take more than it: they need those, too. */
const DEFAULT_DISK = { value: "1GB", atLeast: `max({ 1048576, DiskUsage + ${WHOLE_PROGRAM} })` };

/**
 * Reads the map options that all maps get.
 *
 * @param withDefaults Whether those built in are among them: what jobs ask a pool for.
 * @returns The options.
 * @throws {InvalidSetting} If one that is in the user's file cannot be used.
 */
export function mapOptionsOfSettings(withDefaults: boolean): MapOptions {
  for (const [name, value] of Object.entries(tableOf(USER_SETTINGS.get("MAP_OPTIONS", {})))) {
    const wrong = faultOfMapOption(name, value);
    if (wrong !== undefined) {
      throw new InvalidSetting(
        `The setting MAP_OPTIONS.${name} in ${settingsFilePath()} cannot be used: ${wrong}`,
      );
    }
  }
  const all = mergedOptions(settings);
  // One that is set to what is built in, as `htmap settings` prints it, is as good as not set.
  for (const [key, value] of Object.entries(tableOf(BASE_SETTINGS.get("MAP_OPTIONS", {})))) {
    if (all[key] !== value) continue;
    if (!withDefaults) delete all[key];
    else if (key === "request_disk" && value === DEFAULT_DISK.value) {
      all[key] = DEFAULT_DISK.atLeast;
    }
  }
  return all;
}

/** The options of all layers: of one option in several spellings, that of the first layer. */
function mergedOptions(settings: Settings): MapOptions {
  const merged: MapOptions = {};
  for (const table of settings.tables("MAP_OPTIONS").reverse()) {
    const { customOptions, ...options } = mapOptionsFromSettings(table);
    for (const [key, value] of Object.entries(options)) {
      for (const other of Object.keys(merged)) {
        if (plainName(other) === plainName(key)) delete merged[other];
      }
      merged[key] = value;
    }
    if (customOptions) merged.customOptions = { ...merged.customOptions, ...customOptions };
  }
  return merged;
}

/**
 * Says what is wrong with a map option that is a setting.
 *
 * @param name The option.
 * @param value Its value.
 * @returns A sentence, or `undefined` if nothing is wrong with it.
 */
export function faultOfMapOption(name: string, value: SettingValue): string | undefined {
  try {
    if (name === "chunk" && typeof value === "string" && value !== "advised") {
      return 'chunk is a whole number from 1, or "advised"';
    }
    if (name === "timeLimit" && !isTime(value)) {
      return "timeLimit is a number of seconds above 0";
    }
    checkOptions(mapOptionsFromSettings({ [name]: value }));
    return undefined;
  } catch (error) {
    if (error instanceof HTMapError) return error.message;
    throw error;
  }
}

/**
 * Checks that the delivery method the settings name is there and can be used, before any work is done.
 *
 * @throws {UnknownDeliveryMethod} If no such method is registered; says where it was set.
 * @throws {InvalidSetting} If the image it is to use cannot be the name of one.
 */
export function checkDeliverySetting(): void {
  try {
    checkDeliveryMethod();
  } catch (error) {
    const source = sourceOf("DELIVERY_METHOD");
    if (!(error instanceof UnknownDeliveryMethod) || source === undefined) throw error;
    throw new UnknownDeliveryMethod(error.method, error.known, error.meant, source);
  }
}

function tableOf(value: SettingValue): SettingTable {
  return isTable(value) ? value : {};
}
