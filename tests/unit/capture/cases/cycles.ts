import { travels } from "../case.ts";

interface Ring {
  name: string;
  next?: Ring;
  members?: Map<string, Ring>;
}
const a: Ring = { name: "a" };
const b: Ring = { name: "b", next: a };
a.next = b;
a.members = new Map([["a", a], ["b", b]]);
export default travels("cycles", () => [
  a.next?.next === a,
  a.members?.get("b")?.next === a,
  b.next?.name,
], { gives: [true, true, "a"] });
