/**
 * The settings that htmap knows, and what they can be.
 *
 * @module
 */

import { InvalidSetting } from "../base/errors.ts";
import { warn } from "../base/say.ts";
import { isTable, type SettingTable, type SettingValue } from "./tables.ts";
import { didYouMean } from "../text/similar.ts";

/** What is known of a setting. */
interface KnownSetting {
  readonly type: "string" | "number" | "boolean" | "table";
  /** The environment variable that it can be set with. */
  readonly environment?: string;
  /** All values it can have, if they are few. */
  readonly choices?: readonly string[];
  /** Whether it is a number of things, and so whole. */
  readonly isCount?: true;
}

/** The settings. */
export const KNOWN_SETTINGS: ReadonlyMap<string, KnownSetting> = new Map(
  Object.entries<KnownSetting>({
    "HTMAP_DIR": { type: "string", environment: "HTMAP_DIR" },
    "BACKEND": {
      type: "string",
      environment: "HTMAP_BACKEND",
      choices: ["auto", "htcondor", "local"],
    },
    "DELIVERY_METHOD": { type: "string", environment: "HTMAP_DELIVERY" },
    "WAIT_TIME": { type: "number" },
    "CLI": { type: "boolean" },
    "MAP_OPTIONS": { type: "table" },
    "HTCONDOR.SCHEDULER": { type: "string", environment: "HTMAP_CONDOR_SCHEDULER" },
    "HTCONDOR.COLLECTOR": { type: "string", environment: "HTMAP_CONDOR_COLLECTOR" },
    "DOCKER.IMAGE": { type: "string", environment: "HTMAP_DOCKER_IMAGE" },
    "SINGULARITY.IMAGE": { type: "string", environment: "HTMAP_SINGULARITY_IMAGE" },
    "DOCKER.ASSUME_EXISTS": { type: "boolean" },
    "SINGULARITY.ASSUME_EXISTS": { type: "boolean" },
    "TRANSPLANT.DIR": { type: "string" },
    "TRANSPLANT.ALTERNATE_INPUT_PATH": { type: "string" },
    "TRANSPLANT.ASSUME_EXISTS": { type: "boolean" },
    "CHUNK.MANY_JOBS": { type: "number" },
    "CHUNK.SHORT": { type: "number" },
    "LOG.LEVEL": {
      type: "string",
      environment: "HTMAP_LOG_LEVEL",
      choices: ["debug", "info", "warning", "error", "none"],
    },
    "LOG.SIZE": { type: "number", isCount: true },
    "LOG.FILES": { type: "number", isCount: true },
  }),
);

/** The values that count when nothing else sets them. */
export const DEFAULTS: SettingTable = {
  BACKEND: "auto",
  DELIVERY_METHOD: "auto",
  WAIT_TIME: 1,
  CLI: false,
  // What HTMap asks for. On the local backend nothing is asked for by default.
  MAP_OPTIONS: {
    request_cpus: "1",
    request_memory: "128MB",
    request_disk: "1GB",
    keep_claim_idle: "30",
  },
  HTCONDOR: { SCHEDULER: null, COLLECTOR: null },
  DOCKER: { IMAGE: "debian:stable-slim" },
  SINGULARITY: { IMAGE: "docker://debian:stable-slim" },
  CHUNK: { MANY_JOBS: 10_000, SHORT: 60 },
  LOG: { LEVEL: "info", SIZE: 10_000_000, FILES: 5 },
};

/**
 * Checks the known settings of a table, and warns of the others, which may be typing mistakes.
 *
 * @param table The table.
 * @param source Where it is from.
 * @throws {InvalidSetting} If a setting has a value that it cannot have.
 */
export function checkSettings(table: SettingTable, source: string): void {
  checkTable(table, source, "");
}

function checkTable(table: SettingTable, source: string, prefix: string): void {
  for (const [name, value] of Object.entries(table)) {
    const key = prefix + name;
    if (KNOWN_SETTINGS.has(key)) checkSetting(key, value, source);
    else if (isHeader(key)) {
      if (!isTable(value)) throw wrongValue(key, value, "table", source);
      checkTable(value, source, `${key}.`);
    } else warnOfUnknown(key, source);
  }
}

/**
 * Checks the value of a setting, if the setting is known.
 *
 * @param key Its dotted key.
 * @param value The value; `null` is none.
 * @param source Where it is from.
 * @throws {InvalidSetting} If the setting cannot have it.
 */
export function checkSetting(key: string, value: SettingValue, source: string): void {
  const wanted = wantedInstead(key, value);
  if (wanted !== undefined) throw wrongValue(key, value, wanted, source);
}

/**
 * Says what a setting needs, if not the value it is to have.
 *
 * @param key Its dotted key.
 * @param value The value; `null` is none.
 * @returns Such as `"a number above 0"`; `undefined` if the value will do.
 */
export function wantedInstead(key: string, value: SettingValue): string | undefined {
  const known = KNOWN_SETTINGS.get(key);
  if (!known || value === null) return undefined;
  const type = isTable(value) ? "table" : typeof value;
  const isWrong = type !== known.type || type === "number" && !(Number(value) > 0);
  if (known.isCount) {
    return isWrong || !Number.isSafeInteger(value) ? "a whole number from 1" : undefined;
  }
  if (isWrong) return WANTED[known.type];
  if (!known.choices || known.choices.includes(String(value))) return undefined;
  return `one of ${known.choices.map((choice) => JSON.stringify(choice)).join(", ")}`;
}

const WANTED = {
  string: "text",
  number: "a number above 0",
  boolean: "true or false",
  table: "a table",
};

function wrongValue(
  key: string,
  value: SettingValue,
  wanted: string,
  source: string,
): InvalidSetting {
  return new InvalidSetting(
    `The setting ${key} in ${source} must be ${wanted}, but it is ${
      JSON.stringify(value)
    }. Change it there`,
  );
}

const warned = new Set<string>();

/**
 * Warns of a setting that nobody will look up, once.
 *
 * @param key Its dotted key.
 * @param source Where it is from.
 */
export function warnOfUnknown(key: string, source: string): void {
  if (isKnown(key) || warned.has(key)) return;
  warned.add(key);
  warn(`Warning: htmap knows no setting ${key} (in ${source})${insteadOf(key)}`);
}

/**
 * Tells whether a setting is known, or one of the user's own in a table that is.
 *
 * @param key Its dotted key.
 * @returns Whether it is.
 */
export function isKnown(key: string): boolean {
  return KNOWN_SETTINGS.has(key) || /^MAP_OPTIONS\.[^.]+$/.test(key);
}

/**
 * Tells whether a key is the beginning of others, such as `DOCKER`.
 *
 * @param key The dotted key.
 * @returns Whether it is.
 */
export function isHeader(key: string): boolean {
  return [...KNOWN_SETTINGS.keys()].some((other) => other.startsWith(`${key}.`));
}

/**
 * Says which setting may have been meant.
 *
 * @param key An unknown dotted key.
 * @returns A sentence to go on with, with all settings if none is like it.
 */
export function insteadOf(key: string): string {
  const known = [...KNOWN_SETTINGS.keys()];
  return didYouMean(key.toUpperCase(), known) ||
    `. Known are ${known.join(", ")}, and under MAP_OPTIONS the map options`;
}
