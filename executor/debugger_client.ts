/**
 * What speaks with the engine's debugger in a thread of its own: the thread that runs the function stands
 * still while the debugger looks at it.
 *
 * It is text, for a thread takes its code as text wherever this runs. The debugger is reached as all that
 * attach to it reach it, by a WebSocket (RFC 6455). What the platform has for that writes a message in two
 * parts, and reads without an answer, and then the kernel of either side waits 40 ms for the other: so this
 * writes each message at once, and says something (a frame that nobody answers) whenever it has read.
 *
 * @module
 */

/** What the thread is given. */
export interface DebuggerClientData {
  /** The address of the debugger. */
  readonly url: string;
  /** The expression that gives the function which takes what was found. */
  readonly taker: string;
  /** What the URLs of scripts begin with that are nobody's but the engine's and htmap's. */
  readonly passedOver: readonly string[];
  /** Its first number tells how often too many errors were thrown at once to look at all of them. */
  readonly skipped: Int32Array;
}

/** What it tells once it has begun: nothing, or what keeps it from that. */
export interface DebuggerClientReport {
  readonly failure?: string;
}

/** How many errors are looked at within a second; each takes about a millisecond. */
const MOST_A_SECOND = 300;
/** How many calls of a stack are looked at, and how many of these are the user's. */
const [MOST_CALLS, MOST_TOLD] = [200, 20];

/** The code of the thread. */
export const DEBUGGER_CLIENT = String.raw`
const { workerData: { url, taker, passedOver, skipped }, parentPort } =
  require("node:worker_threads");
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const NOTHING = Uint8Array.of(0x8a, 0x80, 0, 0, 0, 0); // a pong

class Socket {
  #read = new Uint8Array(0);
  constructor(connection) {
    this.connection = connection;
    connection.setNoDelay(true);
  }
  static async open(url) {
    const { hostname, port, pathname } = new URL(url.replace("ws:", "http:"));
    const socket = new Socket(await Deno.connect({ hostname, port: Number(port) }));
    const lines = ["GET " + pathname + " HTTP/1.1", "Host: " + hostname + ":" + port,
      "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: " + btoa("htmap-locals-key"), "", ""];
    await socket.#write(encoder.encode(lines.join("\r\n")));
    let end;
    while ((end = decoder.decode(socket.#read).indexOf("\r\n\r\n")) < 0) await socket.#more();
    const head = decoder.decode(socket.#read.subarray(0, end));
    if (!/^HTTP\/1.1 101/.test(head)) throw new Error("the debugger said " + head.split("\r\n")[0]);
    socket.#read = socket.#read.slice(end + 4);
    return socket;
  }
  async #write(bytes) {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(await this.connection.write(rest));
    }
  }
  async #more() {
    const piece = new Uint8Array(1 << 16);
    const count = await this.connection.read(piece);
    if (count === null) throw new Error("the debugger has hung up");
    this.#last = this.#last.then(() => this.#write(NOTHING));
    const joined = new Uint8Array(this.#read.length + count);
    joined.set(this.#read);
    joined.set(piece.subarray(0, count), this.#read.length);
    this.#read = joined;
  }
  #last = Promise.resolve();
  send(text) {
    const body = encoder.encode(text);
    const long = body.length >= 65536;
    const size = body.length < 126 ? 2 : long ? 10 : 4;
    const frame = new Uint8Array(size + 4 + body.length);
    const view = new DataView(frame.buffer);
    view.setUint16(0, 0x8180 | (size === 2 ? body.length : long ? 127 : 126));
    if (size === 4) view.setUint16(2, body.length);
    if (size === 10) view.setBigUint64(2, BigInt(body.length));
    frame.set(body, size + 4); // masked with zeros
    this.#last = this.#last.then(() => this.#write(frame));
  }
  async receive() {
    while (this.#read.length < 2) await this.#more();
    const short = this.#read[1] & 127;
    const at = short < 126 ? 2 : short === 126 ? 4 : 10;
    while (this.#read.length < at) await this.#more();
    const view = new DataView(this.#read.buffer);
    const length = short < 126 ? short
      : short === 126 ? view.getUint16(2) : Number(view.getBigUint64(2));
    while (this.#read.length < at + length) await this.#more();
    const text = decoder.decode(this.#read.subarray(at, at + length));
    this.#read = this.#read.slice(at + length);
    return text;
  }
}

const scripts = new Map();
const waiting = new Map();
let socket, takerId, number = 0;
let windowStart = 0, inWindow = 0;

function send(method, params = {}) {
  const id = ++number;
  socket.send(JSON.stringify({ id, method, params }));
  return id;
}
function call(method, params) {
  return new Promise((resolve) => waiting.set(send(method, params), resolve));
}

function onPause({ reason, data, callFrames }) {
  if ((reason === "exception" || reason === "promiseRejection") && data) {
    const calls = [], scopes = [];
    for (const frame of callFrames.slice(0, ${MOST_CALLS})) {
      const url = scripts.get(frame.location.scriptId) ?? "";
      if (url === "" || passedOver.some((place) => url.startsWith(place))) continue;
      if (calls.length >= ${MOST_TOLD}) break;
      const own = frame.scopeChain.filter(({ type }) => type !== "global" && type !== "module"
        && type !== "script" && type !== "with");
      for (const { object } of own) scopes.push({ objectId: object.objectId });
      calls.push({ name: frame.functionName, url, at: frame.location, start: frame.functionLocation,
        scopes: own.map(({ type, startLocation: start, endLocation: end }) => ({ type, start, end })) });
    }
    const { objectId, unserializableValue, value } = data;
    const thrown = objectId !== undefined ? { objectId }
      : unserializableValue !== undefined ? { unserializableValue } : { value };
    if (calls.length > 0) {
      send("Runtime.callFunctionOn", { objectId: takerId, silent: true,
        functionDeclaration: "function (...all) { this(...all); }",
        arguments: [thrown, { value: JSON.stringify(calls) }, ...scopes] });
    }
    spare();
  }
  send("Debugger.resume");
}

/** Where errors are thrown all the time, most of the time must be left for the function. */
function spare() {
  const now = Date.now();
  if (now - windowStart > 1000) [windowStart, inWindow] = [now, 0];
  if (++inWindow < ${MOST_A_SECOND}) return;
  Atomics.add(skipped, 0, 1);
  send("Debugger.setSkipAllPauses", { skip: true });
  inWindow = 0;
  setTimeout(() => send("Debugger.setSkipAllPauses", { skip: false }), windowStart + 1000 - now);
}

async function listen() {
  for (;;) {
    const { id, method, params, result, error } = JSON.parse(await socket.receive());
    if (id !== undefined) {
      waiting.get(id)?.(result ?? { error });
      waiting.delete(id);
    } else if (method === "Debugger.scriptParsed") scripts.set(params.scriptId, params.url);
    else if (method === "Debugger.paused") onPause(params);
    // All is done there, and it only waits for this to go.
    else if (method === "Runtime.executionContextDestroyed") return socket.connection.close();
  }
}

async function main() {
  socket = await Socket.open(url);
  const heard = listen();
  const begun = (async () => {
    await call("Runtime.enable");
    await call("Debugger.enable");
    const { result } = await call("Runtime.evaluate", { expression: taker });
    takerId = result?.objectId;
    if (takerId === undefined) throw new Error("the debugger does not find what it is to tell");
    await call("Debugger.setPauseOnExceptions", { state: "all" });
    parentPort.postMessage({});
  })();
  await Promise.race([begun, heard]);
  await heard.catch(() => {}); // then the process is at its end
}
main().catch((error) => parentPort.postMessage({ failure: error.message }));
`;
