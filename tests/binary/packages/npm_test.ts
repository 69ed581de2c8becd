/**
 * A package of each kind of the table in the binary, by `npm:` specifiers.
 *
 * @module
 */

import { declareBinaryTests } from "../../packages/binary_way.ts";

declareBinaryTests("npm:");
