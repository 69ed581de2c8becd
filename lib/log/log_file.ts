/**
 * The log: a rotating file in the htmap directory.
 *
 * @module
 */

import { InvalidSetting, UnusableDirectory } from "../base/errors.ts";
import { checkPrivate } from "../base/private_directory.ts";
import { isThere } from "../base/files.ts";
import { warn } from "../base/say.ts";
import { troubleWithWriting } from "../base/system_error.ts";
import { settings } from "../settings/settings.ts";
import { HTMapDirectory } from "../store/paths.ts";
import { LOG_LEVELS, type LogLevel, logLine, type LogRecord } from "./record.ts";
import { addLine } from "./rotating_file.ts";

/** The logs that could not be written, of which that was said. */
const failed = new Set<string>();

/**
 * Sees to it that there is a place for the log, if the settings want one, since a map is about to be made.
 * Whoever only looks at what is there, or removes it, makes nothing.
 */
export function beginLog(): void {
  const log = logInUse("error");
  if (log) trying(log, () => Deno.mkdirSync(log.folder, { recursive: true, mode: 0o700 }));
}

/**
 * Adds a record to the log, if there is one and the settings want it there. Nothing that is done fails
 * because of the log: where it cannot be written, there is a warning, once a process.
 *
 * @param record The record.
 */
export function keepRecord(record: LogRecord): void {
  const log = logInUse(record.level);
  if (!log || !isThere(log.folder)) return;
  trying(log, () => addLine(log.path, logLine(record), log.limits));
}

function trying({ path }: LogInUse, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (failed.has(path)) return;
    failed.add(path);
    warn(`The log ${path} cannot be written, and htmap goes on without it: ${whyNot(error)}`);
  }
}

interface LogInUse {
  readonly folder: string;
  readonly path: string;
  readonly limits: { readonly size: number; readonly files: number };
}

/** The log that a record of a level goes into, if it goes into any. */
function logInUse(level: LogLevel): LogInUse | undefined {
  try {
    // A level that is none of these is "none".
    const least = LOG_LEVELS.findIndex((level) => level === settings.getString("LOG.LEVEL"));
    if (least < 0 || LOG_LEVELS.indexOf(level) < least) return undefined;
    const { root, log, logFolder: folder } = HTMapDirectory.current();
    checkPrivate([root, folder]);
    const [size, files] = [Number(settings.get("LOG.SIZE")), Number(settings.get("LOG.FILES"))];
    return { folder, path: log, limits: { size, files } };
  } catch (error) {
    // Settings and directories that cannot be used stop all that needs them, and are told of there.
    if (error instanceof InvalidSetting || error instanceof UnusableDirectory) return undefined;
    throw error;
  }
}

function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const trouble = troubleWithWriting(error, 'set LOG.LEVEL to "none"');
  return trouble ? `${trouble.reason}. ${trouble.advice}` : error.message;
}
