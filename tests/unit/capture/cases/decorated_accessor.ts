import { travels } from "../case.ts";

type Getter = (this: unknown) => number;
const plus = (getter: Getter, _: ClassGetterDecoratorContext): Getter =>
  function () {
    return getter.call(this) + 100;
  };
const doubled = <T>(
  { get }: ClassAccessorDecoratorTarget<T, number>,
  _: ClassAccessorDecoratorContext<T, number>,
): ClassAccessorDecoratorResult<T, number> => ({
  get(): number {
    return get.call(this) * 2;
  },
});
const logged = <T>(
  { get, set }: ClassAccessorDecoratorTarget<T, number>,
  _: ClassAccessorDecoratorContext<T, number>,
): ClassAccessorDecoratorResult<T, number> => ({
  get(): number {
    return get.call(this) + 1;
  },
  set(value: number): void {
    set.call(this, value * 10);
  },
});
class Gauge {
  n = 3;
  @plus
  get sum(): number {
    return this.n;
  }
  set sum(value: number) {
    this.n = value;
  }
  @doubled
  accessor twice = 5;
  @logged
  accessor both = 7;
}
const gauge = (): unknown[] => {
  const gauge = new Gauge();
  const before = [gauge.sum, gauge.twice, gauge.both];
  gauge.sum = 4;
  gauge.twice = 6;
  gauge.both = 8;
  return [before, gauge.sum, gauge.twice, gauge.both];
};
export default travels("accessors of which one half or both are decorated", gauge, {
  gives: [[103, 10, 8], 104, 12, 81],
});
