/**
 * The settings file.
 *
 * @module
 */

import { dirname, resolve } from "node:path";
import { loadToml } from "../deps.ts";
import { InvalidSetting } from "../base/errors.ts";
import { homeDirectory, writeFileAtomically } from "../base/files.ts";
import { troubleWithReading } from "../base/system_error.ts";
import type { SettingTable } from "./tables.ts";

const toml = await loadToml();

/** @returns The path of the settings file. */
export function settingsFilePath(): string {
  return `${homeDirectory()}/.htmaprc`;
}

/**
 * Reads a settings file.
 *
 * @param path The file's path.
 * @returns The settings in it, unchecked; none if there is no such file.
 * @throws {InvalidSetting} If it cannot be read, or is not TOML.
 */
export function readSettingsFile(path: string): SettingTable {
  let text: string;
  try {
    text = Deno.readTextFileSync(path).replace(/^\ufeff/, ""); // which some editors begin text with
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    const { reason, advice } = troubleWithReading(error, "Make it readable, or move it away");
    throw new InvalidSetting(`The settings file ${path} cannot be read: ${reason}. ${advice}`);
  }
  try {
    // JSON turns TOML's dates into text and drops prototypes; settings have no other use for them.
    return JSON.parse(JSON.stringify(toml.parse(text)));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InvalidSetting(
      `The settings file ${path} is not valid TOML${faultIn(text.split(/\r?\n/), message)}`,
    );
  }
}

/** What the parser says, as the end of a sentence, with the line that is at fault and its number. */
function faultIn(lines: readonly string[], message: string): string {
  const [, place, column] = /line (\d+), column (\d+)/.exec(message) ?? [];
  const reason = message.replace(/^(?:Parse error on line \d+, column \d+: )+/, "")
    .replace(/ on line '[^]*'$/, "");
  if (place === undefined) return `: ${reason}. Mend it, or move the file away`;
  let number = Number(place);
  // What misses something at its end sends the parser to the beginning of the next line.
  const isNext = column === "0" && !reason.startsWith("Unexpected character");
  if (isNext) { do number--; while (number > 1 && lines[number - 1]?.trim() === ""); }
  const line = lines[number - 1] ?? "";
  return `, line ${number}: ${reason}.\n  ${number} | ${line}\nMend that line, or move the file away`;
}

/**
 * Writes a settings file, whole or not at all. Where it is a link, what it leads to is written.
 *
 * @param path The file's path.
 * @param table The settings; those that are `null` are left out.
 * @param elsewhere How to have them written somewhere else, for an error.
 * @throws {CannotWrite} If the disk is full, or the place is not writable.
 */
export async function writeSettingsFile(
  path: string,
  table: SettingTable,
  elsewhere: string,
): Promise<void> {
  await writeFileAtomically(await behindLinks(path), tomlOf(table), elsewhere);
}

/**
 * Writes settings as TOML, which has no null: what has no value is left out.
 *
 * @param table The settings.
 * @returns The TOML.
 */
export function tomlOf(table: SettingTable): string {
  return toml.stringify(JSON.parse(JSON.stringify(table, (_, value) => value ?? undefined)));
}

/** The file that a path leads to, which need not be there. */
async function behindLinks(path: string): Promise<string> {
  const seen = new Set<string>(); // links can lead in a circle, which the write will say
  while (!seen.has(path)) {
    seen.add(path);
    try {
      path = resolve(dirname(path), await Deno.readLink(path));
    } catch {
      break; // it is no link
    }
  }
  return path;
}
