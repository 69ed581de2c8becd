/** What htmap uses of the standard library's TOML, which the npm package leaves untyped. */
export function parse(text: string): Record<string, unknown>;
export function stringify(object: Record<string, unknown>): string;
