/**
 * What stands for functions by reference in the generated module.
 *
 * @module
 */

import { hostCall } from "../../wire/module.ts";
import { HOST, type ImportTable } from "../modules/imports.ts";
import { type ModuleReference, programFile, type ProgramReference } from "../modules/references.ts";
import { cannotCapture, REASONS } from "./refuse.ts";

/**
 * Gives the expression for a function by reference that another function uses.
 *
 * @param reference What it stands for.
 * @param imports Where imports are collected.
 * @returns The expression.
 */
export function referredExpression(
  reference: ModuleReference | ProgramReference,
  imports: ImportTable,
): string {
  if (reference.kind === "program") {
    const { argv, stdout } = reference;
    return hostCall(HOST, "program", JSON.stringify(argv), JSON.stringify(stdout));
  }
  // Where the map is made, it gives a promise: what was tried there is to work here as well.
  const { url, exportName } = reference;
  return hostCall(HOST, "later", imports.exported(url, exportName), JSON.stringify(exportName));
}

/**
 * Checks that a program to be sent along is there.
 *
 * @param path Its path.
 * @throws {CannotCapture} If there is no such file.
 */
export async function checkProgramFile(path: string): Promise<void> {
  if (await isFile(path)) return;
  throw cannotCapture([path], REASONS.noProgram);
}

/**
 * Has a program that a module names sent along, if it is there.
 *
 * @param path Its relative path.
 * @param files The files to be sent along.
 */
export async function sendIfThere(path: string, files: string[]): Promise<void> {
  const file = programFile(path);
  if (!files.includes(file) && await isFile(file)) files.push(file);
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isFile, () => false);
}
