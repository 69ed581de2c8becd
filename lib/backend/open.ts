/**
 * Choosing a backend and loading it.
 *
 * @module
 */

import { isOnPath } from "../base/on_path.ts";
import { InvalidSetting } from "../base/errors.ts";
import { settings } from "../settings/settings.ts";
import type { Backend, BackendName } from "./backend.ts";

/**
 * Tells which backend is asked for, which may be the one that htmap thinks best.
 *
 * @param asked The backend asked for in code; else the setting `BACKEND`.
 * @returns Its name, or `"auto"`; what was given has not been checked.
 */
export function askedBackend(asked?: string): string {
  return asked ?? settings.getString("BACKEND") ?? "auto";
}

/**
 * Works out which backend new maps go to.
 *
 * @param asked The backend asked for in code; else the setting `BACKEND`.
 * @returns The backend's name. `"auto"` is HTCondor if `condor_submit` is on PATH.
 * @throws {InvalidSetting} If there is no such backend.
 */
export async function chooseBackend(asked?: string): Promise<BackendName> {
  const name = askedBackend(asked);
  if (name === "htcondor" || name === "local") return name;
  if (name !== "auto") {
    throw new InvalidSetting(
      `There is no backend ${
        JSON.stringify(name)
      }. Set BACKEND (or HTMAP_BACKEND) to "auto", "htcondor" or "local"`,
    );
  }
  return await isOnPath("condor_submit") ? "htcondor" : "local";
}

/**
 * Gives the backend of a name, loading only that one.
 *
 * @param name The backend's name.
 * @returns The backend.
 */
export async function openBackend(name: BackendName): Promise<Backend> {
  return name === "htcondor"
    ? new (await import("./htcondor.ts")).HTCondorBackend()
    : new (await import("./local/local.ts")).LocalBackend();
}

/**
 * Checks that jobs can be submitted from here, before any work is done.
 *
 * @param name The backend.
 * @throws {HTCondorError} If HTCondor's tools are missing.
 */
export async function checkBackend(name: BackendName): Promise<void> {
  if (name !== "htcondor" || await isOnPath("condor_submit")) return;
  throw (await import("./condor_tool.ts")).missingTool("condor_submit", true);
}
