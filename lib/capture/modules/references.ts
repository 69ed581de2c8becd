/**
 * Functions that stand for something else, which is what travels in their place.
 *
 * @module
 */

import { workingDirectory } from "../../base/files.ts";
import type { Template } from "../../store/function/program_places.ts";
import type { ProgramOutput } from "../../wire/module.ts";

/** An export of a module, which is not loaded where the map is made. */
export interface ModuleReference {
  readonly kind: "module";
  /** The URL of the module. */
  readonly url: string;
  readonly exportName: string;
}

/** An external program. */
export interface ProgramReference {
  readonly kind: "program";
  /** The program and its arguments, as they are where it runs. */
  readonly argv: readonly string[];
  /** The same, with the places for the input. */
  readonly templates: readonly Template[];
  /** What becomes of its standard output. */
  readonly stdout: ProgramOutput;
  /** The file of the program, if it is one to be sent along. */
  readonly file: string | undefined;
}

/** Another function, which this one calls: what it has besides is only of use where maps are made. */
export interface WrapperReference {
  readonly kind: "wrapper";
  readonly func: object;
}

/** What a function stands for. */
export type Reference = ModuleReference | ProgramReference | WrapperReference;

const references = new WeakMap<object, Reference>();

/**
 * Has a function stand for something.
 *
 * @param func The function.
 * @param reference What it stands for.
 */
export function setReference(func: object, reference: Reference): void {
  references.set(func, reference);
}

/**
 * Finds out what a function stands for.
 *
 * @param value Any value.
 * @returns What it stands for; `undefined` if it is itself what travels, or no function.
 */
export function referenceOf(value: unknown): Reference | undefined {
  return typeof value === "function" ? references.get(value) : undefined;
}

/**
 * Finds the file of a program that is to be sent along.
 *
 * @param path Its relative path.
 * @returns The whole path.
 */
export function programFile(path: string): string {
  return `${workingDirectory()}/${path}`.replaceAll("/./", "/");
}
