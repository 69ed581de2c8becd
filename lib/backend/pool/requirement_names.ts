/**
 * The attributes of machines that a ClassAd expression is about.
 *
 * @module
 */

/** Words of the language of ClassAds, and what every job or every expression has. */
const NO_ATTRIBUTES = new Set(
  "true false undefined error is isnt my target parent".split(" "),
);

/**
 * Finds the names in an expression that could be attributes of machines.
 *
 * @param expression Such as `TARGET.OpSys == "LINUX" && Memory > MY.Least`.
 * @returns The names, without `TARGET.`, none twice; neither functions nor what is the job's own.
 */
export function namesIn(expression: string): string[] {
  const code = expression.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
    .replaceAll(/\$\$?\([^)]*\)/g, "0");
  const names = new Set<string>();
  for (
    const [, scope = "", name = ""] of code.matchAll(
      /(?<![\w.])(?:(\w+)\.)?([A-Za-z_]\w*)(?!\w|\s*\(|\.)/g,
    )
  ) {
    if (scope !== "" && !/^target$/i.test(scope)) continue;
    if (!NO_ATTRIBUTES.has(name.toLowerCase())) names.add(name);
  }
  return [...names];
}
