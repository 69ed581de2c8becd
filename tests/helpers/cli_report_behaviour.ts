/**
 * What the command line promises of looking back on a map.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { pathToFileURL } from "node:url";
import { BROWSER, openPage } from "./browser.ts";
import type { DeclareTest, Place } from "./cli.ts";

const FUNCTIONS = `
export default (x: number) => {
  if (x % 5 === 3) throw new RangeError("<script>alert(" + x + ")</script> is odd & \\x1b[31mred");
  return x;
};
`;

/** A map with failures of one kind, and with a tag that HTML could take for its own. */
async function madeMap(place: Place, tag: string): Promise<void> {
  await place.write("work.ts", FUNCTIONS);
  await place.ok(["map", "work.ts", "--range", "20", "--tag", tag]);
  await place.run(["wait", tag, "--errors-ok", "--quiet"]);
}

const TAG = "a&amp;b's";

/** Declares the tests. */
export function testReports(test: DeclareTest): void {
  test("report tells times, failures by kind and what is not known", async (place) => {
    await madeMap(place, TAG);
    const text = await place.ok(["report", TAG]);
    assertMatch(text, /^Map a&amp;b's: 20 components \(4 errored, 16 completed\)/);
    assertMatch(text, /How long they took\nHalf took under/);
    assertStringIncludes(text, "4 × RangeError: <script>alert(…)</script> is odd & ^[[31mred");
    assertStringIncludes(text, "htmap rerun components 'a&amp;b'\\''s' 3 8 13 18 --with FILE");
    // Of a job that is over before anybody has looked at it, nobody knows.
    assertMatch(
      text,
      /Memory\n(?:Half of (?:[1-9]|1\d|20) jobs? used under|How much memory was used is not known)/,
    );
    assert(!text.includes("\x1b"));
    const json = JSON.parse(await place.ok(["report", TAG, "--format", "json"]));
    assertEquals([json.components, json.counts.ERRORED, json.times.length], [20, 4, 16]);
    assertEquals(json.failures[0].components, [3, 8, 13, 18]);
  });

  test("report --html writes a page, over an older one, and says where it cannot", async (place) => {
    await madeMap(place, "look");
    await place.write("page.html", "an older one");
    const { stderr } = await place.run(["report", "look", "--html", "page.html"]);
    assertStringIncludes(stderr, "Wrote page.html");
    const page = await Deno.readTextFile(`${place.root}/page.html`);
    assertMatch(page, /^<!doctype html>/);
    assertEquals(
      await place.ok(["report", "look", "--html", "-"]).then((text) => text.slice(0, 15)),
      "<!doctype html>",
    );
    const refused = await place.run(["report", "look", "--html", "nowhere/page.html"]);
    assertEquals(refused.code, 1);
    assertStringIncludes(refused.stderr, "There is no directory nowhere");
    const empty = await place.run(["report", "look", "--html", "x.html", "--format", "json"]);
    assertEquals(empty.code, 2);
  });

  if (BROWSER === undefined) return;
  test("report --html is a page that a browser shows without a network, on any screen", async (place) => {
    await madeMap(place, TAG);
    await place.ok(["report", TAG, "--html", "page.html"]);
    const url = pathToFileURL(`${place.root}/page.html`).href;
    await using page = await openPage(url);
    assertEquals(page.requests.filter((request) => !request.startsWith("data:")), [url]);
    assertEquals(page.complaints, []);
    assertEquals(await page.evaluate("document.title"), `Map ${TAG}`);
    assertEquals(await page.evaluate("document.querySelector('h1').innerText"), TAG);
    assertEquals(await page.evaluate("document.querySelectorAll('script').length"), 0);
    const summary = await page.evaluate("document.querySelector('details summary').innerText");
    assertStringIncludes(
      String(summary),
      "4 × RangeError: <script>alert(…)</script> is odd & ^[[31mred",
    );
    // 20 components have waited and run, and 4 of them failed.
    assert(
      Number(await page.evaluate("document.querySelectorAll('svg rect.running').length")) >= 20,
    );
    assertEquals(await page.evaluate("document.querySelectorAll('svg rect.failed').length"), 4);
    for (const width of [360, 1400]) {
      await page.resize(width);
      assertEquals(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
    }
  });
}
