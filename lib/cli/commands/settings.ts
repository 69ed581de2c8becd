/**
 * `htmap settings`, `htmap set` and `htmap unset`
 *
 * @module
 */

import { lastChoice } from "../../backend/pool/choice.ts";
import { insteadOf, isHeader, isKnown, KNOWN_SETTINGS } from "../../settings/known.ts";
import { HTMapDirectory } from "../../store/paths.ts";
import { AUTO } from "../../submission/delivery.ts";
import {
  isTable,
  mergeTables,
  removeFrom,
  setIn,
  type SettingTable,
} from "../../settings/tables.ts";
import {
  settings as currentSettings,
  settingsFilePath,
  USER_SETTINGS,
} from "../../settings/settings.ts";
import { readSettingsFile, tomlOf, writeSettingsFile } from "../../settings/file.ts";
import { type Command, defineCommand } from "../command.ts";
import { UsageError } from "../failures.ts";
import { FORMAT_OPTIONS, printJson } from "../formats.ts";
import { note, print } from "../output.ts";
import { settingFromText } from "../setting_checks.ts";

/** Prints the settings. */
export const settings: Command = defineCommand({
  parameters: [],
  options: { user: { help: "Print only those of your own file, ~/.htmaprc" }, ...FORMAT_OPTIONS },
  description:
    "What the file says goes before the environment, and that before what is built in. Without a value, " +
    "a setting is not printed.",
  examples: [["htmap settings", "Print all settings, in the form of ~/.htmaprc"]],
  async run({ options: { user, format } }): Promise<void> {
    const table = withoutEmptyTables(user ? USER_SETTINGS.toDict() : inForce());
    if (format === "json") return printJson(table);
    const toml = tomlOf(table).trim();
    if (toml !== "") print(toml);
    const isChosen = !user && currentSettings.get("DELIVERY_METHOD", null) === AUTO;
    const chosen = isChosen ? await lastChoice(HTMapDirectory.current()) : undefined;
    if (chosen !== undefined) print(`# ${chosen}`);
  },
});

/** The settings in force, those among them that are worked out from others, in the manual's order. */
function inForce(): SettingTable {
  const { root, transplants } = HTMapDirectory.current();
  const table: SettingTable = {};
  for (const key of KNOWN_SETTINGS.keys()) setIn(table, key, currentSettings.get(key, null));
  if (currentSettings.getString("HTMAP_DIR") === undefined) setIn(table, "HTMAP_DIR", root);
  setIn(table, "TRANSPLANT.DIR", transplants);
  const all = mergeTables(currentSettings.toDict(), table);
  removeFrom(all, "CLI"); // htmap itself sets it, for this command too
  return all;
}

function withoutEmptyTables(table: SettingTable): SettingTable {
  const full = Object.entries(table).map(([name, value]) =>
    [name, isTable(value) ? withoutEmptyTables(value) : value] as const
  );
  return Object.fromEntries(
    full.filter(([, value]) =>
      value !== null && !(isTable(value) && Object.keys(value).length === 0)
    ),
  );
}

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
    const value = settingFromText(key, text);
    const table = readSettingsFile(settingsFilePath());
    setIn(table, key, value);
    await write(table);
  },
});

/** Takes a setting out of the user's file. */
export const unset: Command = defineCommand({
  parameters: ["SETTING"],
  options: {},
  description:
    "From then on the environment decides, or else what is built in. The file is written anew: comments " +
    "in it are not kept.",
  examples: [
    ["htmap unset DELIVERY_METHOD", "Take a setting back"],
    ["htmap unset MAP_OPTIONS", "Take all map options back"],
  ],
  async run({ args: [key] }): Promise<void> {
    const table = readSettingsFile(settingsFilePath());
    if (removeFrom(table, key)) await write(table);
    else if (isKnown(key) || isHeader(key)) note(`${key} is not set in ${settingsFilePath()}`);
    else throw new UsageError(`There is no setting ${JSON.stringify(key)}${insteadOf(key)}`);
  },
});

async function write(table: SettingTable): Promise<void> {
  await writeSettingsFile(settingsFilePath(), table, "put a file there that can be written");
}
