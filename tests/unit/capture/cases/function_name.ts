import { travels } from "../case.ts";

const later = (): string => later.name;
export default travels("the name of a function", later, { gives: "later" });
