/**
 * A job as an execute node gets it, in a directory of its own, for whoever runs a program on it.
 *
 * @module
 */

import { Capture } from "../../lib/capture/mod.ts";
import { MapPaths } from "../../lib/store/map_paths.ts";
import { InputWriter } from "../../lib/store/inputs.ts";
import { readOutputs } from "../../lib/store/output_files.ts";

/** The directory of a job of some components. */
export interface JobDirectory extends AsyncDisposable {
  /** Its path, in which `htmap execute 0 0` runs the job. */
  readonly path: string;
  /** What came of the components. */
  outputs(): ReturnType<typeof readOutputs>["records"];
}

/**
 * Makes the directory of a job.
 *
 * @param func The function.
 * @param inputs For each component, the arguments.
 * @returns The directory, which is deleted with `await using`.
 */
export async function jobDirectory<A extends unknown[]>(
  func: (...args: A) => unknown,
  inputs: readonly A[],
): Promise<JobDirectory> {
  const path = await Deno.makeTempDir({ prefix: "htmap-job-" });
  const capture = await Capture.of(func);
  const paths = new MapPaths(path, "");
  Object.defineProperty(paths, "inputs", { value: path });
  Object.defineProperty(paths, "outputs", { value: `${path}/htmap_outputs` });
  const writer = new InputWriter(paths, inputs.length, capture.classes);
  for (const args of inputs) await writer.add(args);
  writer.finish();
  const { module, values } = await capture.finish();
  await Deno.writeTextFile(paths.function, module);
  await Deno.writeFile(paths.values, values);
  return {
    path,
    outputs: () => readOutputs(paths, 0, 0).records,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
