/**
 * What the kinds of object see of the encoder.
 *
 * @module
 */

import type { BuffersWritten } from "./buffers_written.ts";
import type { ClassRegistry } from "./class_registry.ts";
import type { TransferPath } from "../../base/transfer_path.ts";
import type { Item } from "../bytes/items.ts";

/** What the capture of a function adds to the codec. */
export interface CaptureHooks {
  /**
   * Asked for every function and symbol, and for every object that is not of a usual kind.
   *
   * @param value What was met.
   * @returns Its number in a table the reader has too, or `undefined` if it travels as data.
   */
  known(value: object | symbol): number | undefined;
  /**
   * Asked for each object before it is written.
   *
   * @param value The object.
   * @returns The number of its class if only the class can make it, for its private members.
   */
  maker(value: object): number | undefined;
  /** Told of each object of another prototype than its kind's, after the object was written. */
  instance(value: object): void;
}

/** Where a file that is sent along is found again. */
export interface Arrival {
  /** Its name in the scratch directory of a job. */
  readonly name: string;
  /** Whether it is to stay there under that name as well, since it was sent for another reason, too. */
  readonly stays: boolean;
}

/** Told of the files that are to be sent along. */
export interface FilesSent {
  /** Has a file sent. */
  send(path: TransferPath): Arrival;
}

/** What an encoder needs to know. */
export interface EncoderOptions {
  /** The classes whose instances may be written. */
  classes?: ClassRegistry | undefined;
  /** Given for captured values: these keep accessors, attributes and prototypes. */
  hooks?: CaptureHooks | undefined;
  /** Given where the files of paths go along with what is written. */
  files?: FilesSent | undefined;
}

/** Where values become items. */
export interface Sink {
  readonly classes: ClassRegistry | undefined;
  readonly hooks: CaptureHooks | undefined;
  readonly files: FilesSent | undefined;
  readonly buffers: BuffersWritten;
  /** Whether an instance of a class of the map was written. */
  usesClasses: boolean;
  /** Gives the item of a value. */
  item(value: unknown): Item;
  /** Gives the item of a value, adding a step to the path of a refusal. */
  itemInside(value: unknown, step: string): Item;
  /** Gives the items of the elements of an array. */
  items(value: readonly unknown[]): Item[];
  /** Gives the items of elements, adding a step to the path of a refusal. */
  itemsInside(value: readonly unknown[], step: string): Item[];
  /** Gives properties as a map. */
  entries(value: object, keys: readonly string[]): Item;
}
