import { travels } from "../case.ts";

interface Shape {
  area(): number;
}
type Old = { new (): Shape; prototype: Shape };
// Functions as they were used before there were classes.
const old = (): Old => function () {} as unknown as Old;
const [Square, Rectangle] = [old(), old()];
const shared: Shape = { area: (): number => 6 };
Square.prototype = shared;
Rectangle.prototype = shared;
const arrow = Object.assign(() => 1, { prototype: { a: 1 } });
export default travels("prototypes that were put in place of a function's own", () => [
  new Square().area(),
  new Rectangle() instanceof Square,
  arrow.prototype,
], { gives: [6, true, { a: 1 }] });
