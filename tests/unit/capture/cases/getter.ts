import { travels } from "../case.ts";

const descriptor = Object.getOwnPropertyDescriptor({
  get answer(): number {
    return 42;
  },
}, "answer");
export default travels("a getter, taken off its object", descriptor!.get!, { gives: 42 });
