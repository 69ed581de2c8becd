/**
 * Delivering a map's program to a pool, as the settings say and as the pool can.
 *
 * @module
 */

import { log } from "../../log/log.ts";
import type { HTMapDirectory, MapPaths } from "../../store/paths.ts";
import type { Delivery } from "../../submission/delivered.ts";
import { deliver } from "../../submission/delivery.ts";
import type { ResolvedOptions } from "../../submission/options.ts";
import type { Runtime } from "../../submission/runtime.ts";
import { type SentRecord, sentToAll } from "../../submission/sent_record.ts";
import { chooseDelivery } from "./choice.ts";

/** The map whose program is delivered. */
export interface DeliveredMap {
  /** How its files are sent. */
  readonly files: SentRecord | undefined;
  readonly tag: string;
  readonly paths: MapPaths;
  /** How many components a job of it runs. */
  readonly chunk: number;
  readonly directory: HTMapDirectory;
  readonly signal: AbortSignal | undefined;
  /** Tells the user of something, unless nothing is to be said. */
  readonly note: ((line: string) => void) | undefined;
  /** Whether a job may be sent to find out what the pool can do; by default it may. */
  readonly probes?: boolean | undefined;
}

/**
 * Works out the delivery by the settings and by what the pool can do.
 *
 * @param runtime What is delivered.
 * @param given The map's options.
 * @param map The map.
 * @returns What to add to its submissions.
 * @throws The errors of {@linkcode chooseDelivery} and {@linkcode deliver}.
 */
export async function deliverToPool(
  runtime: Runtime,
  given: ResolvedOptions,
  { files, tag, paths, chunk, directory, signal, note, probes }: DeliveredMap,
): Promise<Delivery> {
  const choice = await chooseDelivery(runtime, { given, directory, signal, note, probes });
  log("info", "delivery", `The map "${tag}" is delivered by "${choice.method}"`, {
    tag,
    ...choice,
  });
  const fixedInputFiles = sentToAll({ options: given, files });
  const map = { tag, mapDirectory: paths.root, chunk, fixedInputFiles };
  return await deliver(runtime, { ...choice, ...map, directory, signal, note });
}
