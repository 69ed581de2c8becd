import { travels } from "../case.ts";

enum Direction {
  Up,
  Down = 5,
  Left,
}
enum Colour {
  Red = "red",
}
export default travels("enums", (d: number) => [Direction[d], Direction.Left, Colour.Red], {
  args: [5],
  gives: ["Down", 6, "red"],
});
