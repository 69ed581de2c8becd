import { findCircles } from "../../toolchain/circles.ts";
import { assertEquals } from "../../deps.ts";

/** A graph from lines such as `a: b c`. */
function graph(...lines: string[]): Map<string, string[]> {
  return new Map(lines.map((line) => {
    const [module = "", imports = ""] = line.split(":");
    return [module, imports.trim().split(" ").filter((name) => name !== "")];
  }));
}

Deno.test("findCircles() finds none where modules only share what they import", () => {
  assertEquals(findCircles(graph("mod: a b", "a: c", "b: c a", "c:")), []);
});

Deno.test("findCircles() names the modules of a circle in the order they import each other", () => {
  assertEquals(findCircles(graph("mod: a", "a: b", "b: c d", "c: a", "d:")), [
    ["a", "b", "c", "a"],
  ]);
});

Deno.test("findCircles() takes the shortest way round", () => {
  assertEquals(findCircles(graph("a: b c", "b: c", "c: a")), [["a", "c", "a"]]);
});

Deno.test("findCircles() finds a module that imports itself", () => {
  assertEquals(findCircles(graph("a: a")), [["a", "a"]]);
});

Deno.test("findCircles() names each circle once", () => {
  assertEquals(findCircles(graph("a: b", "b: a", "c: d", "d: c a", "e: a c")), [
    ["a", "b", "a"],
    ["c", "d", "c"],
  ]);
});

Deno.test("findCircles() passes over modules it knows nothing about", () => {
  assertEquals(findCircles(graph("a: elsewhere")), []);
});
