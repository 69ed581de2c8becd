import { assert, assertEquals } from "../../deps.ts";
import { COMMANDS } from "../../../lib/cli/commands.ts";
import { isHeader, KNOWN_SETTINGS } from "../../../lib/settings/known.ts";
import { ON_EXECUTE_VARIABLE } from "../../../lib/wire/names.ts";
import * as htmap from "../../../mod.ts";

/** All names of HTMap 0.6.1, by the sections of its manual. */
const HTMAP = `
map map(func) map(args) map(map_options) map(tag) map(quiet) starmap starmap(kwargs) build_map
mapped mapped(map_options) status status(maps) status(include_state) status(include_meta) get_tags
get_tags(pattern) load load_maps remove remove(not_exist_ok) clean clean(all) status_json
status_json(compact) status_csv register_delivery_method transplants transplant_info settings
BASE_SETTINGS USER_SETTINGS version version_info transfer_output_files checkpoint
`.trim().split(/\s+/).map((name) => `htmap.${name}`).concat(
  `
MapBuilder MapBuilder.__call__ MapBuilder.__len__ MapBuilder.map with
MappedFunction MappedFunction.func MappedFunction.map_options MappedFunction.__call__
MappedFunction.map MappedFunction.starmap MappedFunction.build_map
Map Map.tag Map.load Map.__len__ Map.__getitem__ Map.__contains__ Map.__iter__ Map.components
Map.is_done Map.is_active Map.wait Map.wait(timeout) Map.wait(show_progress_bar) Map.wait(holds_ok)
Map.wait(errors_ok) Map.get Map.get_err Map.iter Map.iter_with_inputs Map.iter_as_available
Map.iter_as_available_with_inputs Map.iter_inputs Map.component_statuses Map.components_by_status
Map.status Map.holds Map.hold_report Map.errors Map.error_reports Map.memory_usage Map.runtime
Map.local_data Map.remove Map.remove(force) Map.exists Map.is_removed Map.hold Map.release Map.pause
Map.resume Map.vacate Map.set_memory Map.set_disk Map.rerun Map.rerun(components) Map.retag
Map.is_transient Map.stdout Map.stderr Map.output_files Map.count Map.index
MapStdOut MapStdOut.get MapStdErr MapStdErr.get MapOutputFiles MapOutputFiles.get
ComponentStatus ComponentStatus.UNKNOWN ComponentStatus.UNMATERIALIZED ComponentStatus.IDLE
ComponentStatus.RUNNING ComponentStatus.REMOVED ComponentStatus.COMPLETED ComponentStatus.HELD
ComponentStatus.SUSPENDED ComponentStatus.ERRORED ComponentStatus.display_statuses
ComponentError ComponentError.map ComponentError.component ComponentError.exception_msg
ComponentError.node_info ComponentError.python_info ComponentError.scratch_dir_contents
ComponentError.stack_summary ComponentError.report ComponentHold ComponentHold.code
ComponentHold.reason
MapOptions MapOptions(fixed_input_files) MapOptions(input_files) MapOptions(output_remaps)
MapOptions(custom_options) MapOptions(**kwargs) MapOptions.RESERVED_KEYS MapOptions.merge
TransferPath TransferPath(path) TransferPath(protocol) TransferPath(location) TransferPath.cwd
TransferPath.home TransferPath.__truediv__ TransferPath.name TransferPath.parent TransferPath.suffix
register_delivery_method(name) register_delivery_method(descriptors_func)
register_delivery_method(setup_func)
Transplant Transplant.hash Transplant.path Transplant.created Transplant.size Transplant.packages
Transplant.load Transplant.remove
Settings Settings.__getitem__ Settings.__setitem__ Settings.get Settings.to_dict Settings.replace
Settings.append Settings.prepend Settings.from_settings Settings.load Settings.save
logging.getLogger("htmap")
HTMAP_DIR DELIVERY_METHOD HTMAP_DELIVERY WAIT_TIME CLI MAP_OPTIONS HTCONDOR.SCHEDULER
HTMAP_CONDOR_SCHEDULER HTCONDOR.COLLECTOR HTMAP_CONDOR_COLLECTOR DOCKER.IMAGE HTMAP_DOCKER_IMAGE
SINGULARITY.IMAGE HTMAP_SINGULARITY_IMAGE TRANSPLANT.DIR TRANSPLANT.ALTERNATE_INPUT_PATH
TRANSPLANT.ASSUME_EXISTS HTMAP_ON_EXECUTE
docker singularity shared assume transplant htcondor/htmap-exec htmap.JobStatus htmap.get_err
`.trim().split(/\s+/),
  `
HTMapException TimeoutError MissingSetting OutputNotFound NoMapYet TagAlreadyExists InvalidTag
TagNotFound MapIdNotFound EmptyMap ReservedOptionKeyword MisalignedInputData CannotRetagMap
UnknownPythonDeliveryMethod MapWasRemoved InvalidOutputStatus MapComponentError MapComponentHeld
ExpectedError CannotTransplantPython CannotRerunComponents InsufficientHTCondorVersion
CorruptEventLog
`.trim().split(/\s+/).map((name) => `exceptions.${name}`),
  `
autocompletion,clean,components,edit disk,edit memory,errors,hold,logs,path,pause,reasons,release,
remove,rerun components,rerun map,resume,retag,set,settings,status,stderr,stdout,tags,
transplants info,transplants remove,vacate,version,wait
`.trim().split(/\s*,\s*/).map((name) => `htmap ${name}`),
);

interface Row {
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
}

/** The rows of the page's tables: the names in code of the first two columns. */
function rowsOf(page: string): Row[] {
  const names = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, one]) => one!);
  return page.split("\n").filter((line) => /^\| *`/.test(line)).map((line) => {
    const [, theirs = "", ours = ""] = line.split("|");
    return { theirs: names(theirs), ours: ours.trim() === "none" ? ["none"] : names(ours) };
  });
}

const read = (path: string): string =>
  Deno.readTextFileSync(new URL(`../../../${path}`, import.meta.url));

/** The members that an interface or a class declares, by the text of its module. */
function declares(path: string, name: string, member: string): boolean {
  const text = read(path);
  const start = text.search(new RegExp(`^export (?:interface|class) ${name}\\b`, "m"));
  assert(start >= 0, `${path} has no ${name}`);
  const body = text.slice(start, text.indexOf("\n}\n", start));
  return new RegExp(`^  (?:static |readonly |async |get |\\*)*${member}\\b[?!]?[:(<]`, "m").test(
    body,
  ) ||
    new RegExp(`\\breadonly ${member}\\b`).test(body);
}

/** Where the members of what users get, but cannot make, are declared. */
const DECLARED: Record<string, string> = {
  MapBuilder: "lib/api/builder.ts",
  MappedFunction: "lib/api/mapped.ts",
  MapOptions: "lib/submission/options.ts",
  ComponentError: "lib/map/component_error.ts",
  ComponentHold: "lib/map/component_hold.ts",
  Transplant: "lib/submission/transplants.ts",
};

const environment = KNOWN_SETTINGS.values().map(({ environment }) => environment).toArray();

function has(object: object, name: string): boolean {
  return name in object;
}

function isCommand(name: string): boolean {
  const [first = "", second] = name.split(" ");
  const entry = Object.values(COMMANDS).map((group) => group[first]).find(Boolean);
  return entry !== undefined &&
    (second === undefined ? "load" in entry : "commands" in entry && second in entry.commands);
}

/** Tells whether htmap has a name, as the page writes it. */
function isThere(name: string): boolean {
  if (name === "none") return true;
  if (name.startsWith("htmap ")) return isCommand(name.slice("htmap ".length));
  const [head = "", member] = name.split(".");
  if (head === "htmap") return member !== undefined && has(htmap, member);
  if (head === "errors") return member !== undefined && has(htmap.errors, member);
  if (KNOWN_SETTINGS.has(name) || isHeader(name)) return true;
  if (environment.includes(name) || name === ON_EXECUTE_VARIABLE) return true;
  const declared = DECLARED[head];
  if (declared !== undefined) return member === undefined || declares(declared, head, member);
  const type: unknown = Reflect.get(htmap, head);
  if (typeof type === "object" && type !== null) return member === undefined || has(type, member);
  if (typeof type !== "function") return methods.includes(name);
  return member === undefined || has(type, member) || has(type.prototype, member) ||
    new RegExp(`^  readonly ${member}\\b`, "m").test(sourceOf(head));
}

/** The text of the module that declares a public class. */
function sourceOf(name: string): string {
  const [, path = ""] = new RegExp(`\\b${name}\\b[^;]*from "\\./([^"]+)"`).exec(read("mod.ts")) ??
    [];
  return path === "" ? "" : read(path);
}

/** The built-in delivery methods, by the text of the table that has them. */
const methods = [...read("lib/submission/delivery.ts").matchAll(/^ {2}(\w+)(?:: |,$)/gm)]
  .map(([, name]) => name!);

const rows = rowsOf(read("docs/from-htmap.md"));

Deno.test("every name of HTMap has a row on the page for those who come from there", () => {
  const written = new Set(rows.flatMap(({ theirs }) => theirs));
  assertEquals(HTMAP.filter((name) => !written.has(name)), []);
  assert(rows.length > 180, `there are ${rows.length} rows`);
});

Deno.test("every name of htmap on that page exists, and each row has one", () => {
  assertEquals(rows.filter(({ ours }) => ours.length === 0), []);
  assertEquals(rows.flatMap(({ ours }) => ours).filter((name) => !isThere(name)), []);
});

Deno.test("a name that does not exist would be found", () => {
  for (
    const name of ["htmap.mop", "HTMap.got", "errors.Oops", "Settings.gone", "MapBuilder.mop"]
      .concat(["MapOptions.nothing", "htmap rerun all", "HTMAP_NOTHING", "ComponentError.mop"])
  ) assert(!isThere(name), name);
});
