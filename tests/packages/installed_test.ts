/**
 * Some packages of each kind of the table with Deno, from `node_modules`: the binary has all of them from there.
 *
 * @module
 */

import { denoWay, packages } from "./deno_way.ts";
import { declareTests } from "./report.ts";

declareTests([denoWay("node_modules", 2)], packages === undefined);
