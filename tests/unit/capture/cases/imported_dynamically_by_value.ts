import { travels } from "../case.ts";

export default travels("dynamic imports by a value", async (name, file) => {
  const { basename } = await import(name);
  const failed = await import(file).catch((error: Error) => error.message);
  return [basename("/a/b"), /"\.\/other\.ts" did not travel/.test(failed)];
}, { args: ["node:path", "./other.ts"], gives: ["b", true] });
