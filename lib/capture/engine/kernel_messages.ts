/**
 * What a notebook's kernel says to all who show the notebook, as far as it tells which cells are run: the
 * messages of Jupyter, over the wire protocol of ZeroMQ.
 *
 * @module
 */

/** Where a kernel says what it does. */
export interface KernelAddress {
  readonly hostname: string;
  readonly port: number;
}

/** A cell that was run. */
export interface RunCell {
  /** What was typed. */
  readonly code: string;
  /** The number that the notebook shows beside it. */
  readonly number: number;
  /** When the kernel began with it, in milliseconds since 1970. */
  readonly started: number;
}

/** What is heard of a kernel. */
export interface Heard {
  /** A cell that is about to be run. */
  readonly cell?: RunCell;
  /** A mark that it was told to say, by which it shows that all said before has been heard. */
  readonly mark?: string;
}

/** The type of messages that are marks, by their `comm_id`: one that no window knows is nothing to it. */
export const MARK = "comm_msg";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What every peer of ZeroMQ begins with: its signature, version 3.0, and that nothing is encrypted. */
const GREETING_SIZE = 64;
const GREETING = Uint8Array.of(0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0, ...encoder.encode("NULL"));
/** The bits of a frame's first byte. */
const [MORE, LONG, COMMAND] = [1, 2, 4];
/** A command that says what we are: one who listens. */
const READY = Uint8Array.of(
  ...written("READY"),
  ...written("Socket-Type"),
  ...[0, 0, 0],
  ...written("SUB"),
);
/** A message that asks for all there is to hear. */
const SUBSCRIBE_TO_ALL = Uint8Array.of(1);

/** What stands before the parts of a message: its signature, header, parent's header, metadata, content. */
const DELIMITER = "<IDS|MSG>";

/** A text as it is written in a command: its length, and itself. */
function written(text: string): Uint8Array {
  return Uint8Array.of(text.length, ...encoder.encode(text));
}

/** The connection to the kernel. */
class Connection {
  #pending = new Uint8Array();

  constructor(readonly connection: Deno.Conn) {}

  async introduce(): Promise<void> {
    const greeting = new Uint8Array(GREETING_SIZE);
    greeting.set(GREETING);
    await this.#write(greeting);
    await this.#read(GREETING_SIZE);
    await this.#write(Uint8Array.of(COMMAND, READY.length, ...READY));
    await this.#frame();
    await this.#write(Uint8Array.of(0, SUBSCRIBE_TO_ALL.length, ...SUBSCRIBE_TO_ALL));
  }

  /** The frames of the next message. */
  async message(): Promise<Uint8Array[]> {
    for (const frames: Uint8Array[] = [];;) {
      const { flags, body } = await this.#frame();
      if (flags & COMMAND) continue;
      frames.push(body);
      if (!(flags & MORE)) return frames;
    }
  }

  async #frame(): Promise<{ flags: number; body: Uint8Array }> {
    const [flags = 0] = await this.#read(1);
    const size = await this.#read(flags & LONG ? 8 : 1);
    const length = flags & LONG
      ? Number(new DataView(size.buffer, size.byteOffset).getBigUint64(0))
      : size[0]!;
    return { flags, body: await this.#read(length) };
  }

  async #read(length: number): Promise<Uint8Array> {
    const parts = [this.#pending];
    let there = this.#pending.length;
    while (there < length) {
      const chunk = new Uint8Array(65536);
      const read = await this.connection.read(chunk);
      if (read === null) throw new Deno.errors.ConnectionReset("the kernel has ended");
      parts.push(chunk.subarray(0, read));
      there += read;
    }
    const all = parts.length === 1 ? this.#pending : new Uint8Array(there);
    if (parts.length > 1) {
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
    }
    this.#pending = all.slice(length);
    return all.subarray(0, length);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(await this.connection.write(rest));
    }
  }
}

/** What a message tells that is of use here. */
function heardIn(frames: readonly Uint8Array[]): Heard {
  const at = frames.findIndex((frame) =>
    frame.length === DELIMITER.length && textOf(frame) === DELIMITER
  );
  const part = (index: number): Record<string, unknown> =>
    Object(JSON.parse(textOf(frames[at + index]!)));
  const { msg_type: type, date } = part(2);
  if (type === "execute_input") {
    const { code, execution_count: number } = part(5);
    const started = Date.parse(String(date));
    return { cell: { code: String(code), number: Number(number), started } };
  }
  return type === MARK ? { mark: String(part(5)["comm_id"]) } : {};
}

function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/**
 * Listens to a kernel, as a window does that shows its notebook.
 *
 * @param address Where the kernel says what it does.
 * @param hear Told of each message.
 * @param signal Ends it.
 * @throws {Error} If the kernel cannot be reached, or when it ends.
 */
export async function listenTo(
  { hostname, port }: KernelAddress,
  hear: (heard: Heard) => void,
  signal?: AbortSignal,
): Promise<void> {
  using connection = await Deno.connect({ hostname, port, transport: "tcp" });
  const close = (): void => connection.close();
  signal?.addEventListener("abort", close, { once: true });
  try {
    const messages = new Connection(connection);
    await messages.introduce();
    while (true) hear(heardIn(await messages.message()));
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}
