import { travels } from "../case.ts";

class Temperature {
  static readonly offset = 273.15;
  static toKelvin(celsius: number): number {
    return celsius + Temperature.offset;
  }
}
export default travels("a static method of a class", Temperature.toKelvin, {
  args: [0],
  gives: 273.15,
});
