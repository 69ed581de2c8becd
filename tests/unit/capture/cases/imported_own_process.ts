import { travels } from "../case.ts";
import { about } from "../modules/own_process.ts";

export default travels("a module that imports what is a global too", () => about(), {
  gives: ["number", 1],
});
