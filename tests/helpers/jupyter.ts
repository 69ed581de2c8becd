/**
 * Notebooks as Jupyter runs them: Deno's kernel, and the client that Jupyter's own programs have.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

/** Whether there is Jupyter's client here, which is for Python. */
export const HAS_JUPYTER: boolean = await new Deno.Command("python3", {
  args: ["-c", "import jupyter_client"],
  stdout: "null",
  stderr: "null",
}).output().then(({ success }) => success, () => false);

/** The Denos whose kernels htmap works in, by their names for people. */
export const KERNELS: ReadonlyMap<string, string> = new Map(
  [["this Deno", Deno.execPath()], ["the oldest Deno", Deno.env.get("HTMAP_TEST_DENO_2_7")]]
    .filter((one): one is [string, string] => one[1] !== undefined),
);

/** Something a kernel says to whoever shows its notebook. */
export interface KernelMessage {
  readonly type: "stream" | "display_data" | "update_display_data" | "execute_result" | "error";
  readonly content: {
    readonly name?: string;
    readonly text?: string;
    readonly data?: Readonly<Record<string, string>>;
    readonly transient?: { readonly display_id?: string } | null;
    readonly ename?: string;
    readonly evalue?: string;
  };
}

/** What became of a cell. */
export class CellOutput {
  constructor(
    /** What the kernel said, in order. */
    readonly messages: readonly KernelMessage[],
    /** The number that a notebook shows beside the cell. */
    readonly number: number,
    /** Whether the kernel has died of it. */
    readonly died: boolean,
  ) {}

  /** What it printed to a stream. */
  printed(stream: "stdout" | "stderr" = "stdout"): string {
    return this.of("stream").filter(({ name }) => name === stream).map(({ text }) => text).join("");
  }

  /** The error it ended with, as `CLASS: MESSAGE`. */
  get error(): string | undefined {
    return this.of("error").map(({ ename, evalue }) => `${ename}: ${evalue}`)[0];
  }

  /** What is shown as its result, by type. */
  get result(): Readonly<Record<string, string>> {
    return this.of("execute_result")[0]?.data ?? {};
  }

  /** What messages of one type say. */
  of(type: KernelMessage["type"]): KernelMessage["content"][] {
    return this.messages.filter((message) => message.type === type).map(({ content }) => content);
  }
}

/** A notebook whose kernel runs. */
export class JupyterNotebook implements AsyncDisposable {
  readonly #client: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #rest = "";

  /**
   * Starts a kernel.
   *
   * @param deno The Deno whose kernel it is.
   * @param options The directory it runs in, and its environment.
   */
  constructor(deno: string, { cwd, env }: { cwd: string; env: Record<string, string> }) {
    const script = fileURLToPath(new URL("./jupyter/run_cells.py", import.meta.url));
    const kernel = [deno, "jupyter", "--kernel", "--conn", "{connection_file}"];
    this.#client = new Deno.Command("python3", {
      args: [script, ...kernel],
      cwd,
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#input = this.#client.stdin.getWriter();
    this.#lines = this.#client.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /**
   * Runs a cell to its end.
   *
   * @param code What is typed.
   * @param options.interruptAt A text; when the cell has shown it, it is interrupted.
   * @returns What became of it.
   */
  async run(code: string, options: { interruptAt?: string } = {}): Promise<CellOutput> {
    await this.#input.write(new TextEncoder().encode(JSON.stringify({ code, ...options }) + "\n"));
    const { messages, number, died } = JSON.parse(await this.#line());
    // What is said to widgets that there are none of is not shown.
    const shown = messages.filter(({ type }: { type: string }) => type !== "comm_msg");
    return new CellOutput(shown, number, died);
  }

  async #line(): Promise<string> {
    while (!this.#rest.includes("\n")) {
      const { value, done } = await this.#lines.read();
      if (done) throw new Error("Jupyter's client has ended");
      this.#rest += value;
    }
    const [line = ""] = this.#rest.split("\n", 1);
    this.#rest = this.#rest.slice(line.length + 1);
    return line;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {}); // it may have ended already
    await this.#lines.cancel();
    await this.#client.status;
  }
}
