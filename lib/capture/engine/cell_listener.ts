/**
 * A worker that listens to the kernel of a notebook. It has a thread of its own, since a kernel waits for
 * whoever does not take what it says, and the thread of the cells may be busy for hours.
 *
 * @module
 */

import { type Heard, type KernelAddress, listenTo } from "./kernel_messages.ts";

/** What a worker has that no other code does. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<KernelAddress>) => void) | null;
  postMessage(message: Heard): void;
}

// The library of types that is checked against has no workers in it.
const scope = globalThis as unknown as WorkerScope;

scope.onmessage = async ({ data }) => {
  let isFirst = true;
  await listenTo(data, (heard) => {
    // The first message tells that this one listens, whatever it says.
    if (isFirst || heard.cell || heard.mark) scope.postMessage(heard);
    isFirst = false;
  });
};
