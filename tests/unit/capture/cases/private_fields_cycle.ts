import { travels } from "../case.ts";

class Tree {
  #children: Tree[] = [];
  #parent: Tree | undefined;
  add(child: Tree): this {
    child.#parent = this;
    this.#children.push(child);
    return this;
  }
  get root(): Tree {
    return this.#parent?.root ?? this;
  }
  get size(): number {
    return 1 + this.#children.reduce((sum, child) => sum + child.size, 0);
  }
}
const leaf = new Tree();
const root = new Tree().add(new Tree().add(leaf)).add(new Tree());
export default travels("a cycle through private fields", () => [
  leaf.root === root,
  root.size,
  leaf.root.size,
], { gives: [true, 4, 4] });
