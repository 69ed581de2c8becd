import { travels } from "../case.ts";
import fs from "node:fs";
import * as crypto from "node:crypto";
import * as everyPath from "node:path";
import path from "node:path";
import timers from "node:timers/promises";
import { createRequire } from "node:module";
import events, { EventEmitter } from "node:events";
import { createReadStream } from "node:fs";
import url from "node:url";
import util from "node:util";
import { equal } from "node:assert/strict";

const f = fs;
const io = { fs, deep: [{ fs }] };
class Disk {
  static io = fs;
  static readonly tools = { path, crypto };
  io = fs;
  constructor(readonly hash: typeof crypto = crypto) {}
  has(name: string): boolean {
    return this.io.existsSync(name) && Disk.io.existsSync(name);
  }
}
const disk = new Disk();
const { promises, constants } = fs;
const { posix, win32 } = path;
const { types, inspect } = util;
const { webcrypto } = crypto;
const hashes = crypto;
const paths = everyPath;
const required: typeof fs = createRequire(import.meta.url)("fs");
const asked = process.getBuiltinModule("fs");
const env = process.env;
const self = process;
const mark = events.errorMonitor;
const stream = createReadStream;
class Emitter extends EventEmitter {}
const emitter = EventEmitter.prototype;
const kept = new Map<unknown, unknown>([["url", url]]);

export default travels("node: modules that are kept under other names", async () => [
  [f.existsSync("/"), io.fs.existsSync("/"), io.deep[0]!.fs === f],
  [disk.has("/"), disk.hash === crypto, Disk.tools.path === path, Disk.tools.crypto === hashes],
  [promises === fs.promises, constants === fs.constants, constants.R_OK],
  [posix === path.posix, win32 === path.win32, win32.sep],
  [types === util.types, types.isDate(new Date(0)), inspect === util.inspect],
  [webcrypto === crypto.webcrypto, hashes.createHash("md5").update("a").digest("hex").slice(0, 4)],
  [
    paths.join("a", "b"),
    paths === await import("node:path"),
    Reflect.get(paths, "default") === path,
  ],
  Object.prototype.toString.call(paths),
  [required === f, asked === f, self === process, env === process.env],
  [typeof timers.setTimeout, timers === process.getBuiltinModule("node:timers/promises")],
  [mark === events.errorMonitor, stream === fs.createReadStream, new Emitter().emit("nothing")],
  [emitter === EventEmitter.prototype, kept.get("url") === url, typeof equal],
], {
  gives: [
    [true, true, true],
    [true, true, true, true],
    [true, true, 4],
    [true, true, "\\"],
    [true, true, true],
    [true, "0cc1"],
    ["a/b", true, true],
    "[object Module]",
    [true, true, true, true],
    ["function", true],
    [true, true, false],
    [true, true, "function"],
  ],
});
