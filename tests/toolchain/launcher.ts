/**
 * Notices that the `npx` which started a task has gone: npm tells at most the shell it runs the
 * task in, and the shell does not tell the task.
 *
 * @module
 */

/** How often is looked, in milliseconds. */
const INTERVAL = 500;

/** The processes above `deno task` when this one started: npm's shell, and npm itself. */
const launcher = ancestors();

/**
 * Calls back once when npm started this task and has gone. Elsewhere it never does: a task started
 * from a terminal may well outlive it.
 */
export function onLauncherGone(callback: () => void): Disposable {
  const underNpm = Deno.env.get("npm_command") === "exec" && launcher.length === 2;
  if (!underNpm) return { [Symbol.dispose]: () => {} };
  const timer = setInterval(() => {
    if (ancestors().join() === launcher.join()) return;
    clearInterval(timer);
    callback();
  }, INTERVAL);
  Deno.unrefTimer(timer);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** The parent and the grandparent of `deno task`, as far as that can be told. */
function ancestors(): number[] {
  const parent = parentOf(Deno.ppid);
  const grandparent = parent === undefined ? undefined : parentOf(parent);
  return [parent, grandparent].filter((pid) => pid !== undefined);
}

/** The parent of a process, or `undefined` where that cannot be told. */
function parentOf(pid: number): number | undefined {
  try {
    const [, parent] = /^PPid:\s*(\d+)$/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
    return parent === undefined ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}
