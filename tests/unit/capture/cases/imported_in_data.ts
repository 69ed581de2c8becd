import { travels } from "../case.ts";
import { area, Square } from "../modules/shapes.ts";

const table = { area, Square };
export default travels("imported functions in an object", () => [
  table.area(3),
  new table.Square(2).area(),
], { gives: [9, 4] });
