/**
 * The packages of the table with Deno, from `node_modules`; on the oldest Deno some of each kind.
 *
 * @module
 */

import { denoWay, packages } from "./deno_way.ts";
import { declareTests } from "./report.ts";

const isOldest = Deno.version.deno.startsWith("2.7.");

declareTests([denoWay("node_modules", isOldest ? 3 : undefined)], packages === undefined);
