import { travels } from "../case.ts";

class Button {
  label = "press";
  constructor() {
    this.click = this.click.bind(this);
  }
  click(): string {
    return this.label;
  }
}
const button = new Button();
export default travels("a method bound to the object that holds it", button.click, {
  gives: "press",
});
