import { travels } from "../case.ts";
import shape, { area as areaOf, Square } from "../modules/shapes.ts";
import * as shapes from "../modules/shapes.ts";

export default travels("a function that uses another module", (side: number) =>
  [
    areaOf(side),
    shape.name,
    new Square(side).area(),
    shapes.area(side + 1),
    typeof shapes.Square,
    { areaOf },
  ].slice(0, 5), { args: [2], gives: [4, "square", 4, 9, "function"] });
