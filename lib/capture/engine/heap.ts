/**
 * Reads from a picture of the engine's heap which homes of variables functions close over.
 *
 * @module
 */

interface Snapshot {
  snapshot: { meta: { node_fields: string[]; edge_fields: string[]; edge_types: [string[]] } };
  nodes: number[];
  edges: number[];
  strings: string[];
}

/** A picture of the engine's heap. */
export class HeapPicture {
  readonly #heap: Snapshot;
  readonly #nodeOf = new Map<number, number>();
  readonly #edgesOf = new Map<number, number>();
  readonly #idAt: number;
  readonly #countAt: number;

  /** @param text What the engine wrote of its heap. */
  constructor(text: string) {
    // The engine wrote it, in the form it documents.
    const heap = this.#heap = JSON.parse(text) as Snapshot;
    const { node_fields: fields, edge_fields: edgeFields } = heap.snapshot.meta;
    this.#idAt = fields.indexOf("id");
    this.#countAt = fields.indexOf("edge_count");
    let edge = 0;
    for (let node = 0; node < heap.nodes.length; node += fields.length) {
      this.#edgesOf.set(node, edge);
      this.#nodeOf.set(heap.nodes[node + this.#idAt]!, node);
      edge += heap.nodes[node + this.#countAt]! * edgeFields.length;
    }
  }

  /**
   * Follows the scopes of a function.
   *
   * @param id The id of the function in the heap.
   * @returns The ids of its scopes, innermost first.
   */
  scopesOf(id: number): number[] {
    const scopes: number[] = [];
    const func = this.#nodeOf.get(id);
    let scope = func === undefined ? undefined : this.#follow(func, "context");
    while (scope !== undefined) {
      scopes.push(this.#heap.nodes[scope + this.#idAt]!);
      scope = this.#follow(scope, "previous");
    }
    return scopes;
  }

  #follow(node: number, name: string): number | undefined {
    const { edges, nodes, strings, snapshot: { meta } } = this.#heap;
    const size = meta.edge_fields.length;
    const first = this.#edgesOf.get(node)!;
    const last = first + nodes[node + this.#countAt]! * size;
    for (let at = first; at < last; at += size) {
      const type = meta.edge_types[0][edges[at + meta.edge_fields.indexOf("type")]!];
      if (type === "element" || type === "hidden") continue;
      if (strings[edges[at + meta.edge_fields.indexOf("name_or_index")]!] === name) {
        return edges[at + meta.edge_fields.indexOf("to_node")];
      }
    }
    return undefined;
  }
}
