import { travels } from "../case.ts";
import { area } from "../modules/shapes.ts";

export default travels("a function of another module", area, { args: [2], gives: 4 });
