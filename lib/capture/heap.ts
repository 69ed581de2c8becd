/**
 * Reads from a snapshot of the engine's heap which homes of variables functions close over.
 *
 * @module
 */

interface Snapshot {
  snapshot: { meta: { node_fields: string[]; edge_fields: string[]; edge_types: [string[]] } };
  nodes: number[];
  edges: number[];
  strings: string[];
}

/**
 * Follows the scopes of functions in a heap snapshot.
 *
 * @param text The snapshot.
 * @param ids The heap ids of the functions.
 * @returns For each function, the ids of its scopes, innermost first.
 */
export function readContexts(text: string, ids: readonly number[]): number[][] {
  // The engine wrote it, in the form it documents.
  const heap = JSON.parse(text) as Snapshot;
  const { node_fields: nodeFields, edge_fields: edgeFields } = heap.snapshot.meta;
  const nodeSize = nodeFields.length;
  const idAt = nodeFields.indexOf("id");
  const countAt = nodeFields.indexOf("edge_count");
  const edgeSize = edgeFields.length;
  const nameAt = edgeFields.indexOf("name_or_index");
  const typeAt = edgeFields.indexOf("type");
  const toAt = edgeFields.indexOf("to_node");
  const types = heap.snapshot.meta.edge_types[0];

  const nodeOf = new Map<number, number>();
  const edgesOf = new Map<number, number>();
  const wanted = new Set(ids);
  let edge = 0;
  for (let node = 0; node < heap.nodes.length; node += nodeSize) {
    edgesOf.set(node, edge);
    const id = heap.nodes[node + idAt]!;
    if (wanted.has(id)) nodeOf.set(id, node);
    edge += heap.nodes[node + countAt]! * edgeSize;
  }
  const follow = (node: number, name: string): number | undefined => {
    const first = edgesOf.get(node)!;
    const last = first + heap.nodes[node + countAt]! * edgeSize;
    for (let at = first; at < last; at += edgeSize) {
      const type = types[heap.edges[at + typeAt]!];
      if (type === "element" || type === "hidden") continue;
      if (heap.strings[heap.edges[at + nameAt]!] === name) return heap.edges[at + toAt];
    }
    return undefined;
  };
  return ids.map((id) => {
    const contexts: number[] = [];
    const func = nodeOf.get(id);
    let context = func === undefined ? undefined : follow(func, "context");
    while (context !== undefined) {
      contexts.push(heap.nodes[context + idAt]!);
      context = follow(context, "previous");
    }
    return contexts;
  });
}
