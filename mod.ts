/**
 * Maps a TypeScript function over many inputs on an HTCondor pool.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const doubled = await htmap.map((x: number) => 2 * x, htmap.range(10));
 * console.log(await doubled.toArray()); // [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]
 * await doubled.remove();
 * ```
 *
 * @module
 */

export * as errors from "./lib/base/errors.ts";
export { type Inputs, map, type OutputOf, starmap } from "./lib/api/mapping.ts";
export type { MapCallOptions } from "./lib/api/call_options.ts";
export { range } from "./lib/base/range.ts";
export { buildMap, type MapBuilder } from "./lib/api/builder.ts";
export { mapped, type MappedDecorator, type MappedFunction } from "./lib/api/mapped.ts";
export {
  fromModule,
  type FunctionReference,
  type MapFunction,
  program,
  type ProgramArguments,
  type ProgramOptions,
} from "./lib/capture/mod.ts";
export { getTags, load, loadMaps, remove } from "./lib/api/management.ts";
export { clean } from "./lib/api/cleaning.ts";
export {
  status,
  statusCsv,
  statusJson,
  type StatusKeysOptions,
  type StatusOptions,
} from "./lib/api/status.ts";
export { HTMap } from "./lib/map/map.ts";
export type { MapPaths } from "./lib/store/map_paths.ts";
export type { ErrorReport, StackFrame } from "./lib/wire/report.ts";
export type { ActOptions, WaitForMapOptions, WaitOptions } from "./lib/base/wait_options.ts";
export type { MendedFunction, RerunOptions, RerunSelection } from "./lib/map/rerun_options.ts";
export type { RetriedComponents, RetryOptions } from "./lib/map/retry.ts";
export type { MapVersion } from "./lib/map/component_versions.ts";
export type { CollectOptions } from "./lib/map/collect_files.ts";
export type {
  ComponentSequence,
  MapOutputFiles,
  MapStandardStream,
  SoFarOptions,
} from "./lib/map/streams.ts";
export { ComponentStatus } from "./lib/base/component_status.ts";
export { ComponentError } from "./lib/map/component_error.ts";
export type { ComponentRun } from "./lib/map/component_runs.ts";
export type {
  FulfilledComponent,
  RejectedComponent,
  SettledComponent,
} from "./lib/map/settling.ts";
export { ComponentHold } from "./lib/map/component_hold.ts";
export { TransferPath, type TransferPathOptions } from "./lib/base/transfer_path.ts";
export {
  type DescriptorValue,
  type FixedOrVariadic,
  type MapOptions,
  mergeMapOptions,
  RESERVED_KEYS,
} from "./lib/submission/options.ts";
export type { InputFile } from "./lib/submission/input_files.ts";
export type { OutputDestination, OutputRemaps } from "./lib/submission/output_remaps.ts";
export {
  BASE_SETTINGS,
  Settings,
  settings,
  type SettingTable,
  type SettingValue,
  USER_SETTINGS,
} from "./lib/settings/settings.ts";
export { type LogLevel, type LogRecord, onLog } from "./lib/log/log.ts";
export type { Delivery } from "./lib/submission/delivered.ts";
export {
  type DeliveryContext,
  type DescribeDelivery,
  registerDeliveryMethod,
  type SetUpDelivery,
} from "./lib/submission/delivery.ts";
export { Transplant, transplantInfo, transplants } from "./lib/submission/transplants.ts";
export { checkpoint } from "./executor/checkpoint.ts";
export { transferOutputFiles } from "./executor/transfer.ts";
export type { BackendName } from "./lib/backend/backend.ts";
export type { Architecture } from "./lib/wire/names.ts";
export type { Program } from "./lib/submission/program.ts";
export type { Runtime } from "./lib/submission/runtime.ts";
export { version, type VersionInfo, versionInfo } from "./lib/base/version.ts";
