/**
 * Settings: dotted, upper-case keys looked up through layers, the first that has the key wins.
 *
 * The layers, as in the manual's chapter 8: what was set at run time, the TOML file `~/.htmaprc`,
 * the environment, the built-in defaults. Times are in seconds here, as in the file.
 *
 * @module
 */

import { parseToml, stringifyToml } from "./deps.ts";
import { InvalidSetting, MissingSetting } from "./errors.ts";
import { homeDirectory, writeFileAtomically } from "./files.ts";

/** A value of a setting: what TOML can hold. */
export type SettingValue = string | number | boolean | null | SettingValue[] | SettingTable;

/** Settings under a common header, by name. */
export interface SettingTable {
  /** A setting, or a table of settings, by its name without the header. */
  [name: string]: SettingValue;
}

type Layer = SettingTable | (() => SettingTable);

/** What kind of value each known setting takes, and the environment variable it inherits from. */
const KNOWN: Record<
  string,
  { type: "string" | "number" | "boolean" | "table"; environment?: string }
> = {
  "HTMAP_DIR": { type: "string", environment: "HTMAP_DIR" },
  "BACKEND": { type: "string", environment: "HTMAP_BACKEND" },
  "DELIVERY_METHOD": { type: "string", environment: "HTMAP_DELIVERY" },
  "WAIT_TIME": { type: "number" },
  "CLI": { type: "boolean" },
  "MAP_OPTIONS": { type: "table" },
  "HTCONDOR.SCHEDULER": { type: "string", environment: "HTMAP_CONDOR_SCHEDULER" },
  "HTCONDOR.COLLECTOR": { type: "string", environment: "HTMAP_CONDOR_COLLECTOR" },
  "DOCKER.IMAGE": { type: "string", environment: "HTMAP_DOCKER_IMAGE" },
  "SINGULARITY.IMAGE": { type: "string", environment: "HTMAP_SINGULARITY_IMAGE" },
  "TRANSPLANT.DIR": { type: "string" },
};

/** The values that count when nothing else sets them. */
const DEFAULTS: SettingTable = {
  BACKEND: "auto",
  DELIVERY_METHOD: "transplant",
  WAIT_TIME: 1,
  CLI: false,
  MAP_OPTIONS: {},
  HTCONDOR: { SCHEDULER: null, COLLECTOR: null },
  DOCKER: { IMAGE: "debian:stable-slim" },
  SINGULARITY: { IMAGE: "docker://debian:stable-slim" },
};

/** The path of the settings file. */
export function settingsFilePath(): string {
  return `${homeDirectory()}/.htmaprc`;
}

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
   * @throws {InvalidSetting} If the file is not TOML, or a known setting has a value of the wrong kind.
   */
  static load(path: string): Settings {
    return new Settings(readSettingsFile(path));
  }

  /**
   * Looks a setting up.
   *
   * @param key The dotted key, such as `"HTCONDOR.SCHEDULER"`. A header gives the table of all under it.
   * @param fallback What to return if it has no value.
   * @returns The value of the first layer that has one; tables are merged over the layers.
   * @throws {MissingSetting} If it has no value and no fallback was given.
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
   * @throws {InvalidSetting} If the value is not text.
   */
  getString(key: string): string | undefined {
    const value = this.get(key, null);
    if (value === null || typeof value === "string") return value ?? undefined;
    throw wrongType(key, value, "string", "the settings");
  }

  /**
   * Sets a value at run time, over every file and environment variable.
   *
   * @param key The dotted key.
   * @param value The value; `null` unsets.
   * @throws {InvalidSetting} If a known setting is given a value of the wrong kind.
   */
  set(key: string, value: SettingValue): void {
    checkValue(key, value, "htmap.settings.set");
    if (!KNOWN[key] && !underKnownTable(key)) warnUnknown(key, "htmap.settings.set");
    const first = this.#layers[0];
    let table: SettingTable;
    if (first === undefined || typeof first === "function") this.#layers.unshift(table = {});
    else table = first;
    const names = key.split(".");
    const last = names.pop() ?? key;
    for (const name of names) {
      const inner = Object.hasOwn(table, name) ? table[name] : undefined;
      table = isTable(inner) ? inner : put(table, name, emptyTable());
    }
    put(table, last, value);
  }

  /**
   * Merges all layers by the lookup rules.
   *
   * @returns One table with every setting.
   */
  toDict(): SettingTable {
    let all: SettingTable = {};
    for (const layer of this.#layers) {
      all = mergeTables(all, typeof layer === "function" ? layer() : layer);
    }
    return all;
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
   */
  async save(path: string): Promise<void> {
    const withoutNulls = JSON.parse(
      JSON.stringify(this.toDict(), (_, value) => value ?? undefined),
    );
    await writeFileAtomically(path, stringifyToml(withoutNulls));
  }
}

/** The built-in defaults. */
export const BASE_SETTINGS: Settings = new Settings(DEFAULTS);

let userFile: { path: string; mtime: number; table: SettingTable } | undefined;

/** The settings of `~/.htmaprc`, read when first needed and again when the file changes. */
export const USER_SETTINGS: Settings = Settings.lazy(() => {
  const path = settingsFilePath();
  const mtime = modified(path);
  if (userFile?.path !== path || userFile.mtime !== mtime) {
    userFile = { path, mtime, table: readSettingsFile(path) };
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

function modified(path: string): number {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch {
    return -1; // no such file: reading it says so, or gives nothing
  }
}

function readEnvironment(): SettingTable {
  const found = new Settings();
  for (const [key, { environment }] of Object.entries(KNOWN)) {
    const value = environment && Deno.env.get(environment);
    if (value) found.set(key, value);
  }
  return found.toDict();
}

function readSettingsFile(path: string): SettingTable {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw new InvalidSetting(
      `The settings file ${path} cannot be read: ${
        error instanceof Error ? error.message : error
      }. ` +
        `Make it readable, or move it away`,
    );
  }
  let table: SettingTable;
  try {
    // JSON turns TOML's dates into text and drops prototypes; settings have no other use for them.
    table = JSON.parse(JSON.stringify(parseToml(text)));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = Number(/line (\d+)/.exec(message)?.[1]);
    const shown = line ? `\n  ${line} | ${text.split("\n")[line - 1] ?? ""}` : "";
    throw new InvalidSetting(
      `The settings file ${path} is not valid TOML: ${message}.${shown}\nMend that line, or move the file away`,
    );
  }
  checkTable(table, path);
  return table;
}

function checkTable(table: SettingTable, source: string, prefix = ""): void {
  for (const [name, value] of Object.entries(table)) {
    const key = prefix + name;
    const known = KNOWN[key];
    if (known) checkValue(key, value, source);
    else if (Object.keys(KNOWN).some((other) => other.startsWith(`${key}.`))) {
      if (!isTable(value)) throw wrongType(key, value, "table", source);
      checkTable(value, source, `${key}.`);
    } else warnUnknown(key, source);
  }
}

function checkValue(key: string, value: SettingValue, source: string): void {
  const known = KNOWN[key];
  if (!known || value === null) return;
  const type = isTable(value) ? "table" : typeof value;
  if (type !== known.type || (type === "number" && !(Number(value) > 0))) {
    throw wrongType(key, value, known.type, source);
  }
}

function wrongType(key: string, value: SettingValue, type: string, source: string): InvalidSetting {
  const wanted = {
    string: "text",
    number: "a number above 0",
    boolean: "true or false",
    table: "a table",
  }[type];
  return new InvalidSetting(
    `The setting ${key} in ${source} must be ${wanted}, but it is ${
      JSON.stringify(value)
    }. Change it there`,
  );
}

const warned = new Set<string>();

function warnUnknown(key: string, source: string): void {
  if (warned.has(key)) return;
  warned.add(key);
  console.error(
    `Warning: htmap knows no setting ${key} (in ${source}). Known are ${
      Object.keys(KNOWN).join(", ")
    }`,
  );
}

function underKnownTable(key: string): boolean {
  return Object.entries(KNOWN).some(([other, { type }]) =>
    type === "table" && key.startsWith(`${other}.`)
  );
}

function lookUp(table: SettingTable, key: string): SettingValue | undefined {
  let value: SettingValue | undefined = table;
  for (const name of key.split(".")) {
    if (!isTable(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

function isTable(value: SettingValue | undefined): value is SettingTable {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Sets a value even if its name is that of an accessor, such as `__proto__`. */
function put<T extends SettingValue>(table: SettingTable, name: string, value: T): T {
  Object.defineProperty(table, name, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
  return value;
}

/** A table without a prototype, so that a key such as `__proto__` is only a key. */
function emptyTable(): SettingTable {
  return Object.create(null);
}

function mergeTables(over: SettingTable, under: SettingTable): SettingTable {
  const merged: SettingTable = Object.assign(emptyTable(), under);
  for (const [name, value] of Object.entries(over)) {
    const below = merged[name];
    merged[name] = isTable(value) && isTable(below) ? mergeTables(value, below) : value;
  }
  return merged;
}
