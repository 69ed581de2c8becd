import { travels } from "../case.ts";

const all = [undefined, null, true, 0, -0, NaN, Infinity, 1.5, 10n ** 30n, "text", "\ud800"];
export default travels("every primitive", () => all, { gives: all });
