/**
 * Checkpoints where components run: what a component has saved is brought to the machine it runs on
 * next, and put where it was.
 *
 * @module
 */

import { cpSync } from "node:fs";
import { isDirectory, removeTreeSync } from "../lib/base/files.ts";
import { ALL_CHECKPOINTS, CHECKPOINT_VARIABLE } from "../lib/wire/names.ts";

/** What marks a checkpoint that is being replaced by another, and the other before it is whole. */
const [OLD, NEW] = [".old", ".new"] as const;

/**
 * Puts the files of a component's last checkpoint, if it made one, into the directory it runs in.
 *
 * @param scratch The job's scratch directory.
 * @param outputs Where what is to be brought back is.
 * @param component The component, which is about to begin.
 * @returns Whether there was a checkpoint.
 */
export function restoreCheckpoint(scratch: string, outputs: string, component: number): boolean {
  const checkpoint = `${outputs}/${ALL_CHECKPOINTS}/${component}`;
  Deno.env.set(CHECKPOINT_VARIABLE, checkpoint);
  removeTreeSync(checkpoint + NEW); // its component was stopped before it was whole
  for (const directory of [checkpoint, checkpoint + OLD]) {
    if (!isDirectory(directory)) continue;
    for (const { name } of Deno.readDirSync(directory)) {
      cpSync(`${directory}/${name}`, `${scratch}/${name}`, { recursive: true });
    }
    return true;
  }
  return false;
}

/**
 * Makes what was saved in a directory the checkpoint. Whenever the process is stopped, one of the two
 * is whole.
 *
 * @param checkpoint Where the checkpoint is.
 * @param save Saves into the directory it is given, which is empty.
 */
export async function replaceCheckpoint(
  checkpoint: string,
  save: (directory: string) => Promise<void>,
): Promise<void> {
  removeTreeSync(checkpoint + NEW);
  await Deno.mkdir(checkpoint + NEW, { recursive: true });
  await save(checkpoint + NEW);
  removeTreeSync(checkpoint + OLD);
  if (isDirectory(checkpoint)) await Deno.rename(checkpoint, checkpoint + OLD);
  await Deno.rename(checkpoint + NEW, checkpoint);
  removeTreeSync(checkpoint + OLD);
}

/**
 * Removes the checkpoint of a component that has finished, so that it does not travel.
 *
 * @param outputs Where what is to be brought back is.
 * @param component The component.
 */
export function forgetCheckpoint(outputs: string, component: number): void {
  const all = `${outputs}/${ALL_CHECKPOINTS}`;
  if (!isDirectory(all)) return;
  for (const mark of ["", OLD, NEW]) removeTreeSync(`${all}/${component}${mark}`);
}

/**
 * Removes all checkpoints of a job that has finished, so that they do not travel back.
 *
 * @param outputs Where what is to be brought back is.
 */
export function forgetCheckpoints(outputs: string): void {
  removeTreeSync(`${outputs}/${ALL_CHECKPOINTS}`);
}
