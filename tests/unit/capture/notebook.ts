/**
 * A notebook, as far as running cells goes: it starts Deno's kernel and speaks Jupyter's protocol to it
 * (messages of JSON, signed, over ZeroMQ's wire protocol).
 *
 * @module
 */

import { createHmac } from "node:crypto";
import { PATIENCE } from "../../helpers/patience.ts";

const DELIMITER = "<IDS|MSG>";

/** An address of this machine that no other process listens at, and so none is given the ports of a kernel. */
const HOSTNAME = `127.${
  [...crypto.getRandomValues(new Uint8Array(3))].map((n) => 1 + n % 254).join(".")
}`;

interface Message {
  header: { msg_id: string; msg_type: string };
  parent: { msg_id?: string };
  content: Record<string, unknown>;
}

/** A kernel that is running. */
export class Notebook implements AsyncDisposable {
  private constructor(
    readonly directory: string,
    readonly kernel: Deno.ChildProcess,
    readonly shell: Wire,
    readonly output: Wire,
    readonly key: string,
  ) {}

  /** Starts a kernel. */
  static async start(): Promise<Notebook> {
    const directory = await Deno.makeTempDir();
    const [shell, iopub, stdin, control, heartbeat] = freePorts(5);
    const key = crypto.randomUUID();
    const connection = `${directory}/connection.json`;
    await Deno.writeTextFile(
      connection,
      JSON.stringify({
        transport: "tcp",
        ip: HOSTNAME,
        shell_port: shell,
        iopub_port: iopub,
        stdin_port: stdin,
        control_port: control,
        hb_port: heartbeat,
        key,
        signature_scheme: "hmac-sha256",
        kernel_name: "deno",
      }),
    );
    const kernel = new Deno.Command(Deno.execPath(), {
      args: ["jupyter", "--kernel", "--conn", connection],
      cwd: directory,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const output = await Wire.connect(iopub!, "SUB");
    await output.send([Uint8Array.of(1)]);
    return new Notebook(directory, kernel, await Wire.connect(shell!, "DEALER"), output, key);
  }

  /** Runs a cell, and gives what it printed. */
  async run(code: string): Promise<string> {
    const id = crypto.randomUUID();
    const header = {
      msg_id: id,
      session: "tests",
      username: "tests",
      date: new Date().toISOString(),
      msg_type: "execute_request",
      version: "5.3",
    };
    const content = { code, silent: false, store_history: true, allow_stdin: false };
    const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
    const signature = createHmac("sha256", this.key).update(parts.join("")).digest("hex");
    await this.shell.send([DELIMITER, signature, ...parts].map((text) => encoder.encode(text)));
    let printed = "";
    // On a busy machine, the kernel is idle before it has sent what it printed.
    const prints = code.includes("console.log");
    for (let isIdle = false; !isIdle || prints && !printed.endsWith("\n");) {
      const { header: { msg_type: type }, parent, content } = await this.#next();
      if (parent.msg_id !== id) continue;
      if (type === "stream") printed += String(content.text);
      if (type === "error") printed += `${content.ename}: ${content.evalue}\n`;
      if (type === "status" && content.execution_state === "idle") isIdle = true;
    }
    return printed;
  }

  async #next(): Promise<Message> {
    const frames = (await this.output.receive()).map((frame) => decoder.decode(frame));
    const [, header, parent, , content] = frames.slice(frames.indexOf(DELIMITER) + 1);
    return {
      header: JSON.parse(header!),
      parent: JSON.parse(parent!),
      content: JSON.parse(content!),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.shell.close();
    this.output.close();
    this.kernel.kill("SIGKILL");
    await this.kernel.status;
    await Deno.remove(this.directory, { recursive: true });
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One connection of ZeroMQ. */
class Wire {
  #pending = new Uint8Array();

  private constructor(readonly connection: Deno.Conn) {}

  static async connect(port: number, type: string): Promise<Wire> {
    const wire = new Wire(await patiently(() => Deno.connect({ hostname: HOSTNAME, port })));
    const greeting = new Uint8Array(64);
    greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0, ...encoder.encode("NULL")]);
    await wire.#write(greeting);
    await wire.#read(64);
    const name = encoder.encode("Socket-Type");
    const value = encoder.encode(type);
    const ready = [
      5,
      ...encoder.encode("READY"),
      name.length,
      ...name,
      0,
      0,
      0,
      value.length,
      ...value,
    ];
    await wire.#write(Uint8Array.of(4, ready.length, ...ready));
    await wire.#frame();
    return wire;
  }

  async send(frames: readonly Uint8Array[]): Promise<void> {
    for (const [index, frame] of frames.entries()) {
      const size = new Uint8Array(8);
      new DataView(size.buffer).setBigUint64(0, BigInt(frame.length));
      await this.#write(Uint8Array.of(index < frames.length - 1 ? 3 : 2, ...size));
      await this.#write(frame);
    }
  }

  async receive(): Promise<Uint8Array[]> {
    const frames: Uint8Array[] = [];
    while (true) {
      const { flags, body } = await this.#frame();
      if (flags & 4) continue;
      frames.push(body);
      if ((flags & 1) === 0) return frames;
    }
  }

  close(): void {
    this.connection.close();
  }

  async #frame(): Promise<{ flags: number; body: Uint8Array }> {
    const flags = (await this.#read(1))[0]!;
    const size = await this.#read(flags & 2 ? 8 : 1);
    const length = flags & 2 ? new DataView(size.buffer).getUint32(4) : size[0]!;
    return { flags, body: await this.#read(length) };
  }

  async #read(length: number): Promise<Uint8Array<ArrayBuffer>> {
    while (this.#pending.length < length) {
      const chunk = new Uint8Array(65536);
      const read = await this.connection.read(chunk);
      if (read === null) throw new Error("the kernel closed the connection");
      this.#pending = Uint8Array.of(...this.#pending, ...chunk.subarray(0, read));
    }
    const result = this.#pending.slice(0, length);
    this.#pending = this.#pending.slice(length);
    return result;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(await this.connection.write(rest));
    }
  }
}

/** Tries until a program that was just started answers. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + PATIENCE;;) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: HOSTNAME, port: 0 }),
  );
  return listeners.map((listener) => {
    const { port } = listener.addr;
    listener.close();
    return port;
  });
}
