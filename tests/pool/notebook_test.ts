/** A notebook on a submit node: what runs in the pool is shown in its cells. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { HAS_JUPYTER, JupyterNotebook } from "../helpers/jupyter.ts";
import { testOnPool } from "../helpers/on_pool.ts";

testOnPool(
  "a notebook shows a map of the pool: that it was made, a bar, its table, and reports that name the cell",
  async (box) => {
    const env = { ...box.env, HTMAP_BACKEND: "htcondor", HTMAP_DELIVERY: "shared" };
    await using notebook = new JupyterNotebook(Deno.execPath(), { cwd: box.root, env });
    const library = new URL("../../mod.ts", import.meta.url).href;
    await notebook.run(`import * as htmap from ${JSON.stringify(library)};`);
    const cell = await notebook.run(`type Size = number;

const root = (x: Size): Size => {
  if (x < 0) throw new RangeError("no root");
  return Math.sqrt(x);
};
const roots = await htmap.map(root, [4, -1], { tag: "roots" });`);
    assertEquals(cell.printed(), "Created map roots with 2 components\n");

    const wait = await notebook.run("await roots.wait({ showProgressBar: true, errorsOk: true });");
    assertEquals(wait.of("display_data").length, 1);
    const shown = wait.messages.at(-1)?.content.data?.["text/plain"] ?? "";
    assertMatch(shown, /^roots: 100% █+ 2\/2 components \[\d\d:\d\d\] 1 failed$/);

    const { result } = await notebook.run("roots");
    assertMatch(result["text/plain"] ?? "", /\nroots +2 +0 +1 +0 +0 +1$/);
    assert(result["text/html"]?.startsWith("<table>"));
    const { result: error } = await notebook.run("await roots.getError(1)");
    assertStringIncludes(
      error["text/plain"] ?? "",
      `RangeError: no root\n    at root (cell [${cell.number}], line 4, column 20)\n`,
    );
    await notebook.run("await roots.remove();");
  },
  !HAS_JUPYTER,
);
