/**
 * The submit descriptors that are htmap's own business, in all their spellings (the manual's
 * `RESERVED_KEYS`, and the like of them).
 *
 * HTCondor takes most descriptors by two names, that of the descriptor and that of the attribute in
 * the job's ad (`error`, `Err`), and some by more; the attribute can be set by `MY.` as well. So each
 * is here under all of its names, in small letters.
 *
 * @module
 */

/** Descriptors that one thing of htmap's depends on. */
interface ReservedGroup {
  /** What that is. */
  readonly why: string;
  /** What there is for map options instead, if anything. */
  readonly instead?: string;
  readonly keys: readonly string[];
}

const GROUPS: readonly ReservedGroup[] = [
  {
    why: "htmap sets it itself, since a job runs htmap's own program",
    instead:
      "How that program gets to where it runs, and in which image, is the setting DELIVERY_METHOD",
    keys: [
      ...["executable", "cmd", "transfer_executable", "transferexecutable", "shell"],
      ...["arguments", "args", "arguments2", "copy_to_spool"],
      ...["universe", "jobuniverse", "wantparallelscheduling", "tasks_per_job"],
      ...["container_image", "containerimage", "wantcontainer", "wantsandboximage", "wantsif"],
      ...["docker_image", "dockerimage", "wantdocker", "wantdockerimage"],
      // With these, a job is over without having run.
      ...["noop_job", "isnoopjob", "skip_if_dataflow", "skipifdataflow"],
    ],
  },
  {
    why: "htmap sees to where a component's standard streams come from and go",
    instead: "What a component prints is had with the map's stdout and stderr",
    keys: [
      ...["input", "in", "stdin", "transfer_input", "transferin", "stream_input", "streamin"],
      ...["output", "out", "stdout", "transfer_output", "transferout"],
      ...["stream_output", "streamout"],
      ...["error", "err", "stderr", "transfer_error", "transfererr", "stream_error", "streamerr"],
      ...["erase_output_and_error_on_restart", "eraseoutputanderroronrestart"],
    ],
  },
  {
    why: "htmap sees to which files are sent where",
    instead:
      "Files are sent along with fixedInputFiles and inputFiles, or as a TransferPath in an input, brought " +
      "back with htmap.transferOutputFiles, sent elsewhere with outputRemaps, and saved with htmap.checkpoint",
    keys: [
      ...["should_transfer_files", "shouldtransferfiles"],
      ...["when_to_transfer_output", "whentotransferoutput"],
      ...["transfer_input_files", "transferinputfiles", "transferinput", "transferinputremaps"],
      ...["transfer_common_input", "commoninputfiles"],
      ...["transfer_output_files", "transferoutputfiles", "transferoutput"],
      ...["transferintermediate"],
      ...["preserve_relative_paths", "preserverelativepaths"],
      ...["output_destination", "outputdestination", "output_directory", "outputdirectory"],
      ...["manifest", "manifestdesired", "manifest_dir", "manifestdir"],
      ...["checkpoint_exit_code", "successcheckpointexitcode"],
      ...["checkpoint_destination", "checkpointdestination"],
      ...["transfer_checkpoint_files", "transfercheckpoint"],
      ...["stageinstart", "stageinfinish", "spooledoutputfiles", "jobrequiressandbox"],
    ],
  },
  {
    why: "htmap sees to where output files go",
    instead:
      'Write outputRemaps: { "plot.svg": "/data/plots/$(component).svg" }, with a path, a URL or a ' +
      "TransferPath for the name of each file that the function sends with htmap.transferOutputFiles, or a list " +
      "of such objects, one a component (output_remaps in HTMap)",
    keys: ["transfer_output_remaps", "transferoutputremaps"],
  },
  {
    why:
      "htmap sets it itself: jobs start from the map's directory, and run in a scratch directory of " +
      "their own",
    instead: "Relative paths of input files are those of the script",
    keys: ["initialdir", "initial_dir", "iwd", "job_iwd", "remote_initialdir", "remoteiwd"],
  },
  {
    why: "htmap sets it itself, and reads from the event log what the jobs do",
    instead: "Where that log is says `htmap path TAG:events`",
    keys: [
      ...["log", "userlog", "log_xml", "userlogusexml"],
      ...["dagman_log", "dagmannodeslog", "dagmannodesmask"],
      ...["submit_event_notes", "submiteventnotes"],
      ...["submit_event_user_notes", "submiteventusernotes"],
      ...["submit_event_notes_attrs", "submiteventnotesattrs"],
    ],
  },
  {
    why: "htmap sets it itself, and knows the map's jobs by it",
    keys: ["ishtmapjob", "component", "batch_name", "jobbatchname", "clusterid", "procid"],
  },
  {
    why: "it is a word of the language that submit descriptions are written in",
    keys: ["queue", "if", "elif", "else", "endif", "include", "use"],
  },
];

/** Why a key is reserved, and what there is instead. */
export type Reservation = Pick<ReservedGroup, "why" | "instead">;

const RESERVED: ReadonlyMap<string, Reservation> = new Map(
  GROUPS.flatMap((group) => group.keys.map((key) => [key, group] as const)),
);

/** Keys in small letters, that are found in whatever letters they are asked for. */
class ReservedKeys extends Set<string> {
  /** Whether a key is reserved, also one that is by how it begins, such as `remote_`. */
  override has(key: string): boolean {
    return reservationOf(key.replace(/^(?:\+|MY\.)/i, "")) !== undefined;
  }
}

/**
 * The map options that htmap sets itself (the manual's `RESERVED_KEYS`), in small letters. Its `has`
 * takes a key in whatever letters, also with the `+` or `MY.` of an attribute of the job's ad.
 */
export const RESERVED_KEYS: ReadonlySet<string> = new ReservedKeys(RESERVED.keys());

/** Keys that are reserved by how they begin: htmap's own, and those of jobs that go on to other schedulers. */
const BEGINNINGS: readonly (readonly [beginning: RegExp, like: string])[] = [
  [/^htmap/, "ishtmapjob"],
  [/^remote_/, "executable"],
];

/** `condor_submit` and the schedd look for a descriptor with this before it first. */
const LOOKED_UP_FIRST = /^(?:submit|factory)\./;

/**
 * Tells whether a key is reserved.
 *
 * @param key The key, or the name of an attribute that is set with `MY.`, in whatever letters.
 * @returns Why, and what there is instead; `undefined` if it is not.
 */
export function reservationOf(key: string): Reservation | undefined {
  const name = key.toLowerCase();
  if (LOOKED_UP_FIRST.test(name)) {
    return { why: "HTCondor takes it for the descriptor that is named after the dot" };
  }
  const like = BEGINNINGS.find(([beginning]) => beginning.test(name))?.[1];
  return RESERVED.get(like ?? name);
}

/** The reserved keys that say how the runtime is delivered, which is what a delivery method is for. */
const DELIVERED: ReadonlySet<string> = new Set([
  ...["executable", "transfer_executable", "universe", "docker_image", "container_image"],
  ...["transfer_common_input", "commoninputfiles"],
]);

/**
 * Tells whether a delivery method may set a descriptor.
 *
 * @param key The descriptor, or the name of an attribute that is set with `MY.`.
 * @returns Whether it may.
 */
export function isForDelivery(key: string): boolean {
  return DELIVERED.has(key.toLowerCase()) || reservationOf(key) === undefined;
}
