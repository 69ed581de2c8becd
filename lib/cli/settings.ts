/**
 * `htmap settings` and `htmap set`
 *
 * @module
 */

import { stringifyToml } from "../deps.ts";
import { InvalidSetting } from "../errors.ts";
import {
  Settings,
  settings as currentSettings,
  settingsFilePath,
  type SettingValue,
  USER_SETTINGS,
} from "../settings.ts";
import { type Command, defineCommand } from "./command.ts";
import { print } from "./output.ts";

/** Prints the settings. */
export const settings: Command = defineCommand({
  parameters: [],
  options: { user: { help: "Print only those of your own file, ~/.htmaprc" } },
  description:
    "What the file says goes before the environment, and that before what is built in. Without a value, " +
    "a setting is not printed.",
  examples: [["htmap settings", "Print all settings, in the form of ~/.htmaprc"]],
  run({ options: { user } }): Promise<void> {
    const shown = (user ? USER_SETTINGS : currentSettings).toDict();
    // TOML has no null: what has no value is left out.
    const table = JSON.parse(JSON.stringify(shown, (_, value) => value ?? undefined));
    print(stringifyToml(table).trim());
    return Promise.resolve();
  },
});

/** Changes a setting in the user's file. */
export const set: Command = defineCommand({
  parameters: ["SETTING", "VALUE"],
  options: {},
  description: "The file is written anew: comments in it are not kept.",
  examples: [
    ["htmap set DELIVERY_METHOD shared", "Change a setting"],
    ["htmap set MAP_OPTIONS.request_memory 250MB", "Give all maps an option"],
  ],
  async run({ args: [key, text] }): Promise<void> {
    const path = settingsFilePath();
    const table = Settings.load(path);
    setAsText(table, key, text);
    await table.save(path);
  },
});

/** A value that looks like a number, or like true or false, is one if the setting takes it. */
function setAsText(table: Settings, key: string, text: string): void {
  const value = readValue(text);
  try {
    table.set(key, value);
  } catch (error) {
    if (!(error instanceof InvalidSetting) || value === text) throw error;
    table.set(key, text);
  }
}

function readValue(text: string): SettingValue {
  if (text === "true" || text === "false") return text === "true";
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
