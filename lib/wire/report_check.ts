/**
 * Checking error reports: they come from where a component ran, and may hold anything.
 *
 * @module
 */

import type { ErrorReport, StackFrame } from "./report.ts";

/**
 * Tells whether a value is an error report.
 *
 * @param value The value.
 * @returns Whether it is.
 */
export function isErrorReport(value: unknown): value is ErrorReport {
  return isRecord(value) &&
    ["name", "message", "text"].every((name) => typeof value[name] === "string") &&
    isListOf(value.frames, isFrame) &&
    isListOf(value.scratch, isText) &&
    isRecordOf(value.node, ["host", "user", "started"], isText) &&
    isRecordOf(value.runtime, ["htmap", "deno", "v8", "executable"], isText) &&
    isAbsentOr(value.before, (before) => isListOf(before, isCount)) &&
    isAbsentOr(value.calledWith, (args) => isListOf(args, isText)) &&
    ["earlier", "jobId", "withoutLocals"].every((name) => isAbsentOr(value[name], isText)) &&
    isAbsentOr(value.seconds, (seconds) => Number.isFinite(seconds)) &&
    isAbsentOr(value.attempt, isAttempt);
}

function isFrame(value: unknown): value is StackFrame {
  return isRecordOf(value, ["function", "file"], isText) &&
    isRecordOf(value, ["line", "column"], isCount) &&
    isAbsentOr(value.source, isText) &&
    isAbsentOr(value.locals, (locals) => isRecord(locals) && Object.values(locals).every(isText));
}

function isAttempt(value: unknown): boolean {
  return isRecordOf(value, ["number"], isCount) && isAbsentOr(value.of, isCount);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isRecordOf(
  value: unknown,
  names: readonly string[],
  test: (part: unknown) => boolean,
): value is Record<string, unknown> {
  return isRecord(value) && names.every((name) => test(value[name]));
}

function isListOf(value: unknown, test: (part: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(test);
}

/** What another version of htmap did not write is not there. */
function isAbsentOr(value: unknown, test: (value: unknown) => boolean): boolean {
  return value === undefined || test(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
