/**
 * Namespace objects of modules that are met as values: each is found to be that of a module, and is that
 * module's again where the function runs.
 *
 * @module
 */

import { types } from "node:util";
import { isOfModule, modulesOf, packageOf } from "../modules/modules.ts";
import { nodeBuiltins } from "../modules/node_builtins.ts";
import type { ScriptInfo } from "../engine/inspector.ts";
import type { Collector } from "./types.ts";

/** What a namespace object that is of no module that travels is made of: its exports are put on it. */
const COPY = 'Object.create(null, { [Symbol.toStringTag]: { value: "Module" } })';

/**
 * Finds out what stands for a namespace object where the function runs.
 *
 * @param namespace The namespace object.
 * @param graph What it was met in.
 * @param path The way to it, for messages.
 * @returns An expression for it.
 */
export async function namespaceExpression(
  namespace: object,
  graph: Collector,
  path: readonly string[],
): Promise<string> {
  const { exports, imports } = graph;
  const imported = exports.importOf(namespace);
  if (imported) return imports.expression(imported.name, imported.script);
  const name = await nodeBuiltins().nameOf(namespace);
  if (name !== undefined) return imports.nodeNamespace(`node:${name}`);
  const url = modulesOf().urlOf(namespace) ?? await urlAmongScripts(namespace, graph);
  if (url !== undefined) return imports.exported(url, "*");
  // It is that of the script itself, or of mere data.
  const keys = [...exportsOf(namespace).keys()];
  const patch = { target: namespace, keys, removed: [], path, prototype: undefined };
  graph.patch(namespace, () => patch);
  return COPY;
}

/** Finds the module of a namespace object, which is loaded, among the modules that are. */
async function urlAmongScripts(namespace: object, graph: Collector): Promise<string | undefined> {
  const { inspector } = graph;
  const likely: ScriptInfo[] = [];
  for (const value of exportsOf(namespace).values()) {
    if (typeof value !== "function" || types.isProxy(value)) continue;
    const { location } = await inspector.details(value);
    const info = location && inspector.script(location.scriptId);
    if (info && !likely.includes(info)) likely.push(info);
  }
  for (const info of new Set([...likely, ...inspector.scripts()])) {
    if (!canBeImported(info)) continue;
    if (await modulesOf().namespaceOf(info.url) === namespace) return info.url;
  }
  return undefined;
}

/** The exports of a module that have a value by now. */
function exportsOf(namespace: object): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const key of Reflect.ownKeys(namespace)) {
    try {
      if (typeof key === "string") found.set(key, Reflect.get(namespace, key));
    } catch {
      // The module has not come to it yet.
    }
  }
  return found;
}

/** Whether a script is a module that to import again runs nothing. */
function canBeImported(info: ScriptInfo): boolean {
  const { isModule, url } = info;
  if (!isOfModule(info) || !/^(?:file|https?|data|jsr|npm):/.test(url)) return false;
  return isModule || url.endsWith(".cjs") || packageOf(url) !== undefined;
}
