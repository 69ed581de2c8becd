/**
 * What the readers of tags see of the decoder.
 *
 * @module
 */

import type { ClassRegistry } from "./class_registry.ts";
import type { TransferPath } from "../../base/transfer_path.ts";
import type { Item } from "../bytes/items.ts";
import type { Arrival } from "./sink.ts";

/** Makes instances of classes that have private members. */
export interface InstanceMaker {
  /** Makes an instance that has nothing but its private members. */
  create(type: unknown): object;
  /** Gives an object, which has its prototype and little more, the private members of its class. */
  mark(object: object): void;
}

/** Finds files that were sent along: where what is read is run, paths lead to them. */
export interface FilesFound {
  /** Gives the path a file has here; what it was given as is known then as well. */
  find(given: TransferPath, arrival: Arrival): TransferPath;
}

/** The number of a value that others refer to, so that it is known before what it holds is read. */
export type Place = number | undefined;

/** Where items become values. */
export interface Source {
  readonly classes: ClassRegistry | undefined;
  /** What captured values refer to by number. */
  readonly known: readonly unknown[] | undefined;
  /** Makes instances of classes that have private members; only there for captured values. */
  readonly maker: InstanceMaker | undefined;
  /** Finds files that were sent along; only there where they were sent to. */
  readonly files: FilesFound | undefined;
  /** Prototypes made for classes that are not here, by their names. */
  readonly foreign: Map<string, object>;
  /** Gives the value of an item. */
  value(item: Item, place?: Place): unknown;
  /** Has others that refer to a value find it, before what it holds is read. */
  remember<T extends object>(value: T, place: Place): T;
}
