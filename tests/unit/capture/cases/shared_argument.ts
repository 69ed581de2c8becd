import { travels } from "../case.ts";

const shared = { n: 1 };
const list = [shared, shared];
export default travels("one object twice in an array", () => list[0] === list[1], { gives: true });
