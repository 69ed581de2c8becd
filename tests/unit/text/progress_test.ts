import { assertEquals } from "../../deps.ts";
import { ProgressBar } from "../../../lib/text/progress.ts";
import type { ProgressDisplay } from "../../../lib/text/progress_display.ts";
import type { Progress } from "../../../lib/text/progress_line.ts";

const WORK = { title: "dbl", total: 8, unit: "component" };

/** Notes what it is told. */
class Notes implements ProgressDisplay {
  readonly shown: Progress[] = [];
  ended: { last: Progress | undefined } | undefined;

  show(progress: Progress): void {
    this.shown.push(progress);
  }

  end(last: Progress | undefined): void {
    this.ended = { last };
  }
}

Deno.test("ProgressBar has no guess before anything is done that was not done when it began", () => {
  const [display, now] = [new Notes(), { ms: 5_000 }];
  using bar = new ProgressBar(WORK, { show: true, display, clock: () => now.ms });
  for (
    const [ms, done] of [[5_100, 6], [6_000, 6], [65_000, 7], [75_000, 7], [125_000, 8]] as const
  ) {
    now.ms = ms;
    bar.update(done);
  }
  assertEquals(display.shown.map(({ seconds, left }) => [seconds, left && Math.round(left)]), [
    [0.1, undefined],
    [1, undefined],
    [60, 60],
    [70, 50],
    [120, undefined],
  ]);
});

Deno.test("ProgressBar is not shown before its patience is over, and never if that is longer than the work", () => {
  const [display, now] = [new Notes(), { ms: 0 }];
  const options = { show: true, display, clock: () => now.ms, patience: 1 };
  {
    using bar = new ProgressBar(WORK, options);
    now.ms = 999;
    bar.update(3);
  }
  assertEquals([display.shown, display.ended], [[], { last: undefined }]);
  {
    using bar = new ProgressBar(WORK, options);
    now.ms += 1000;
    bar.update(3, "so far");
  }
  const shown = { ...WORK, done: 3, note: "so far", seconds: 1, left: undefined };
  assertEquals([display.shown, display.ended], [[shown], { last: shown }]);
});

Deno.test("ProgressBar tells nobody where nobody wants to know", () => {
  const display = new Notes();
  {
    using bar = new ProgressBar(WORK, { show: false, display });
    bar.update(3);
  }
  assertEquals([display.shown, display.ended], [[], undefined]);
});
