import { travels } from "../case.ts";

export default travels("an arrow function", (x: number) => 2 * x, { args: [4], gives: 8 });
