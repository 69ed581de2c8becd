/**
 * The packages of the table in the binary, from `node_modules`: the even rows.
 *
 * @module
 */

import { declareBinaryTests } from "../../packages/binary_way.ts";

declareBinaryTests("node_modules", { part: 0, of: 2 });
