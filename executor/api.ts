/**
 * What `import * as htmap` gives a mapped function where it runs: all of htmap that needs no submit
 * node.
 *
 * @module
 */

export * from "../lib/store/function/stand_ins.ts";
export { checkpoint } from "./checkpoint.ts";
export { transferOutputFiles } from "./transfer.ts";
