/**
 * The outputs of a map: one by one, all together, or as they come.
 *
 * @module
 */

import { checkOptionKeys } from "../base/arguments.ts";
import { OutputNotFound } from "../base/errors.ts";
import { readInputs } from "../store/inputs.ts";
import { MapBase } from "./map_base.ts";
import { startLimits, waitFor, waitForMap } from "./waiting.ts";
import type { WaitForMapOptions, WaitOptions } from "../base/wait_options.ts";

/** A map as a sequence of outputs. */
export abstract class MapOutputs<A extends unknown[], O> extends MapBase
  implements AsyncIterable<O> {
  /**
   * Waits for the output of a component.
   *
   * @param component The component's index; a negative one counts from the end.
   * @param options How long to wait at most, in milliseconds, and a signal to stop.
   * @returns The output.
   * @throws {MapComponentError} If the component failed.
   * @throws {MapComponentHeld} If the component is held.
   * @throws {TimeoutError} If it takes longer than the time-out.
   */
  async get(component: number, options: WaitOptions = {}): Promise<O> {
    checkOptionKeys("get()", options, ["timeout", "signal"]);
    const index = this.index(component);
    await this.waitForEnd(index, options);
    return await this.#output(index);
  }

  /**
   * Gives the output of a component that has finished; does not wait.
   *
   * @param component The component's index; a negative one counts from the end.
   * @returns The output.
   * @throws {OutputNotFound} If the component has not finished.
   * @throws {MapComponentError} If the component failed.
   * @throws {MapComponentHeld} If the component is held.
   */
  async at(component: number): Promise<O> {
    const index = this.index(component);
    await this.refresh();
    const status = this.state.statusOf(index);
    this.results.throwIfStopped(index, status);
    if (status !== "COMPLETED" && status !== "ERRORED") {
      throw new OutputNotFound(
        `Component ${index} of map "${this.tag}" has no output yet: it is ${status}. Wait for it with get(${index})`,
      );
    }
    return await this.#output(index);
  }

  /**
   * Gives the outputs of some components; does not wait.
   *
   * @param start The first component; a negative one counts from the end.
   * @param end The one after the last; a negative one counts from the end.
   * @returns The outputs.
   * @throws The errors of {@linkcode at}.
   */
  async slice(start?: number, end?: number): Promise<O[]> {
    const outputs: O[] = [];
    for (const component of this.components.slice(start, end)) {
      outputs.push(await this.at(component));
    }
    return outputs;
  }

  /**
   * Waits for all outputs.
   *
   * @param options How long to wait at most, in milliseconds, and a signal to stop.
   * @returns The outputs, in the order of the inputs.
   * @throws The errors of {@linkcode get}.
   */
  async toArray(options: WaitOptions = {}): Promise<O[]> {
    await this.wait(options);
    const outputs: O[] = [];
    for (const component of this.components) outputs.push(await this.#output(component));
    return outputs;
  }

  /** Gives the outputs in the order of the inputs, waiting for each. */
  [Symbol.asyncIterator](): AsyncGenerator<O> {
    return this.iter();
  }

  /**
   * Gives the outputs in the order of the inputs, waiting for each.
   *
   * @param options How long to wait for each at most, in milliseconds, and a signal to stop.
   * @returns The outputs.
   * @throws The errors of {@linkcode get}.
   */
  async *iter(options: WaitOptions = {}): AsyncGenerator<O> {
    for (const component of this.components) yield await this.get(component, options);
  }

  /** As {@linkcode iter}, each output with the arguments it came from. */
  async *iterWithInputs(options: WaitOptions = {}): AsyncGenerator<[A, O]> {
    let component = 0;
    for await (const input of this.iterInputs()) {
      yield [input, await this.get(component++, options)];
    }
  }

  /**
   * Gives the outputs in the order in which they arrive.
   *
   * @param options How long to wait for all at most, in milliseconds, and a signal to stop.
   * @returns The outputs.
   * @throws The errors of {@linkcode get}.
   */
  async *iterAsAvailable(options: WaitOptions = {}): AsyncGenerator<O> {
    for await (const component of this.#asAvailable(options)) yield await this.#output(component);
  }

  /** As {@linkcode iterAsAvailable}, each output with the arguments it came from. */
  async *iterAsAvailableWithInputs(options: WaitOptions = {}): AsyncGenerator<[A, O]> {
    const inputs: A[] = [];
    for await (const input of this.iterInputs()) inputs.push(input);
    for await (const component of this.#asAvailable(options)) {
      const input = inputs[component];
      if (input) yield [input, await this.#output(component)];
    }
  }

  /**
   * Gives the arguments of each component.
   *
   * @returns The arguments, as tuples, in order.
   */
  async *iterInputs(): AsyncGenerator<A> {
    await this.refresh();
    const classes = await this.results.classes();
    // The arguments were of this type when the map was made, and the codec gives back what it was given.
    for (const args of readInputs(this.paths, this.parts.inputStarts, classes)) yield args as A;
  }

  /**
   * Waits until all components have finished.
   *
   * @param options How long to wait at most, what may go wrong meanwhile, and whether to show a progress bar.
   * @throws {MapComponentError} If a component failed, unless `errorsOk`.
   * @throws {MapComponentHeld} If a component is held, unless `holdsOk`.
   * @throws {TimeoutError} If it takes longer than the time-out.
   */
  async wait(options: WaitForMapOptions = {}): Promise<void> {
    this.throwIfRemoved();
    await waitForMap(this.state, this.results, this.tag, options);
  }

  /** Waits until a component has a result or an error. */
  protected async waitForEnd(component: number, options: WaitOptions): Promise<void> {
    this.throwIfRemoved();
    await waitFor(
      this.state,
      `Component ${component} of map "${this.tag}"`,
      startLimits(options),
      () => {
        const status = this.state.statusOf(component);
        if (status === "COMPLETED" || status === "ERRORED") return true;
        this.results.throwIfStopped(component, status);
        return false;
      },
    );
  }

  async *#asAvailable(options: WaitOptions): AsyncGenerator<number> {
    this.throwIfRemoved();
    const waiting = new Set(this.components);
    const limits = startLimits(options); // the time-out is for all of them together
    while (waiting.size > 0) {
      const ready: number[] = [];
      await waitFor(this.state, `The map "${this.tag}"`, limits, () => {
        for (const component of waiting) {
          const status = this.state.statusOf(component);
          if (status === "COMPLETED" || status === "ERRORED") ready.push(component);
          else this.results.throwIfStopped(component, status);
        }
        return ready.length > 0;
      });
      for (const component of ready) {
        waiting.delete(component);
        yield component;
      }
    }
  }

  async #output(component: number): Promise<O> {
    // What the function returned is of this type, and the codec gives back what it was given.
    return await this.results.output(component) as O;
  }
}
