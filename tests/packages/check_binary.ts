/**
 * Trying rows of the table in the binary: some together are a map of the local backend; if that cannot be
 * made, each is one.
 *
 * @module
 */

import { checkRows, type RowModule, type Work } from "./check.ts";

/** What scripts import as `htmap`. */
type Api = typeof import("../../mod.ts");

/** What the maps of some rows wait for. */
export interface Gate {
  /** A URL that nothing can be had from yet; each job begins with a file from there. */
  readonly url: string;
  /** What opens it. */
  readonly open: string;
}

/**
 * Tries some rows.
 *
 * @param htmap What the script imports as `htmap`.
 * @param modules The modules of the rows, by their places in the table.
 * @param file The file that the verdicts are written to.
 * @param gate What all maps wait for.
 * @param hidden Where the packages are, which is not to be found when the maps run.
 */
export async function checkInBinary(
  htmap: Api,
  modules: Readonly<Record<number, () => Promise<RowModule>>>,
  file: string,
  gate: Gate,
  hidden: readonly string[],
): Promise<void> {
  const restored: (() => Promise<void>)[] = [];
  const options = { quiet: true, mapOptions: { fixedInputFiles: gate.url } };
  const sent: (readonly [work: Work, input: unknown])[] = [];
  let results: (() => Promise<unknown>)[] = [];
  await checkRows(modules, {
    make: (work, input) => htmap.map(work, [input], options),
    send(work, input) {
      const index = sent.push([work, input]) - 1;
      return Promise.resolve(() => results[index]!());
    },
    async run() {
      results = await makeMaps(htmap, sent, options);
      for (const path of hidden) {
        // The packages that are downloaded are not there before the first one.
        const moved = await Deno.rename(path, `${path} hidden`).then(() => true, () => false);
        if (moved) restored.push(() => Deno.rename(`${path} hidden`, path));
      }
      await fetch(gate.open);
    },
    isRefusal: (error) => error instanceof htmap.errors.CannotCapture,
  }, file);
  for (const restore of restored) await restore();
}

/** How many rows a job has. */
const CHUNK = 3;

/** What is used of a map. */
interface Made {
  wait(options: { errorsOk: boolean }): Promise<unknown>;
  get(component: number): Promise<unknown>;
}

/** Makes maps of functions, and gives for each what gives its result. */
async function makeMaps(
  htmap: Api,
  sent: readonly (readonly [work: Work, input: unknown])[],
  options: Parameters<Api["map"]>[2],
): Promise<(() => Promise<unknown>)[]> {
  const works = sent.map(([work]) => work);
  const resultOf = async (
    map: Made,
    index: number,
  ): Promise<unknown> => {
    await map.wait({ errorsOk: true });
    return await map.get(index);
  };
  try {
    const call = (index: number, input: unknown): unknown => works[index]!(input);
    const lists = sent.map(([, input], index): [number, unknown] => [index, input]);
    const mapOptions = { ...options?.mapOptions, chunk: CHUNK };
    const map = await htmap.starmap(call, lists, { ...options, mapOptions });
    return sent.map((_, index) => () => resultOf(map, index));
  } catch {
    // One of them cannot travel: which one, and why, is told by itself.
    return await Promise.all(sent.map(async ([work, input]) => {
      try {
        const map = await htmap.map(work, [input], options);
        return () => resultOf(map, 0);
      } catch (error) {
        return () => Promise.reject(error);
      }
    }));
  }
}
