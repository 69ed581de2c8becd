/**
 * Counting the results of test runs, from the JUnit reports that `deno test` writes.
 *
 * @module
 */

/** How many tests ended how. A test's steps count as tests of their own. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The tally of no tests. */
export const NONE: Tally = { passed: 0, failed: 0, skipped: 0 };

/** The sum of tallies. */
export function sum(tallies: Iterable<Tally>): Tally {
  let { passed, failed, skipped } = NONE;
  for (const tally of tallies) {
    passed += tally.passed;
    failed += tally.failed;
    skipped += tally.skipped;
  }
  return { passed, failed, skipped };
}

/** The tally as the last line that `deno task test` prints. */
export function lastLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Whether a run with this tally succeeded. One without tests did not: it tested nothing. */
export function succeeded({ passed, failed }: Tally): boolean {
  return failed === 0 && passed > 0;
}

/**
 * The tally of one JUnit report.
 *
 * @param xml The report, as `deno test --junit-path` writes it.
 */
export function tallyReport(xml: string): Tally {
  let { passed, failed, skipped } = NONE;
  // Text and attributes are escaped there, so that a tag in a test's name is not taken for one.
  for (const [, body = ""] of xml.matchAll(/<testcase\b[^>]*?(?:\/>|>([^]*?)<\/testcase>)/g)) {
    if (/<(failure|error)\b/.test(body)) failed++;
    else if (/<skipped\b/.test(body)) skipped++;
    else passed++;
  }
  return { passed, failed, skipped };
}

/**
 * The tally of one test file: what its report says, and what no report says. A file that does not
 * load, exits early or has no tests fails, though none of its tests did.
 *
 * @param xml Its report, or `undefined` when it wrote none.
 * @param code The exit code of `deno test`.
 * @param mayBeEmpty Whether it is fine that no test ran, since only some were asked for.
 */
export function tallyFile(xml: string | undefined, code: number, mayBeEmpty = false): Tally {
  const tally = xml === undefined ? NONE : tallyReport(xml);
  const empty = tally.passed + tally.failed + tally.skipped === 0;
  const unsaid = tally.failed === 0 && (code !== 0 || (empty && !mayBeEmpty));
  return unsaid ? { ...tally, failed: 1 } : tally;
}
