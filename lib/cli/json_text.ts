/**
 * Values as JSON text, in pieces: the text of a value may be longer than a string can be.
 *
 * @module
 */

import {
  formOf,
  isForm,
  JsonBytes,
  type JsonField,
  JsonList,
  JsonObject,
  marked,
} from "./json_forms.ts";

/** How long a piece is at least, in characters, unless it is the last. */
const PIECE = 1 << 16;
/** How many characters of a string are written at once. */
const STRETCH = 1 << 20;
/** How many bytes are written at once: base64 writes three as four characters. */
const BYTES = 3 << 18;

/**
 * Writes a value as JSON, with the forms that `json_values.ts` lists for what JSON lacks.
 *
 * @param value Any value.
 * @returns The text, in pieces that do not end within a character.
 */
export function* jsonPieces(value: unknown): Generator<string> {
  const text = new JsonText();
  for (let item = value;; item = text.item) {
    for (const part of text.add(item) ?? []) {
      text.written += part;
      if (text.written.length >= PIECE) yield text.take();
    }
    if (!text.goOn()) break;
    if (text.written.length >= PIECE) yield text.take();
  }
  yield text.take();
}

/** A list or an object of which not all has been written: what is left of it, and how it ends. */
type Begun = Rest & {
  /** The value that is written so; none where it is only a part of what is written for one. */
  readonly value: object | undefined;
  isEmpty: boolean;
};
type Rest =
  | { readonly end: "]"; readonly items: Iterator<unknown> }
  | { readonly end: "}"; readonly fields: Iterator<JsonField> };

/** Text that grows item by item, and not by functions that call themselves: values nest deep. */
class JsonText {
  /** What has been written and not been taken yet. */
  written = "";
  /** What comes next. */
  item: unknown;
  readonly #begun: Begun[] = [];
  /** The values that have been begun, and at which level each is. */
  readonly #levels = new Map<object, number>();

  take(): string {
    const text = this.written;
    this.written = "";
    return text;
  }

  /**
   * Writes an item. A list or an object is only begun.
   *
   * @param item A value, or a form.
   * @returns The parts of one that may be long, which are yet to be written.
   */
  add(item: unknown): Iterable<string> | undefined {
    // Quickly what most lists are full of.
    if (typeof item === "number" && Number.isFinite(item) && item !== 0) {
      this.written += item;
      return;
    }
    const value = typeof item === "object" && item !== null && !isForm(item) ? item : undefined;
    const level = value && this.#levels.get(value);
    if (level !== undefined) return this.add(marked("cycle", this.#levels.size - level));
    const form = formOf(item);
    if (form instanceof JsonList) {
      this.written += "[";
      this.#begin({ end: "]", items: form.items[Symbol.iterator]() }, value);
    } else if (form instanceof JsonObject) {
      this.written += "{";
      this.#begin({ end: "}", fields: form.fields[Symbol.iterator]() }, value);
    } else if (form instanceof JsonBytes) return quoted(base64(form.bytes));
    else if (typeof form !== "string" || form.length <= STRETCH) {
      this.written += JSON.stringify(form);
    } else return quoted(stretches(form).map((stretch) => JSON.stringify(stretch).slice(1, -1)));
  }

  #begin(rest: Rest, value: object | undefined): void {
    this.#begun.push({ ...rest, value, isEmpty: true });
    if (value) this.#levels.set(value, this.#levels.size);
  }

  /**
   * Finds the next item, and ends what has no more of them.
   *
   * @returns Whether there is one.
   */
  goOn(): boolean {
    for (let last; (last = this.#begun.at(-1));) {
      const hasMore = last.end === "]" ? this.#nextItem(last) : this.#nextField(last);
      if (hasMore) return true;
      this.written += last.end;
      if (last.value) this.#levels.delete(last.value);
      this.#begun.pop();
    }
    return false;
  }

  #nextItem(list: Begun & { end: "]" }): boolean {
    const { done, value } = list.items.next();
    if (done) return false;
    this.item = value;
    this.#separate(list);
    return true;
  }

  #nextField(object: Begun & { end: "}" }): boolean {
    const { done, value: field } = object.fields.next();
    if (done) return false;
    this.item = field[1];
    this.#separate(object);
    this.written += `${JSON.stringify(field[0])}:`;
    return true;
  }

  #separate(begun: Begun): void {
    if (!begun.isEmpty) this.written += ",";
    begun.isEmpty = false;
  }
}

function* quoted(parts: Iterable<string>): Generator<string> {
  yield '"';
  yield* parts;
  yield '"';
}

function* base64(bytes: Uint8Array): Generator<string> {
  for (let start = 0; start < bytes.length; start += BYTES) {
    yield bytes.subarray(start, start + BYTES).toBase64();
  }
}

/**
 * Cuts text up, but no character that two units of it stand for.
 *
 * @param text The text.
 * @returns Its stretches, in order.
 */
export function* stretches(text: string): Generator<string> {
  for (let start = 0, end; start < text.length; start = end) {
    end = start + STRETCH;
    const last = text.charCodeAt(end - 1);
    if (last >= 0xd800 && last <= 0xdbff) end++;
    yield text.slice(start, end);
  }
}
