/**
 * `htmap doctor`
 *
 * @module
 */

import { COLOR_OPTIONS, isColored } from "../colors.ts";
import { type Command, defineCommand } from "../command.ts";
import { EXIT_CODE } from "../exit_codes.ts";
import { interruptible } from "../interrupt.ts";
import { print, printColored } from "../output.ts";
import { helpWidth } from "../usage.ts";
import { seconds } from "../values.ts";

/** How long the job that is tried may take, in milliseconds, if that is not said. */
const JOB_TIMEOUT = 120_000;

/** Looks for what can be wrong, and says what mends it. */
export const command: Command = defineCommand({
  parameters: [],
  options: {
    job: { negatable: true, help: "Try whether a job comes back" },
    timeout: {
      value: "SECONDS",
      parse: seconds,
      help: "How long that job may take (default: 120)",
    },
    format: {
      value: "FORMAT",
      choices: ["text", "json"],
      default: "text",
      help: "How to print what was found",
    },
    quiet: { short: "q", help: "Show no progress" },
    ...COLOR_OPTIONS,
  },
  description:
    "A fault keeps maps from being made or used, a warning may come to that, and a note is only worth " +
    "knowing. Nothing is changed, but that a map of one component is made and removed again; " +
    "what maps have in common stays for the next one, such as the copy of the program that jobs are " +
    "sent. Ends with 1 if there is a fault.",
  examples: [
    ["htmap doctor", "Look at all, and try a job"],
    ["htmap doctor --no-job --format json", "Try no job, and print JSON, as for a script"],
  ],
  async run({ options }): Promise<number> {
    const [{ examine }, { allChecks }, { ProgressBar }, { isInteractive }] = await Promise.all([
      import("../../api/doctor/examine.ts"),
      import("../../api/doctor/checks.ts"),
      import("../../text/progress.ts"),
      import("../../text/displays.ts"),
    ]);
    const jobTimeout = options.job ? options.timeout ?? JOB_TIMEOUT : undefined;
    const checks = allChecks(jobTimeout);
    const examined = await interruptible(
      async (signal) => {
        const work = { title: "Looking", total: checks.length, unit: "check" };
        using bar = new ProgressBar(work, { show: !options.quiet && isInteractive(), patience: 1 });
        return await examine(checks, {
          jobTimeout,
          signal,
          progress: (done, now) => bar.update(done, now, true), // how long the rest takes is anyone's guess
        });
      },
      () => "Stopped. If a map was being tried it was removed; `htmap clean` removes what is left",
    );
    const all = examined.flatMap(({ check, findings }) =>
      findings.map((finding) => ({ check, ...finding }))
    );
    if (options.format === "json") print(JSON.stringify(all, null, 2));
    else {
      const { doctorText } = await import("../doctor_text.ts");
      printColored(await doctorText(examined, helpWidth(), isColored(options.color)));
    }
    return all.some(({ level }) => level === "fault") ? EXIT_CODE.FAILED : EXIT_CODE.OK;
  },
});
