import { travels } from "../case.ts";
import { answer } from "../modules/awaits.ts";

export default travels("a module with top-level await", () => answer, { gives: 42 });
