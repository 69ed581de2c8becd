/**
 * What `import * as htmap` gives a mapped function where it runs: all of htmap that needs no
 * submit node.
 *
 * @module
 */

export * as errors from "../lib/errors.ts";
export { ComponentStatus } from "../lib/component_status.ts";
export { range } from "../lib/range.ts";
export { transferOutputFiles } from "../lib/transfer.ts";
export { version, versionInfo } from "../lib/version.ts";
