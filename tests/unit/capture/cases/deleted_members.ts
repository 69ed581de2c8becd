import { travels } from "../case.ts";

class Stripped {
  a(): void {}
  b(): void {}
  get c(): number {
    return 1;
  }
  set c(_: number) {}
  ["d" + 1](): void {}
  static s(): void {}
  static t(): void {}
  static f = 1;
}
for (const key of ["a", "d1"]) Reflect.deleteProperty(Stripped.prototype, key);
for (const key of ["s", "f"]) Reflect.deleteProperty(Stripped, key);
const { get } = Object.getOwnPropertyDescriptor(Stripped.prototype, "c")!;
Object.defineProperty(Stripped.prototype, "c", { get, set: undefined });
export default travels("members that were deleted", () => [
  Object.getOwnPropertyNames(Stripped.prototype),
  Object.getOwnPropertyNames(Stripped),
  typeof Object.getOwnPropertyDescriptor(Stripped.prototype, "c")!.set,
], {
  gives: [["constructor", "b", "c"], ["length", "name", "prototype", "t"], "undefined"],
});
