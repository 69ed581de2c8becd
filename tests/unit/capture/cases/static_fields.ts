// @ts-nocheck This case is about what JavaScript takes, which TypeScript would not.
import { travels } from "../case.ts";

class Settings {
  static count = 0;
  static list = [1];
  static ["computed" + 1] = "c";
  static handler = (x: number): number => x + Settings.count;
}
Settings.count = 5;
Settings.list.push(2);
export default travels("static fields have the values they had", () => [
  Settings.count,
  Settings.list,
  Reflect.get(Settings, "computed1"),
  Settings.handler(1),
], { gives: [5, [1, 2], "c", 6] });
