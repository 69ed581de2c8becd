/**
 * A browser without a window, told what to do over its debugging protocol.
 *
 * @module
 */

import { pause } from "./cli.ts";
import { PATIENCE } from "./patience.ts";

/** Where Debian has it; the second is the whole browser. */
const PROGRAMS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** The browser of this machine, if there is one. */
export const BROWSER = PROGRAMS.find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

/** A page that is open. */
export interface OpenPage extends AsyncDisposable {
  /** What was asked for by URL since, the page itself among it. */
  readonly requests: readonly string[];
  /** What the browser complained of. */
  readonly complaints: readonly string[];
  /** Works an expression out in the page. */
  evaluate(expression: string): Promise<unknown>;
  /** Gives the window another width, in pixels. */
  resize(width: number): Promise<void>;
}

/**
 * Opens a page.
 *
 * @param url Its URL.
 * @returns The page, once it has loaded.
 */
export async function openPage(url: string): Promise<OpenPage> {
  if (BROWSER === undefined) throw new Error("There is no browser here");
  const profile = await Deno.makeTempDir({ prefix: "htmap-browser-" });
  const flags = ["--no-sandbox", "--disable-gpu", "--headless", `--user-data-dir=${profile}`];
  const child = new Deno.Command(BROWSER, {
    args: [...flags, "--remote-debugging-port=0", "about:blank"],
    env: { HOME: profile },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const end = async (): Promise<void> => {
    child.kill("SIGKILL");
    await child.status;
    await Deno.remove(profile, { recursive: true }).catch(() => {}); // a child of it may still write there
  };
  try {
    const port = await portOf(child.stderr);
    const session = await Session.open(await pageOf(port));
    const requests: string[] = [];
    const complaints: string[] = [];
    session.on("Network.requestWillBeSent", ({ request }) => requests.push(request.url));
    session.on("Log.entryAdded", ({ entry }) => complaints.push(entry.text));
    session.on(
      "Runtime.exceptionThrown",
      ({ exceptionDetails }) => complaints.push(exceptionDetails.text),
    );
    for (const domain of ["Page", "Network", "Log", "Runtime"]) {
      await session.call(`${domain}.enable`);
    }
    await session.call("Page.navigate", { url });
    // That a page has loaded would also be told of the blank one that was there first.
    while (await stateOf(session) !== "complete") await pause(20);
    return {
      requests,
      complaints,
      async evaluate(expression) {
        const { result } = await session.call("Runtime.evaluate", {
          expression,
          returnByValue: true,
        });
        return result.value;
      },
      async resize(width) {
        const size = { width, height: 900, deviceScaleFactor: 1, mobile: width < 600 };
        await session.call("Emulation.setDeviceMetricsOverride", size);
      },
      async [Symbol.asyncDispose]() {
        session.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The browser says on standard error where it listens. The rest of what it says is of no interest. */
async function portOf(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let said = "";
  const reader = stderr.getReader();
  const decoder = new TextDecoder();
  while (true) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`The browser did not start:\n${said}`);
    said += decoder.decode(value, { stream: true });
    const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(said)?.[1];
    if (port === undefined) continue;
    (async () => {
      while (!(await reader.read()).done);
    })();
    return port;
  }
}

/** Where the page is told what to do. The browser listens before it has one. */
async function pageOf(port: string): Promise<string> {
  while (true) {
    const listed: Fields[] = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
    const page = listed.find(({ type }) => type === "page");
    if (page) return String(page.webSocketDebuggerUrl);
    await pause(20);
  }
}

/** How far the page is that was asked for. */
async function stateOf(session: Session): Promise<unknown> {
  const expression = `location.href === "about:blank" ? "blank" : document.readyState`;
  try {
    const { result } = await session.call("Runtime.evaluate", { expression, returnByValue: true });
    return result.value;
  } catch (error) {
    if (error instanceof Deno.errors.TimedOut) throw error;
    return "blank"; // it was left while that was worked out
  }
}

/** What the protocol has in a message: its fields depend on the method. */
// deno-lint-ignore no-explicit-any -- the protocol has hundreds of messages, each with fields of its own
type Fields = any;

/** A conversation with a page of the browser. */
class Session {
  #number = 0;
  readonly #answers = new Map<number, PromiseWithResolvers<Fields>>();
  readonly #listeners = new Map<string, (params: Fields) => void>();

  private constructor(readonly socket: WebSocket) {
    socket.onmessage = ({ data }): void => {
      const { id, result, error, method, params } = JSON.parse(data);
      if (id === undefined) return this.#listeners.get(method)?.(params);
      if (error) this.#answers.get(id)?.reject(new Error(error.message));
      else this.#answers.get(id)?.resolve(result);
      this.#answers.delete(id);
    };
  }

  static async open(url: string): Promise<Session> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    return new Session(socket);
  }

  on(method: string, listener: (params: Fields) => void): void {
    this.#listeners.set(method, listener);
  }

  async call(method: string, params: Fields = {}): Promise<Fields> {
    const id = ++this.#number;
    const answer = Promise.withResolvers<Fields>();
    this.#answers.set(id, answer);
    this.socket.send(JSON.stringify({ id, method, params }));
    return await within(answer.promise, method);
  }

  close(): void {
    this.socket.close();
  }
}

async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Deno.errors.TimedOut(`The browser did not answer: ${what}`);
    timer = setTimeout(() => reject(error), PATIENCE);
  });
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
