/**
 * Checking settings before they are written or used, with the parts of htmap that know them.
 *
 * @module
 */

import { absoluteFile } from "../base/files.ts";
import { checkDeliveryMethod } from "../submission/delivery.ts";
import { UnknownDeliveryMethod } from "../base/errors.ts";
import { insteadOf, isHeader, isKnown, KNOWN_SETTINGS, wantedInstead } from "../settings/known.ts";
import { faultOfMapOption } from "../submission/map_settings.ts";
import type { SettingValue } from "../settings/tables.ts";
import { settings } from "../settings/settings.ts";
import { isOneLine } from "../text/one_line.ts";
import { didYouMean } from "../text/similar.ts";
import { UsageError } from "./failures.ts";
import { checkNames } from "./map_options.ts";

const MAP_OPTION = "MAP_OPTIONS.";
/** The settings that are directories here. */
const DIRECTORIES: readonly string[] = ["HTMAP_DIR", "TRANSPLANT.DIR"];

/**
 * Reads a setting as on the command line.
 *
 * @param key Its dotted key.
 * @param text What it is to be.
 * @returns Its value, of the kind that the setting takes.
 * @throws {UsageError} If there is no such setting, or it cannot have the value.
 */
export function settingFromText(key: string, text: string): SettingValue {
  if (key === "MAP_OPTIONS" || isHeader(key)) {
    const inner = [...KNOWN_SETTINGS.keys()].filter((other) => other.startsWith(`${key}.`));
    const named = inner.length > 0 ? inner.join(", ") : "MAP_OPTIONS.request_memory";
    throw new UsageError(`${key} is the name of a table. Give a setting in it, such as ${named}`);
  }
  if (!isKnown(key)) {
    throw new UsageError(`There is no setting ${JSON.stringify(key)}${insteadOf(key)}`);
  }
  if (text === "") {
    throw new UsageError(`${key} cannot be empty. Take it back with \`htmap unset ${key}\``);
  }
  if (!isOneLine(text)) {
    throw new UsageError(
      `${key} cannot be ${JSON.stringify(text)}: it has a line break or a control character`,
    );
  }
  const value = valueOf(key, text);
  const wrong = wantedInstead(key, value);
  if (wrong !== undefined) {
    throw new UsageError(`${key} must be ${wrong}, but it would be ${JSON.stringify(text)}`);
  }
  if (key === "DELIVERY_METHOD") checkMethod(text);
  if (key.startsWith(MAP_OPTION)) {
    const wrong = faultOfMapOption(key.slice(MAP_OPTION.length), value);
    if (wrong !== undefined) throw new UsageError(`${key} cannot be ${text}: ${wrong}`);
    checkNames([[key.slice(MAP_OPTION.length), text]]);
  }
  // It is read in whatever directory htmap is called in.
  return DIRECTORIES.includes(key) && !text.startsWith("~") ? absoluteFile(text) : value;
}

/** A value that looks like a number, or like true or false, is one, unless the setting is text. */
function valueOf(key: string, text: string): SettingValue {
  if (KNOWN_SETTINGS.get(key)?.type === "string") return text;
  if (text === "true" || text === "false") return text === "true";
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

function checkMethod(method: string): void {
  settings.set("DELIVERY_METHOD", method);
  try {
    checkDeliveryMethod();
  } catch (error) {
    if (!(error instanceof UnknownDeliveryMethod)) throw error;
    throw new UsageError(
      `There is no delivery method ${JSON.stringify(method)}: it is one of ${
        error.known.join(", ")
      }, or of those that a script registers, and the script has to choose${
        didYouMean(method, error.known)
      }`,
    );
  }
}
