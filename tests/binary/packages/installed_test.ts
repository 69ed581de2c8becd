/**
 * All packages of the table in the binary, from `node_modules`.
 *
 * @module
 */

import { declareBinaryTests } from "../../packages/binary_way.ts";

declareBinaryTests("node_modules");
