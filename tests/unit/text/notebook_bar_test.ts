import { IN_NOTEBOOK, type Shown, shownText } from "../../../lib/text/notebook.ts";
import { NotebookBar } from "../../../lib/text/notebook_bar.ts";
import type { Progress } from "../../../lib/text/progress_line.ts";
import { assertEquals } from "../../deps.ts";

/** A bar, and what it shows. */
function barWithNotes(): { bar: NotebookBar; shown: Shown[] } {
  const shown: Shown[] = [];
  return { bar: new NotebookBar({ show: (one) => shown.push(one) }), shown };
}

const at = (done: number, seconds: number, total?: number): Progress => (
  { title: "<dbl>", total, unit: "component", done, note: "", seconds }
);

Deno.test("NotebookBar shows the first and the last of some work, and no more between than a notebook can take", () => {
  const { bar, shown } = barWithNotes();
  for (const [done, seconds] of [[0, 0], [1, 0.1], [2, 0.2], [3, 0.3], [8, 0.35]] as const) {
    bar.show(at(done, seconds, 8));
  }
  const last = at(8, 0.4, 8);
  bar.show(last);
  bar.end(last);
  const figures = shown.map((one) => /\d\/\d/.exec(one["text/plain"])?.[0]);
  assertEquals(figures, ["0/8", "3/8", "8/8", "8/8"]);
});

Deno.test("NotebookBar shows at the end what it has not shown yet", () => {
  const { bar, shown } = barWithNotes();
  bar.show(at(1, 1, 4));
  bar.show(at(2, 1.1, 4));
  bar.end(at(2, 1.1, 4));
  assertEquals(shown.map((one) => /\d\/\d/.exec(one["text/plain"])?.[0]), ["1/4", "2/4"]);
  const none = barWithNotes();
  none.bar.end(undefined);
  assertEquals(none.shown, []);
});

Deno.test("NotebookBar writes HTML that shows the words as they are, and a bar where the end is known", () => {
  const { bar, shown } = barWithNotes();
  bar.show(at(1, 1, 4));
  bar.show(at(7, 2));
  assertEquals(shown.map((one) => one["text/html"]), [
    `<div>&lt;dbl&gt;:  25% <progress value="0.25" max="1"></progress> 1/4 components [00:01]</div>`,
    "<div>&lt;dbl&gt;: 7 components [00:02]</div>",
  ]);
});

Deno.test("shownText() gives a plain string where there is no notebook", () => {
  assertEquals(IN_NOTEBOOK, false);
  assertEquals(shownText("a\nb", () => "<p>a</p>"), "a\nb");
});
