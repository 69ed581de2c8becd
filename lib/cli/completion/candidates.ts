/**
 * What values there are of each kind.
 *
 * @module
 */

import { COMPONENT_STATUSES } from "../../base/component_status.ts";
import type { ValueKind } from "../value_kinds.ts";
import type { Candidate, Wanted, WantedValue } from "./wanted.ts";

/** What a shell offers: words, or what it finds itself. */
export type Offer = readonly Candidate[] | "files" | "directories";

/** Where the values of a kind come from. */
type Source = (typed: string, wanted: WantedValue) => Promise<Offer> | Offer;

const SOURCES: Readonly<Record<ValueKind, Source>> = {
  files: () => "files",
  directories: () => "directories",
  choices: (_, { choices }) => choices.map((value) => ({ value })),
  anything: () => [],
  tags: async (_, { given }) => {
    const used = new Set(given.get("TAG"));
    return (await tags()).filter((tag) => !used.has(tag)).map((value) => ({ value }));
  },
  parts,
  components,
  statuses,
  settings,
  "setting values": settingValues,
  "map options": mapOptions,
  transplants,
};

/**
 * Finds what a word can become.
 *
 * @param wanted What it can be.
 * @param word The word as far as it has been typed.
 * @returns The words it can become, which all begin with it; or what the shell itself has to look for.
 */
export async function offerFor(wanted: Wanted, word: string): Promise<Offer> {
  if (wanted.what === "nothing") return [];
  const before = wanted.what === "value" ? wanted.before : "";
  const typed = word.slice(before.length);
  const found = wanted.what === "words" ? wanted.words : await SOURCES[wanted.kind](typed, wanted);
  if (typeof found === "string") return found;
  return found.filter(({ value }) => value.startsWith(typed))
    .map((candidate) => ({ ...candidate, value: before + candidate.value }));
}

/** The tags in use: those of maps of HTMap for Python among them, since to tell them apart takes time. */
async function tags(): Promise<string[]> {
  const [{ listTags }, { HTMapDirectory }] = await Promise.all([
    import("../../store/tags.ts"),
    import("../../store/paths.ts"),
  ]);
  return await listTags(HTMapDirectory.current());
}

async function parts(typed: string): Promise<Offer> {
  const all = await tags();
  const tag = typed.slice(0, Math.max(0, typed.lastIndexOf(":")));
  if (!all.includes(tag)) return all.map((value) => ({ value }));
  const { MAP_PARTS } = await import("../commands/path.ts");
  const ofMap = Object.keys(MAP_PARTS).map((part) => ({ value: `${tag}:${part}` }));
  return [...ofMap, ...all.map((value) => ({ value }))];
}

/** How many more digits a component may have than were typed: of 10,000 nobody wants to see all. */
const MORE_DIGITS = 2;

async function components(typed: string, { given }: WantedValue): Promise<Offer> {
  const [tag] = given.get("TAG") ?? [];
  if (tag === undefined || !/^\d*$/.test(typed)) return [];
  const length = await lengthOf(tag);
  const used = new Set(given.get("COMPONENT"));
  const numbers = new Set<number>();
  const starts = typed === "" ? [...Array(10).keys()] : [Number(typed)];
  const more = typed === "" ? MORE_DIGITS - 1 : MORE_DIGITS;
  for (let digits = 0; digits <= more; digits++) {
    for (const start of starts) {
      const [from, to] = [start * 10 ** digits, (start + 1) * 10 ** digits];
      for (let i = from; i < Math.min(to, length); i++) numbers.add(i);
    }
  }
  return [...numbers].sort((a, b) => a - b).map(String).filter((value) => !used.has(value))
    .map((value) => ({ value }));
}

async function lengthOf(tag: string): Promise<number> {
  const [{ uuidOfTag }, { HTMapDirectory }, { readDescription }] = await Promise.all([
    import("../../store/tags.ts"),
    import("../../store/paths.ts"),
    import("../../map/map_files.ts"),
  ]);
  const directory = HTMapDirectory.current();
  return (await readDescription(directory.map(await uuidOfTag(directory, tag))))?.layout
    .components ?? 0;
}

/** They are read in capitals or not, and offered as they are typed. */
function statuses(typed: string): Offer {
  const isSmall = typed !== typed.toUpperCase();
  return COMPONENT_STATUSES.map((status) => ({ value: isSmall ? status.toLowerCase() : status }));
}

const OF_MAP_OPTIONS = "MAP_OPTIONS.";

async function settings(typed: string): Promise<Offer> {
  const { KNOWN_SETTINGS } = await import("../../settings/known.ts");
  const options = typed.startsWith(OF_MAP_OPTIONS) ? await optionKeys() : [];
  return [...KNOWN_SETTINGS.keys(), ...options.map((key) => OF_MAP_OPTIONS + key)]
    .map((value) => ({ value }));
}

async function settingValues(_: string, { given }: WantedValue): Promise<Offer> {
  const [key = ""] = given.get("SETTING") ?? [];
  const { KNOWN_SETTINGS } = await import("../../settings/known.ts");
  const { type, choices = [] } = KNOWN_SETTINGS.get(key) ?? {};
  const values = key === "DELIVERY_METHOD"
    ? (await import("../../submission/delivery.ts")).deliveryMethods()
    : type === "boolean"
    ? ["true", "false"]
    : choices;
  return values.map((value) => ({ value }));
}

async function mapOptions(): Promise<Offer> {
  return (await optionKeys()).map((key): Candidate => ({ value: `${key}=`, isPartial: true }));
}

/** The submit descriptors that most maps have, if any. */
const DESCRIPTORS = [
  ...["request_cpus", "request_memory", "request_disk", "request_gpus", "requirements", "rank"],
  ...["accounting_group", "concurrency_limits", "docker_image", "singularity_image", "priority"],
];

async function optionKeys(): Promise<string[]> {
  const { OWN_KEYS } = await import("../../submission/options.ts");
  // Those that have no form on the command line.
  const made = ["inputFiles", "outputRemaps", "customOptions"];
  return [...DESCRIPTORS, ...OWN_KEYS.filter((key) => !made.includes(key))];
}

async function transplants(): Promise<Offer> {
  const { transplants } = await import("../../submission/transplants.ts");
  return (await transplants()).map(({ id }, i) => ({ value: String(i), help: id }));
}
