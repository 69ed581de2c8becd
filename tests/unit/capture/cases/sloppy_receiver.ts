import { travels } from "../case.ts";

const [call, thing] = new Function(`
  function receiver() { return this === globalThis }
  return [
    function () { return [receiver(), receiver\`\`, typeof function () { return this }.call(1)] },
    { value: 4, method(a) { arguments[0] = 3; return [a, this.value] }, get part() { return 010 } }
  ];
`)();
export default travels("`this` of functions in sloppy mode", () => [
  call(),
  thing.method(1),
  thing.part,
], { gives: [[true, true, "object"], [3, 4], 8] });
