/**
 * Turning a function into a module that can travel.
 *
 * @module
 */

export { Capture, type Captured, type CaptureOptions } from "./capture.ts";
export { openClasses } from "../store/function/classes.ts";
export { setReference } from "./modules/references.ts";
export { program, type ProgramArguments, type ProgramOptions } from "./program_reference.ts";
export { fromModule, type FunctionReference, type MapFunction } from "./function_reference.ts";
