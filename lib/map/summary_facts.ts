/**
 * What a summary of a map has in it.
 *
 * @module
 */

import type { BackendName } from "../backend/backend.ts";
import type { ComponentStatus } from "../base/component_status.ts";
import type { MapVersion } from "./component_versions.ts";
import type { Failures } from "./failure_kinds.ts";
import type { JobHistory } from "./history.ts";

/** Holds of one kind. */
export interface HoldKind {
  /** HTCondor's code. */
  readonly code: number;
  /** The reason that HTCondor gave for the first. */
  readonly example: string;
  /** What it means, and what to try, if that is known. */
  readonly meaning: string | undefined;
  /** The first component of each job that was held so. */
  readonly components: readonly number[];
}

/** What a machine did for a map. */
export interface HostSummary {
  readonly host: string;
  /** How many runs of jobs it had. */
  readonly runs: number;
  /** How long these took together, in seconds. */
  readonly seconds: number;
  /** How many of them were taken off it before they ended. */
  readonly evicted: number;
  /** How many components failed there. */
  readonly failed: number;
}

/** A component and how long it took, in seconds. */
export interface ComponentTime {
  readonly component: number;
  readonly seconds: number;
}

/** What a map has come to. Times are in seconds where not said otherwise, memory in MB. */
export interface SummaryFacts {
  readonly tag: string;
  readonly backend: BackendName;
  readonly components: number;
  /** How many of them a job runs. */
  readonly chunk: number;
  readonly created: Date;
  readonly counts: ReadonlyMap<ComponentStatus, number>;
  /** What has happened to each job. */
  readonly jobs: readonly JobHistory[];
  /** From when until when there was something to tell of, in milliseconds since 1970. */
  readonly span: { readonly from: number; readonly to: number } | undefined;
  /** How long each component took that has finished, in order. */
  readonly times: readonly ComponentTime[];
  /** How long jobs waited until they ran first. */
  readonly waits: readonly number[];
  /** How long jobs ran for what came back, */
  readonly useful: number;
  /** and for nothing, since they were taken off their machines or ran again. */
  readonly lost: number;
  readonly memory: {
    /** The most each job was seen with, in ascending order. */
    readonly used: readonly number[];
    /** What a job asked for, if that is known and the same for most. */
    readonly asked: number | undefined;
  };
  readonly failures: Failures;
  readonly holds: readonly HoldKind[];
  readonly hosts: readonly HostSummary[];
  readonly versions: readonly MapVersion[];
}
