import { travels } from "../case.ts";

type Method = (this: unknown, ...args: unknown[]) => unknown;
function logged(method: Method): Method {
  return function (...args) {
    return ["logged", method.apply(this, args)];
  };
}
class Base {
  greet(): unknown {
    return "hello";
  }
}
class Service extends Base {
  #name = "service";
  @logged
  run(): unknown {
    return this.#name;
  }
  @logged
  override greet(): unknown {
    return super.greet();
  }
  @logged
  static is(value: unknown): unknown {
    return #name in Object(value);
  }
}
export default travels("decorated methods with private members and super", () => [
  new Service().run(),
  new Service().greet(),
  Service.is(new Service()),
], { gives: [["logged", "service"], ["logged", "hello"], ["logged", true]] });
