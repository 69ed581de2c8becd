/** What htmap uses of `parseArgs` in the standard library, which the npm package leaves untyped. */
export interface ParseOptions {
  "--"?: boolean;
  alias?: Record<string, string | string[]>;
  boolean?: string[];
  string?: string[];
  collect?: string[];
  default?: Record<string, unknown>;
  negatable?: string[];
  stopEarly?: boolean;
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}
/** Options by name, and `_`, what was not an option. */
export interface ParsedArgs {
  _: (string | number)[];
  "--"?: string[];
  [name: string]: unknown;
}
export function parseArgs(args: readonly string[], options?: ParseOptions): ParsedArgs;
