/**
 * Loaded before a script of the manual: writes down what each line of it prints.
 *
 * @module
 */

const file = Deno.env.get("HTMAP_TEST_PRINTED") ?? "";
const log = console.log;

console.log = (...values: unknown[]): void => {
  const line = /script\d*\.ts:(\d+):\d+/.exec(new Error().stack ?? "")?.[1];
  const text = values.map((value) => typeof value === "string" ? value : Deno.inspect(value));
  const record = JSON.stringify([Number(line), text.join(" ")]);
  Deno.writeTextFileSync(file, `${record}\n`, { append: true });
  log(...values);
};
