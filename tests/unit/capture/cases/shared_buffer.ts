import { travels } from "../case.ts";

const buffer = new ArrayBuffer(8);
const bytes = new Uint8Array(buffer, 2, 4);
const words = new Uint16Array(buffer);
export default travels("views of one buffer", () => {
  bytes[0] = 7;
  return [words[1], bytes.buffer === words.buffer, bytes.byteOffset];
}, { gives: [7, true, 2] });
