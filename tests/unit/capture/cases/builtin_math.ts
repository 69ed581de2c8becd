import { travels } from "../case.ts";

export default travels("a built-in function", Math.sqrt, { args: [16], gives: 4 });
