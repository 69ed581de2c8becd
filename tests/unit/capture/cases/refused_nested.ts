// @ts-nocheck This case is about what JavaScript takes, which TypeScript would not.
import { refused } from "../case.ts";

const config = { server: { socket: new WebSocketStub() } };
function WebSocketStub(this: unknown): void {}
export default refused("something deep in an object", () => config, {
  path: ["(anonymous)", "config", "server", "socket", "file"],
  saying: /config → server → socket → file is a Promise/,
});
Object.assign(config.server.socket, { file: Promise.resolve() });
