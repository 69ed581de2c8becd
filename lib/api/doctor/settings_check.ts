/**
 * Whether the settings can be used, and the program that this is.
 *
 * @module
 */

import { homeDirectory, isThere } from "../../base/files.ts";
import { version } from "../../base/version.ts";
import { insteadOf, isHeader, isKnown, KNOWN_SETTINGS } from "../../settings/known.ts";
import { readSettingsFile } from "../../settings/file.ts";
import { settings, settingsFilePath, USER_SETTINGS } from "../../settings/settings.ts";
import { isTable, type SettingTable } from "../../settings/tables.ts";
import { checkDeliveryMethod } from "../../submission/delivery.ts";
import { mapOptionsOfSettings } from "../../submission/map_settings.ts";
import { counted } from "../../text/counted.ts";
import { shellWord } from "../../text/shell_word.ts";
import { type Check, type Finding, note, ok, warning } from "./finding.ts";

/** Whether the settings can be read, and are known. */
export const settingsCheck: Check = {
  name: "settings",
  timeout: 10_000,
  run: () => Promise.resolve().then(lookAtSettings),
};

function lookAtSettings(): Finding[] {
  const path = settingsFilePath();
  USER_SETTINGS.toDict(); // throws where the file cannot be used
  const keys = keysOf(readSettingsFile(path));
  const unknown = keys.filter((key) => !isKnown(key) && !isHeader(key));
  settings.toDict();
  checkDeliveryMethod();
  mapOptionsOfSettings(true);
  const environment = [...KNOWN_SETTINGS.values()].flatMap(({ environment = "" }) =>
    Deno.env.get(environment || "HTMAP_DIR") && environment ? [environment] : []
  );
  const set = [
    isThere(path) ? `${path} sets ${counted(keys.length, "value")}` : `there is no ${path}`,
    ...environment.length > 0 ? [`the environment sets ${environment.join(", ")}`] : [],
  ].join(", ");
  return [
    ok(`The settings can be used: ${set}`),
    ...Deno.env.get("HOME")
      ? []
      : [note(`HOME is not set: the home directory is taken to be ${homeDirectory()}`)],
    ...unknown.map((key) =>
      warning(`${path} sets ${key}, which is no setting of htmap's${insteadOf(key)}`, {
        advice: "Take it out, or mend its name there",
        command: `$EDITOR ${shellWord(path)}`,
      })
    ),
  ];
}

/** The dotted keys of all values in a table. */
function keysOf(table: SettingTable, prefix = ""): string[] {
  return Object.entries(table).flatMap(([name, value]) => {
    const key = prefix + name;
    return isTable(value) && key !== "MAP_OPTIONS" && isHeader(key)
      ? keysOf(value, `${key}.`)
      : isTable(value) && key === "MAP_OPTIONS"
      ? Object.keys(value).map((option) => `${key}.${option}`)
      : [key];
  });
}

/** The oldest Deno that htmap runs on. */
const OLDEST_DENO = [2, 7] as const;

/** Which program this is. */
export const programCheck: Check = {
  name: "program",
  timeout: 10_000,
  run: () => Promise.resolve().then(lookAtProgram),
};

function lookAtProgram(): Finding[] {
  const program = Deno.execPath();
  const what = Deno.build.standalone
    ? `htmap ${version()} is the program ${program}`
    : `htmap ${version()} runs in Deno ${Deno.version.deno}, which is ${program}`;
  const [major = 0, minor = 0] = Deno.version.deno.split(".").map(Number);
  const isOld = major < OLDEST_DENO[0] || major === OLDEST_DENO[0] && minor < OLDEST_DENO[1];
  const findings = [
    isOld
      ? warning(`${what}; htmap is tried with Deno ${OLDEST_DENO.join(".")} and later`, {
        command: "deno upgrade",
      })
      : ok(what),
  ];
  if (!isThere(program)) {
    findings.push({
      level: "fault",
      text: `${program} is not there any more, and jobs could not be sent it`,
      advice: "Put the program back, or start the one that is there now",
    });
  }
  return findings;
}
