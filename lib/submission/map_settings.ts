/**
 * What the settings say about making maps, checked so that an error says where it was set.
 *
 * @module
 */

import { checkDeliveryMethod } from "./delivery.ts";
import { HTMapError, InvalidSetting, UnknownDeliveryMethod } from "../base/errors.ts";
import { checkOptions, type MapOptions, mapOptionsFromSettings } from "./options.ts";
import { isTable, type SettingTable, type SettingValue } from "../settings/tables.ts";
import { settings, settingsFilePath, sourceOf, USER_SETTINGS } from "../settings/settings.ts";

/**
 * Reads the map options that all maps get.
 *
 * @returns The options.
 * @throws {InvalidSetting} If one that is in the user's file cannot be used.
 */
export function mapOptionsOfSettings(): MapOptions {
  for (const [name, value] of Object.entries(tableOf(USER_SETTINGS.get("MAP_OPTIONS", {})))) {
    const wrong = faultOfMapOption(name, value);
    if (wrong !== undefined) {
      throw new InvalidSetting(
        `The setting MAP_OPTIONS.${name} in ${settingsFilePath()} cannot be used: ${wrong}`,
      );
    }
  }
  return mapOptionsFromSettings(tableOf(settings.get("MAP_OPTIONS", {})));
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
