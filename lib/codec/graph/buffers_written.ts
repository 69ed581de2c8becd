/**
 * Buffers, and the views that look at them, as items.
 *
 * Which form they have is known only when all of a value was met: a typed array that no other shares its
 * buffer with is its bytes, and no more of a buffer is written than is looked at.
 *
 * @module
 */

import { TAG, TYPED_ARRAYS } from "../bytes/tags.ts";
import { type Item, Tag } from "../bytes/items.ts";

const typedArray: object = Object.getPrototypeOf(Uint8Array.prototype);
const getTypedArrayTag = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)!.get!;
const getTypedArrayLength = Object.getOwnPropertyDescriptor(typedArray, "length")!.get!;

/** The tag of each kind of typed array, in the order of bytes that machines have. */
const TAG_OF_KIND = new Map(TYPED_ARRAYS.map(([kind, , low]) => [kind, low]));

/** A buffer that was met. */
interface Use {
  readonly buffer: ArrayBufferLike;
  /** What stands for the buffer where it was met itself. */
  itself: Tag | undefined;
  readonly views: { view: ArrayBufferView; tag: Tag }[];
}

/** The buffers of a value that is being written. */
export class BuffersWritten {
  readonly #uses = new Map<ArrayBufferLike, Use>();

  /** @param whole Whether all of each buffer is written, whatever part of it is looked at. */
  constructor(readonly whole: boolean) {}

  /** Gives the item of a buffer that was met; it is complete after {@linkcode complete}. */
  add(buffer: ArrayBufferLike): Item {
    return this.#useOf(buffer).itself ??= untagged();
  }

  /** Gives the item of a view that was met. */
  addView(view: ArrayBufferView): Item {
    const tag = untagged();
    this.#useOf(view.buffer).views.push({ view, tag });
    return tag;
  }

  /** Completes all items, now that nothing more is to come; those in several places are told of. */
  complete(share: (item: Item) => void): void {
    for (const use of this.#uses.values()) {
      const [first] = use.views;
      if (!use.itself && use.views.length === 1 && first && this.#isAlone(first.view)) {
        alone(first.view, first.tag);
      } else this.#together(use, share);
    }
  }

  #useOf(buffer: ArrayBufferLike): Use {
    let use = this.#uses.get(buffer);
    if (!use) this.#uses.set(buffer, use = { buffer, itself: undefined, views: [] });
    return use;
  }

  /** Whether nothing is lost of a view if it has a buffer of its own. */
  #isAlone({ buffer, byteLength }: ArrayBufferView): boolean {
    if (!(buffer instanceof ArrayBuffer) || buffer.resizable) return false;
    return !this.whole || byteLength === buffer.byteLength;
  }

  /** Writes a buffer, and what each of its views looks at. */
  #together({ buffer, itself, views }: Use, share: (item: Item) => void): void {
    const isWhole = this.whole || itself !== undefined || isGrowing(buffer);
    let [from, to] = isWhole ? [0, buffer.byteLength] : [Infinity, 0];
    for (const { view: { byteOffset, byteLength } } of views) {
      // Eight bytes is the widest element: a part that starts at a multiple keeps views aligned.
      from = Math.min(from, byteOffset - byteOffset % 8);
      to = Math.max(to, byteOffset + byteLength);
    }
    const written = itself ?? untagged();
    const bytes = new Uint8Array(buffer, from, to - from);
    const isShared = !(buffer instanceof ArrayBuffer);
    const most = isGrowing(buffer) ? buffer.maxByteLength : null;
    written.tag = TAG.BUFFER;
    written.value = isShared || most !== null ? [bytes, most, isShared] : bytes;
    if (views.length + (itself ? 1 : 0) > 1) share(written);
    for (const { view, tag } of views) {
      const toTheEnd = isGrowing(buffer) && !isShared &&
        view.byteOffset + view.byteLength === buffer.byteLength;
      const length = view instanceof DataView ? view.byteLength : elementsOf(view);
      tag.tag = TAG.VIEW;
      tag.value = [kindOf(view).kind, written, view.byteOffset - from, toTheEnd ? null : length];
    }
  }
}

/** Writes a view that has its buffer to itself. */
function alone(view: ArrayBufferView, tag: Tag): void {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const { kind } = kindOf(view);
  const number = TAG_OF_KIND.get(kind);
  if (kind === "Uint8Array") tag.value = bytes;
  else if (number !== undefined) {
    tag.tag = number;
    tag.value = bytes;
  } else {
    tag.tag = TAG.VIEW;
    tag.value = [kind, bytes];
  }
}

/** How many elements a typed array has, whatever its class calls its length. */
export function elementsOf(view: ArrayBufferView): number {
  return Reflect.apply(getTypedArrayLength, view, []);
}

/** The kind of a view, and what such views inherit from. */
export function kindOf(view: ArrayBufferView): { kind: string; prototype: object } {
  if (view instanceof DataView) return { kind: "DataView", prototype: DataView.prototype };
  const buffer: unknown = Reflect.get(globalThis, "Buffer");
  if (typeof buffer === "function" && view instanceof buffer) {
    return { kind: "Buffer", prototype: buffer.prototype };
  }
  const kind: string = Reflect.apply(getTypedArrayTag, view, []);
  return { kind, prototype: Reflect.get(globalThis, kind).prototype };
}

function isGrowing(buffer: ArrayBufferLike): boolean {
  return buffer instanceof ArrayBuffer ? buffer.resizable : buffer.growable;
}

/** An item that is to be completed. */
function untagged(): Tag {
  return new Tag(undefined, undefined);
}
