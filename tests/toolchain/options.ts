/**
 * The options of the toolchain's tasks.
 *
 * @module
 */

/**
 * Takes an option `--NAME=VALUE` off the arguments of a task.
 *
 * @param args The arguments, which lose the option. What is behind a `--` is somebody else's.
 * @param name Its name.
 * @returns Its value, or `undefined` where it is not among them.
 */
export function takeOption(args: string[], name: string): string | undefined {
  const start = `--${name}=`;
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const index = args.findIndex((arg) => arg.startsWith(start));
  if (index < 0 || index >= end) return undefined;
  return args.splice(index, 1)[0]?.slice(start.length);
}
