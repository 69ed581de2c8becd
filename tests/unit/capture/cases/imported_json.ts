import { travels } from "../case.ts";
import data from "../modules/data.json" with { type: "json" };

export default travels("a JSON import", () => data.list[1], { gives: 20 });
