/**
 * What htmap uses of cbor-x, whose own types leave half of it out.
 *
 * @module
 */

/** A tag about an item; without a number it is written as the item alone. */
export interface CborXTag {
  value: unknown;
  tag: number | undefined;
}

/** What writes and reads; its options are properties of it. */
export interface CborXCoder {
  /** Whether maps are read as objects. */
  mapsAsObjects: boolean;
  /** Whether integers are written as floats. */
  alwaysUseFloat: boolean;
  /** Writes an item into the buffer in use, or a larger one. */
  encode(item: unknown): Uint8Array<ArrayBuffer>;
  /** Reads an item. */
  decode(bytes: Uint8Array): unknown;
  /** Has what is written next go to a buffer. */
  useBuffer(buffer: Uint8Array): void;
}

/** How a tag is read: from its item, or by reading that. */
export interface CborXTagReader {
  tag: number;
  decode:
    | ((item: unknown) => unknown)
    | (((read: () => unknown) => unknown) & {
      handlesRead: true;
    });
}

/** How instances of a class are written: as what they have written. */
export interface CborXWriter<T> {
  Class: new (...args: never[]) => T;
  encode(this: CborXCoder, value: T, write: (item: unknown) => void): void;
}

/** `cbor-x`. */
export interface CborX {
  Encoder: new (options: {
    /** Whether objects of the same keys are written as records, which only cbor-x reads. */
    useRecords: boolean;
    /** Whether the size of a map takes as few bytes as it can. */
    variableMapSize: boolean;
    /** Whether a Uint8Array is written with the tag of typed arrays. */
    tagUint8Array: boolean;
    /** Whether a Map is written with a tag of its own. */
    useTag259ForMaps: boolean;
  }) => CborXCoder;
  Tag: new (value: unknown, tag: number | undefined) => CborXTag;
  addExtension<T>(extension: CborXTagReader | CborXWriter<T>): void;
}
