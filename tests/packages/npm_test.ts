/**
 * Some packages of each kind of the table with Deno, by `npm:` specifiers.
 *
 * @module
 */

import { denoWay, packages } from "./deno_way.ts";
import { declareTests } from "./report.ts";

declareTests([denoWay("npm:", 4)], packages === undefined);
