import { travels } from "../case.ts";

type Method = (this: unknown, ...args: unknown[]) => unknown;
const calls: string[] = [];
function logged(method: Method, context: ClassMethodDecoratorContext): Method {
  return function (...args) {
    calls.push(String(context.name));
    return `logged ${method.apply(this, args)}`;
  };
}
class Service {
  name = "service";
  @logged
  run(x: unknown): unknown {
    return `${this.name} ${x}`;
  }
}
const service = new Service();
export default travels("a decorated method", () => [
  service.run(1),
  new Service().run(2),
  calls.length,
], { gives: ["logged service 1", "logged service 2", 2] });
