import { travels } from "../case.ts";
import { biggest, Square } from "../modules/shapes.ts";

export default travels("an instance of an imported class the function does not name", (
  ...squares: Square[]
) => biggest(squares), { args: [new Square(2), new Square(3)], gives: new Square(3) });
