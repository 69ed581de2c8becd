/**
 * The paths of one map. They stand apart from `paths.ts`, which needs the settings and so a package,
 * because the local backend's scheduler must start without any.
 *
 * @module
 */

import {
  ALL_ATTEMPTS,
  ALL_KEPT_STREAMS,
  ALL_OUTPUT_FILES,
  attemptsDirectory,
  failuresFile,
  FIRST_FUNCTION_FILE,
  FIRST_VALUES_FILE,
  FUNCTION_FILE,
  inputFile,
  keptStreamFile,
  OUTPUT_DIRECTORY,
  outputFile,
  outputFilesDirectory,
  outputName,
  VALUES_FILE,
} from "../wire/names.ts";

/** The directory of the links to the user's files, in that of the map. */
export const LINKS_DIRECTORY = "files";

/** The paths of one map: its directory and what is in it. */
export class MapPaths {
  /**
   * Takes the paths from the map's directory.
   *
   * @param root The map's directory.
   * @param uuid The map's uuid.
   */
  constructor(readonly root: string, readonly uuid: string) {}

  /** What the map is: its length, chunk, backend and delivery, as JSON. */
  get description(): string {
    return `${this.root}/map.json`;
  }
  /** There while the map is being made; says by which process. */
  get making(): string {
    return `${this.root}/making.json`;
  }
  /** There if the map has never been given a tag by its user. */
  get transient(): string {
    return `${this.root}/transient`;
  }
  /** There once it was said how many components a job should run, or is not to be said. */
  get chunkAdvised(): string {
    return `${this.root}/chunk_advised`;
  }
  /** There once the map's removal has begun. */
  get removing(): string {
    return `${this.root}/removing`;
  }
  /** There while the map is being given another tag; says which it had and which it gets. */
  get retagging(): string {
    return `${this.root}/retagging.json`;
  }
  /** The file that a process has locked while it submits jobs of the map, or removes it. */
  get jobsLock(): string {
    return `${this.root}/jobs.lock`;
  }
  /** The file that a process has locked while it changes the map's tag. */
  get tagLock(): string {
    return `${this.root}/tag.lock`;
  }
  /** The function, as one self-contained module. */
  get function(): string {
    return `${this.root}/${FUNCTION_FILE}`;
  }
  /** The values the function captured. */
  get values(): string {
    return `${this.root}/${VALUES_FILE}`;
  }
  /** The directory of the jobs' inputs. */
  get inputs(): string {
    return `${this.root}/inputs`;
  }
  /** The directory of links to files of the user's, which are sent under other names than their own. */
  get links(): string {
    return `${this.root}/${LINKS_DIRECTORY}`;
  }
  /** Finds what is sent: a path, a URL, or one of these links, which is named within the map's directory. */
  sentFile(file: string): string {
    return file.startsWith(`${LINKS_DIRECTORY}/`) ? `${this.root}/${file}` : file;
  }
  /** The directory that the jobs' outputs arrive in. */
  get outputs(): string {
    return `${this.root}/${OUTPUT_DIRECTORY}`;
  }
  /** The directory of the jobs' standard output and error. */
  get logs(): string {
    return `${this.root}/logs`;
  }
  /** The directory of what is kept of each submission: its jobs, submit description and item data. */
  get submissions(): string {
    return `${this.root}/submissions`;
  }
  /** What every submission of the map has in common, so that components can be run again. */
  get submissionParts(): string {
    return `${this.submissions}/parts.json`;
  }
  /** The directory of the versions of the map after the first, a directory each. */
  get versions(): string {
    return `${this.root}/versions`;
  }
  /** An empty directory that each job gets, and puts what is to be sent back into. */
  get emptyOutputDirectory(): string {
    return `${this.root}/empty/${OUTPUT_DIRECTORY}`;
  }
  /** The job event log. */
  get events(): string {
    return `${this.root}/events.log`;
  }
  /** What was last worked out from the event log. */
  get state(): string {
    return `${this.root}/state.cbor`;
  }

  /** What is known of how long its components ran. */
  get times(): string {
    return `${this.root}/times.cbor`;
  }
  /** What an overview of maps shows of it. */
  get overview(): string {
    return `${this.root}/overview.json`;
  }
  /** What the local backend keeps of this map. */
  get local(): string {
    return `${this.root}/local`;
  }
  /** The directory of the local backend's clusters. */
  get localClusters(): string {
    return `${this.local}/clusters`;
  }
  /** The directory of what the local scheduler is asked to do, a file a request. */
  get localRequests(): string {
    return `${this.local}/requests`;
  }
  /** The directory that says which processes run local jobs, a file a job. */
  get localRunning(): string {
    return `${this.local}/running`;
  }
  /** The directory of the local jobs' scratch directories. */
  get localScratch(): string {
    return `${this.local}/scratch`;
  }
  /** The directory of the programs of local jobs that have another limit on memory than this program. */
  get localPrograms(): string {
    return `${this.local}/programs`;
  }
  /** The file that the local scheduler of the map has locked, and that says which process it is. */
  get localLock(): string {
    return `${this.local}/scheduler.lock`;
  }
  /** What the local scheduler says; empty if all is well. */
  get localLog(): string {
    return `${this.local}/scheduler.log`;
  }

  /** All directories that htmap reads of every map, what is in those of its components left out. */
  get directories(): string[] {
    return [
      this.inputs,
      this.outputs,
      this.logs,
      this.submissions,
      this.local,
      this.localClusters,
      this.localRequests,
      this.localRunning,
      this.localScratch,
    ];
  }

  /** Names the directory of a version of the map, counted from 1: of one after the first. */
  version(version: number): string {
    return `${this.versions}/${version}`;
  }
  /** Names the file that says what a version after the first is. */
  versionRecord(version: number): string {
    return `${this.version(version)}/version.json`;
  }
  /** Names the file of what all submissions of a version have in common. */
  partsOf(version: number): string {
    return version === 1 ? this.submissionParts : `${this.version(version)}/parts.json`;
  }
  /** Names the function of a version that has one of its own, as one self-contained module. */
  functionOf(version: number): string {
    return version === 1 ? this.function : `${this.version(version)}/${FUNCTION_FILE}`;
  }
  /** Names the file of the values it captured. */
  valuesOf(version: number): string {
    return version === 1 ? this.values : `${this.version(version)}/${VALUES_FILE}`;
  }
  /** Names the function and the values of the first version, as a later one has them by it. */
  firstFor(version: number): readonly [module: string, values: string] {
    const directory = this.version(version);
    return [`${directory}/${FIRST_FUNCTION_FILE}`, `${directory}/${FIRST_VALUES_FILE}`];
  }

  /** Names the input file that begins with the inputs of a job; see `inputFileOf`. */
  input(job: number): string {
    return `${this.inputs}/${inputFile(job)}`;
  }
  /** Names the output file of a job, as a submission of it, counted from 0, brings it back. */
  output(job: number, submission: number): string {
    return `${this.outputs}/${outputFile(job, submission)}`;
  }
  /** Names the file that lists a job's failed components; there only if it has any. */
  failures(job: number, submission: number): string {
    return `${this.outputs}/${failuresFile(job, submission)}`;
  }
  /** The directory of the directories of output files, one a component that has any. */
  get allOutputFiles(): string {
    return `${this.outputs}/${ALL_OUTPUT_FILES}`;
  }
  /** Names the directory of the output files of a component. */
  outputFiles(component: number, submission: number): string {
    return `${this.outputs}/${outputFilesDirectory(component, submission)}`;
  }
  /** Names the standard output of a job. */
  stdout(job: number, submission: number): string {
    return `${this.logs}/${outputName(job, submission)}.stdout`;
  }
  /** Names the standard error of a job. */
  stderr(job: number, submission: number): string {
    return `${this.logs}/${outputName(job, submission)}.stderr`;
  }
  /** The directory of what components had printed when their job was taken off its machine. */
  get allKeptStreams(): string {
    return `${this.outputs}/${ALL_KEPT_STREAMS}`;
  }
  /** Names the file of what a component had printed, if its job was taken off its machine after that. */
  keptStream(name: "stdout" | "stderr", component: number, submission: number): string {
    return `${this.outputs}/${keptStreamFile(component, submission, name)}`;
  }
  /** The directory of what attempts left that jobs are run again after. */
  get allAttempts(): string {
    return `${this.outputs}/${ALL_ATTEMPTS}`;
  }
  /** Names the directory of what the attempts of a job left. */
  attempts(job: number | string, submission: number): string {
    return `${this.allAttempts}/${attemptsDirectory(job, submission)}`;
  }
  /** Names the file that lists the jobs of a submission, counted from 0; its existence reserves the number. */
  submittedJobs(submission: number): string {
    return `${this.submissions}/${submission}.jobs`;
  }
  /** Names the file that says which schedd a submission, counted from 0, was given to. */
  schedd(submission: number): string {
    return `${this.submissions}/${submission}.schedd`;
  }
  /** Names the submit description of a submission, counted from 0. */
  submitDescription(submission: number): string {
    return `${this.submissions}/${submission}.submit`;
  }
  /** Names the item data of a submission, counted from 0. */
  itemData(submission: number): string {
    return `${this.submissions}/${submission}.items`;
  }
  /** Names the file whose existence reserves the number of a cluster of the local backend. */
  localReservation(cluster: number): string {
    return `${this.localClusters}/${cluster}`;
  }
  /** Names the file of what the local scheduler needs to know of a cluster; its existence submits the jobs. */
  localSubmission(cluster: number): string {
    return `${this.localClusters}/${cluster}.json`;
  }
  /** Names the file of a request to the local scheduler. */
  localRequest(name: string): string {
    return `${this.localRequests}/${name}`;
  }
  /** Names the scratch directory of a local job. */
  localScratchOf(cluster: number, proc: number): string {
    return `${this.localScratch}/${cluster}.${proc}`;
  }
  /** What the local scheduler keeps of where jobs stand, whatever becomes of the event log. */
  get localJournal(): string {
    return `${this.local}/journal`;
  }
  /** Names the file that says which process runs a local job. */
  localProcess(cluster: number, proc: number): string {
    return `${this.localRunning}/${cluster}.${proc}`;
  }
}
