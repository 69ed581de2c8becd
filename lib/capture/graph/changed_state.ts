/**
 * Variables of imported modules that have other values by now than those they are declared with: where a
 * map runs, the modules are evaluated anew, and these values are lost.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { exportsOf, valueAt } from "../modules/exports.ts";
import { modulesOf } from "../modules/modules.ts";
import { statementsOf } from "../engine/declarations.ts";
import type { Script } from "../engine/scripts.ts";
import { child, children, isFunction, list, nameOf, type Node } from "../engine/syntax.ts";
import type { Collector } from "./types.ts";

/** What was told in this process: once is enough. */
const told = new Set<string>();

/**
 * Finds variables whose values are lost.
 *
 * @param graph Asks the engine.
 * @param urls The URLs of the modules, those of packages not among them.
 * @returns A sentence for each module that has some and was not told of before.
 */
export async function changedState(
  graph: Pick<Collector, "inspector" | "scripts">,
  urls: readonly string[],
): Promise<string[]> {
  const sentences: string[] = [];
  for (const url of urls) {
    const changed = await changedIn(graph, url).catch(() => []);
    const fresh = changed.filter(({ name, now }) => !told.has(`${url} ${name} ${shown(now)}`));
    for (const { name, now } of fresh) told.add(`${url} ${name} ${shown(now)}`);
    if (fresh.length > 0) sentences.push(sentenceOf(url, fresh));
  }
  return sentences;
}

/** A variable, with the value it is declared with and the one it has. */
interface Changed {
  readonly name: string;
  readonly declared: unknown;
  readonly now: unknown;
}

function sentenceOf(url: string, changed: readonly Changed[]): string {
  const what = changed.map(({ name, declared, now }) =>
    `${name} is ${shown(now)} here, and ${shown(declared)} again where the map runs`
  );
  return `The module ${
    fileURLToPath(url)
  }, which the function uses, was changed after it was loaded, ` +
    `and components load it anew: ${
      what.join("; ")
    }. If the function needs the value, give it as an ` +
    "argument, capture it in a variable of the script, or set it inside the function";
}

function shown(value: unknown): string {
  const text = Deno.inspect(value, { depth: 2, compact: true, breakLength: Infinity });
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

async function changedIn(
  { inspector, scripts }: Pick<Collector, "inspector" | "scripts">,
  url: string,
): Promise<Changed[]> {
  const info = inspector.scripts().find((script) => script.url === url && script.isModule);
  if (!info || !url.startsWith("file:")) return [];
  const namespace = await modulesOf().namespaceOf(url);
  if (!namespace) return [];
  const values = exportsOf(namespace).map((name) => valueAt(namespace, name));
  const func = values.find((value) => typeof value === "function");
  // A function of the module sees more of it than is exported.
  const scopes = typeof func === "function" ? (await inspector.details(func)).scopes : [];
  const variables = scopes.find(({ kind }) => kind === "Module")?.variables;
  const changed: Changed[] = [];
  for (const [name, init] of constantsOf(await scripts.get(info.scriptId))) {
    const place = variables && Object.hasOwn(variables, name) ? variables : namespace;
    if (!Object.hasOwn(place, name)) continue;
    const now = valueAt(place, name);
    if (!isSame(init, now)) changed.push({ name, declared: init, now });
  }
  return changed;
}

/** The variables of a module that only functions can have changed, with what they are declared with. */
function constantsOf(script: Script): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const statement of statementsOf(script.program)) {
    const declaration = child(statement, "declaration") ?? statement;
    if (declaration.type !== "VariableDeclaration") continue;
    for (const one of list(declaration, "declarations")) {
      const name = nameOf(child(one, "id"));
      const init = child(one, "init");
      const value = init ? literalOf(init) : { is: undefined };
      const isConstant = declaration["kind"] === "const" && Object(value?.is) !== value?.is;
      if (name !== "" && value && !isConstant) found.set(name, value.is);
    }
  }
  // What the module itself does with one when it is evaluated is done again.
  for (const { name, start, scope } of script.analysis.references) {
    const isTop = scope === script.analysis.top && !isInFunction(script.program, start);
    if (isTop && !isDeclared(script.program, name, start)) found.delete(name);
  }
  return found;
}

/** Whether a place is inside a function. */
function isInFunction(node: Node, at: number): boolean {
  if (isFunction(node)) return true;
  const inner = children(node).find(({ start, end }) => start <= at && at < end);
  return inner !== undefined && isInFunction(inner, at);
}

/** Whether a place is where a variable is declared or exported by name. */
function isDeclared(program: Node, name: string, at: number): boolean {
  const statement = statementsOf(program).find(({ start, end }) => start <= at && at < end);
  if (statement?.type === "ExportNamedDeclaration" && !child(statement, "declaration")) return true;
  const declaration = statement && (child(statement, "declaration") ?? statement);
  return list(declaration ?? program, "declarations")
    .some((one) => child(one, "id")?.start === at && nameOf(child(one, "id")) === name);
}

/**
 * The value of a literal, of an object or array of literals too, if it has anything in it: an empty one
 * is there to be filled. `undefined` if it is no literal.
 */
function literalOf(node: Node, isInside = false): { is: unknown } | undefined {
  switch (node.type) {
    case "Literal":
      return "regex" in node ? undefined : { is: node["value"] };
    case "UnaryExpression": {
      const value = literalOf(child(node, "argument")!)?.is;
      return node["operator"] === "-" && typeof value === "number" ? { is: -value } : undefined;
    }
    case "ArrayExpression": {
      const parts = list(node, "elements").map((one) => literalOf(one, true));
      const isWhole = parts.length > 0 || isInside;
      return isWhole && parts.every((one) => one) ? { is: parts.map((one) => one!.is) } : undefined;
    }
    case "ObjectExpression": {
      const properties = list(node, "properties");
      const entries = properties.map((one) => {
        const key = child(one, "key");
        const value = child(one, "value");
        const isPlain = one["kind"] === "init" && one["computed"] !== true && key && value;
        const literal = isPlain ? literalOf(value, true) : undefined;
        return literal && key && [nameOf(key) || String(key["value"]), literal.is] as const;
      });
      if (entries.length === 0 && !isInside) return undefined;
      return entries.every((one) => one !== undefined)
        ? { is: Object.fromEntries(entries) }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether a value is still what a literal says. */
function isSame(declared: unknown, now: unknown): boolean {
  if (typeof declared !== "object" || declared === null) return Object.is(declared, now);
  if (typeof now !== "object" || now === null) return false;
  const [keys, others] = [Object.keys(declared), Object.keys(now)];
  return keys.length === others.length &&
    keys.every((key) => isSame(Reflect.get(declared, key), valueAt(now, key)));
}
