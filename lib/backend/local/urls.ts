/**
 * Getting and putting files by URL, as HTCondor's transfer plugins do it.
 *
 * @module
 */

import { HoldCode, JobHold } from "./hold.ts";

/** A server that says nothing for so long, in milliseconds, is given up. */
export const SILENCE = 60_000;

/**
 * Gets a file.
 *
 * @param url Its URL.
 * @param path Where to put it.
 * @param signal Stops it.
 * @param silence How long the server may say nothing, in milliseconds.
 * @throws {JobHold} If it cannot be got.
 * @throws The reason of the signal.
 */
export async function download(
  url: string,
  path: string,
  signal?: AbortSignal,
  silence = SILENCE,
): Promise<void> {
  const fail = failure("input", `${url} could not be got`);
  await exchange(url, { fail, signal, silence }, async (limit, heard) => {
    const response = await fetch(url, { signal: limit });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw fail(`${response.status} ${response.statusText}`);
    }
    using file = await Deno.open(path, { write: true, create: true, truncate: true });
    // Written piece by piece: piping into a file that is then closed loses data in Deno 2.7.
    for await (let piece of response.body) {
      heard();
      while (piece.length > 0) piece = piece.subarray(await file.write(piece));
    }
  });
}

/**
 * Puts a file where a URL says, with HTTP's method PUT.
 *
 * @param path The file.
 * @param url The URL.
 * @param signal Stops it.
 * @param silence How long the server may take nothing, in milliseconds.
 * @throws {JobHold} If it cannot be put there.
 * @throws The reason of the signal.
 */
export async function upload(
  path: string,
  url: string,
  signal?: AbortSignal,
  silence = SILENCE,
): Promise<void> {
  const fail = failure("output", `${url} could not be written`);
  await exchange(url, { fail, signal, silence }, async (limit, heard) => {
    const { size } = await Deno.stat(path);
    const file = await Deno.open(path);
    const body = file.readable.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(piece, controller) {
          heard();
          controller.enqueue(piece);
        },
      }),
    );
    // Servers that keep files want to know how large one is before it comes.
    const headers = { "content-length": String(size) };
    const response = await fetch(url, {
      method: "PUT",
      body: size === 0 ? new Uint8Array() : body,
      headers,
      signal: limit,
    });
    if (size === 0) await body.cancel();
    await response.body?.cancel();
    if (!response.ok) throw fail(`${response.status} ${response.statusText}`);
  });
}

/** Makes the holds of a transfer, in HTCondor's words. */
function failure(files: "input" | "output", what: string): (reason: string) => JobHold {
  const code = files === "input" ? HoldCode.INPUT_TRANSFER : HoldCode.OUTPUT_TRANSFER;
  return (reason) =>
    new JobHold(
      code,
      0,
      `Transfer ${files} files failure on this machine. Details: ${what}: ${reason}`,
    );
}

interface Exchange {
  /** Makes the hold of it. */
  fail(reason: string): JobHold;
  readonly signal: AbortSignal | undefined;
  readonly silence: number;
}

/** Does something with a server, until that has been silent for too long. */
async function exchange(
  url: string,
  { fail, signal, silence }: Exchange,
  act: (limit: AbortSignal, heard: () => void) => Promise<void>,
): Promise<void> {
  const { protocol } = new URL(url);
  if (!["http:", "https:"].includes(protocol)) {
    throw fail(`the local backend knows no ${protocol} URLs`);
  }
  const limit = new AbortController();
  const giveUp = (): void =>
    limit.abort(new Error(`the server said nothing for ${silence / 1000} s`));
  let timer = setTimeout(giveUp, silence);
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, silence);
  };
  try {
    await act(signal ? AbortSignal.any([signal, limit.signal]) : limit.signal, heard);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof JobHold) throw error;
    throw fail(reasonOf(error));
  } finally {
    clearTimeout(timer);
  }
}

/** Of a request that failed, the cause says why: that there is no such host, or nobody listens. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`;
}
