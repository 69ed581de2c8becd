import { travels } from "../case.ts";
import { Square } from "../modules/shapes.ts";
import * as shapes from "../modules/shapes.ts";

export default travels("instances of imported classes as results", (side: number) => [
  new Square(side),
  new shapes.Square(side + 1),
], { args: [2], gives: [new Square(2), new Square(3)] });
