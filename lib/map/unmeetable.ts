/**
 * Saying what is asked for that nothing could give, while it is submitted.
 *
 * @module
 */

import type { Backend } from "../backend/backend.ts";
import { HTCondorError } from "../base/errors.ts";
import { log } from "../log/log.ts";
import type { Submission } from "../submission/description.ts";

/**
 * Submits jobs, and looks meanwhile for what they ask for that nothing could give them.
 *
 * @param backend What is to run them.
 * @param submission The jobs.
 * @param options.signal Stops it.
 * @param options.say Tells the user; without it, nothing is looked for.
 * @throws The errors of the submission. That the pool cannot be asked is no reason not to submit.
 */
export async function submitAndAdvise(
  backend: Backend,
  submission: Submission,
  { signal, say }: { signal?: AbortSignal | undefined; say: ((text: string) => void) | undefined },
): Promise<void> {
  const look = async (): Promise<string[]> => {
    try {
      return await backend.unmeetable(submission, { signal });
    } catch (error) {
      if (!(error instanceof HTCondorError)) throw error;
      const what = `Whether the pool has what the map "${submission.tag}" asks for is not known`;
      log("warning", "map", what, { tag: submission.tag, error });
      return [];
    }
  };
  const [, said] = await Promise.all([
    backend.submit(submission, { signal }),
    say ? look() : [],
  ]);
  for (const text of said) say?.(text);
}
