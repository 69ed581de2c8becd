import process from "node:process";
import { Buffer } from "node:buffer";
export const about = (): unknown[] => [typeof process.pid, Buffer.from("a").length];
