/**
 * Turning a function into a module that can travel.
 *
 * @module
 */

export { Capture, type Captured, type CaptureOptions } from "./capture.ts";
export { openClasses } from "./classes.ts";
export { program, type ProgramOptions } from "./program.ts";
export { fromModule, FunctionReference, type MapFunction } from "./references.ts";
