/**
 * Settings: dotted, upper-case keys looked up through layers, the first that has the key wins.
 *
 * The layers, as in the manual's chapter 8: what was set at run time, the TOML file `~/.htmaprc`,
 * the environment, the built-in defaults. Times are in seconds here, as in the file.
 *
 * @module
 */

import { TransferPath } from "../base/transfer_path.ts";
import { InvalidSetting, MissingSetting } from "../base/errors.ts";
import { reasonNotPrivate } from "../base/private_directory.ts";
import { shellWord } from "../text/shell_word.ts";
import { checkSetting, checkSettings, DEFAULTS, KNOWN_SETTINGS, warnOfUnknown } from "./known.ts";
import {
  isTable,
  lookUp,
  mergeTables,
  setIn,
  type SettingTable,
  type SettingValue,
} from "./tables.ts";
import { readSettingsFile, settingsFilePath, writeSettingsFile } from "./file.ts";

export type { SettingTable, SettingValue } from "./tables.ts";
export { settingsFilePath } from "./file.ts";

type Layer = SettingTable | (() => SettingTable);

/**
 * A chain of settings, each overriding those behind it.
 *
 * @example
 * ```ts
 * import { settings } from "htmap";
 *
 * settings.set("WAIT_TIME", 5);
 * console.log(settings.get("WAIT_TIME")); // 5
 * ```
 */
export class Settings {
  #layers: Layer[];

  /**
   * Makes settings of layers.
   *
   * @param layers The settings to search, first one first.
   */
  constructor(...layers: (Settings | SettingTable)[]) {
    this.#layers = layers.flatMap((layer) =>
      layer instanceof Settings ? [...layer.#layers] : [layer]
    );
  }

  /**
   * Makes settings from other settings, searched in the order given.
   *
   * @param settings The settings to search, first one first.
   * @returns New settings that look through them.
   */
  static fromSettings(...settings: Settings[]): Settings {
    return new Settings(...settings);
  }

  /**
   * Makes settings whose values are worked out when first asked for, so that a broken settings file
   * stops only what needs it.
   *
   * @param read Gives the values; called each time they are needed.
   * @returns The settings.
   */
  static lazy(read: () => SettingTable): Settings {
    const settings = new Settings();
    settings.#layers = [read];
    return settings;
  }

  /**
   * Reads settings from a TOML file.
   *
   * @param path The file's path.
   * @returns The file's settings; none if there is no such file.
   * @throws {errors.InvalidSetting} If the file cannot be read or is not TOML, or a known setting has a value of the wrong kind.
   */
  static load(path: string): Settings {
    return new Settings(readAndCheck(path));
  }

  /**
   * Looks a setting up.
   *
   * @param key The dotted key, such as `"HTCONDOR.SCHEDULER"`. A header gives the table of all under it.
   * @param fallback What to return if it has no value.
   * @returns The value of the first layer that has one; tables are merged over the layers. Times are in
   *   seconds.
   * @throws {errors.MissingSetting} If it has no value and no fallback was given.
   * @throws {errors.InvalidSetting} If the file or an environment variable that is asked cannot be used.
   */
  get(key: string, fallback?: SettingValue): SettingValue {
    let table: SettingTable | undefined;
    for (const layer of this.#layers) {
      const value = lookUp(typeof layer === "function" ? layer() : layer, key);
      if (value === undefined || value === null) continue;
      if (!isTable(value)) {
        if (table === undefined) return value;
      } else table = mergeTables(table ?? {}, value);
    }
    if (table !== undefined) return table;
    if (fallback !== undefined) return fallback;
    throw new MissingSetting(key);
  }

  /**
   * Looks up a setting that is text.
   *
   * @param key The dotted key.
   * @returns The text, or `undefined` if it has no value.
   * @throws {errors.InvalidSetting} If the value is not text, or as {@linkcode get}.
   */
  getString(key: string): string | undefined {
    const value = this.get(key, null);
    if (value === null || typeof value === "string") return value ?? undefined;
    throw new InvalidSetting(
      `The setting ${key} must be text, but it is ${JSON.stringify(value)}. Change it`,
    );
  }

  /**
   * Sets a value at run time, over every file and environment variable.
   *
   * @param key The dotted key.
   * @param given The value; `null` unsets. A `URL` or a `TransferPath` is taken as text.
   * @throws {errors.InvalidSetting} If a known setting is given a value of the wrong kind.
   */
  set(key: string, given: SettingValue | URL | TransferPath): void {
    const isPlace = given instanceof URL || given instanceof TransferPath;
    const value = isPlace ? new TransferPath(given).toString() : given;
    checkSetting(key, value, "htmap.settings.set");
    warnOfUnknown(key, "htmap.settings.set");
    const first = this.#layers[0];
    let table: SettingTable;
    if (first === undefined || typeof first === "function") this.#layers.unshift(table = {});
    else table = first;
    setIn(table, key, value);
  }

  /**
   * Merges all layers by the lookup rules.
   *
   * @returns One table with every setting.
   * @throws {errors.InvalidSetting} If the file or an environment variable cannot be used.
   */
  toDict(): SettingTable {
    let all: SettingTable = {};
    for (const layer of this.#layers) {
      all = mergeTables(all, typeof layer === "function" ? layer() : layer);
    }
    return all;
  }

  /**
   * Gives the tables that the layers have under a header, for whoever merges them by rules of their own.
   *
   * @param header The header, such as `"MAP_OPTIONS"`.
   * @returns The tables, first one first.
   * @throws {errors.InvalidSetting} If the file or an environment variable cannot be used.
   */
  tables(header: string): SettingTable[] {
    return this.#layers.flatMap((layer) => {
      const value = lookUp(typeof layer === "function" ? layer() : layer, header);
      return isTable(value) ? [value] : [];
    });
  }

  /**
   * Becomes other settings: use this rather than an assignment, which no one else would notice.
   *
   * @param other The settings to become.
   */
  replace(other: Settings): void {
    this.#layers = [...other.#layers];
  }

  /**
   * Adds settings behind all others.
   *
   * @param other What to add.
   */
  append(other: Settings | SettingTable): void {
    this.#layers.push(...new Settings(other).#layers);
  }

  /**
   * Adds settings before all others.
   *
   * @param other What to add.
   */
  prepend(other: Settings | SettingTable): void {
    this.#layers.unshift(...new Settings(other).#layers);
  }

  /**
   * Writes the merged settings to a TOML file, whole or not at all.
   *
   * @param path The file's path.
   * @throws {errors.CannotWrite} If the disk is full, or the place is not writable.
   * @throws {errors.InvalidSetting} If a layer that is to be written cannot be read.
   */
  async save(path: string): Promise<void> {
    await writeSettingsFile(path, this.toDict(), "save to another file");
  }
}

/** The built-in defaults. */
export const BASE_SETTINGS: Settings = new Settings(DEFAULTS);

let userFile: { path: string; mtime: number; table: SettingTable } | undefined;

/** The settings of `~/.htmaprc`, read when first needed and again when the file changes. */
export const USER_SETTINGS: Settings = Settings.lazy(() => {
  const path = settingsFilePath();
  const info = infoOf(path);
  if (info) checkOwnFile(path, info);
  const mtime = info?.mtime?.getTime() ?? -1;
  if (userFile?.path !== path || userFile.mtime !== mtime) {
    userFile = { path, mtime, table: readAndCheck(path) };
  }
  return userFile.table;
});

const ENVIRONMENT_SETTINGS = Settings.lazy(readEnvironment);

/** The settings this process goes by. */
export const settings: Settings = new Settings(
  {},
  USER_SETTINGS,
  ENVIRONMENT_SETTINGS,
  BASE_SETTINGS,
);

function infoOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined; // no such file: reading it says so, or gives nothing
  }
}

/** What the file says goes into what jobs run. One that the administrator keeps is as good as the user's own. */
function checkOwnFile(path: string, info: Deno.FileInfo): void {
  const uid = info.uid === 0 ? Deno.uid() : info.uid;
  const reason = reasonNotPrivate({ uid, mode: info.mode });
  if (reason === undefined) return;
  const advice = uid === Deno.uid()
    ? `Look whether all it says is yours, and then close it with \`chmod go-w ${shellWord(path)}\``
    : "Move it away, or have it given to you";
  throw new InvalidSetting(
    `The settings file ${path} cannot be used: ${reason}, and what it says decides what runs in your ` +
      `name. ${advice}`,
  );
}

function readEnvironment(): SettingTable {
  const found: SettingTable = {};
  for (const [key, { environment }] of KNOWN_SETTINGS) {
    const value = environment && Deno.env.get(environment);
    if (!value) continue;
    checkSetting(key, value, `the environment variable ${environment}`);
    setIn(found, key, value);
  }
  return found;
}

function readAndCheck(path: string): SettingTable {
  const table = readSettingsFile(path);
  checkSettings(table, path);
  return table;
}

/**
 * Says where the value of a setting is from, for an error about it.
 *
 * @param key The dotted key.
 * @returns Such as `"the environment variable HTMAP_DELIVERY"`; `undefined` if it is built in.
 */
export function sourceOf(key: string): string | undefined {
  if (USER_SETTINGS.get(key, null) !== null) return settingsFilePath();
  const inEnvironment = ENVIRONMENT_SETTINGS.get(key, null) !== null;
  return inEnvironment
    ? `the environment variable ${KNOWN_SETTINGS.get(key)?.environment}`
    : undefined;
}
