/**
 * Delivery methods: how the runtime gets to where components run (the manual's chapter 9).
 *
 * @module
 */

import { EXECUTOR_FILE, INTERNAL_COMMAND } from "../wire/names.ts";
import { InvalidArgument, InvalidSetting, UnknownDeliveryMethod } from "../base/errors.ts";
import { workingDirectory } from "../base/files.ts";
import { shown } from "../base/arguments.ts";
import { checkDelivery, type Delivery } from "./delivered.ts";
import type { HTMapDirectory } from "../store/paths.ts";
import { executeArguments, keepExecutable, type Runtime } from "./runtime.ts";
import { settings, sourceOf } from "../settings/settings.ts";
import { isOneLine } from "../text/one_line.ts";
import { similar } from "../text/similar.ts";

/** What a delivery method can go by. */
export interface DeliveryContext {
  /** The tag of the map that is being made. */
  readonly tag: string;
  /** The map's directory. */
  readonly mapDirectory: string;
  /** The runtime to deliver. */
  readonly runtime: Runtime;
  /** A copy of the runtime's executable that stays as it is for as long as the map is there. */
  keepExecutable(): Promise<string>;
}

/** Says how a delivery method delivers. */
export type DescribeDelivery = (context: DeliveryContext) => Delivery | Promise<Delivery>;

/** Does what a delivery method needs done before a map is submitted. */
export type SetUpDelivery = (context: DeliveryContext) => void | Promise<void>;

interface DeliveryMethod {
  readonly describe: DescribeDelivery;
  readonly setUp: SetUpDelivery | undefined;
  /** The setting that names the image it runs the runtime in, if it does. */
  readonly imageSetting?: string;
}

const methods = new Map<string, DeliveryMethod>();

/**
 * Registers a delivery method (the manual's section 6.11).
 *
 * What it gives is checked when a map is made: `map` throws `InvalidSetting` for a descriptor that is
 * htmap's own, and for text that does not fit into a line of a submit description.
 *
 * @param name What the setting `DELIVERY_METHOD` is to be set to for this method.
 * @param describe Gives the submit descriptors, arguments and files.
 * @param setUp Does what is needed before a map is submitted, if anything.
 * @throws {errors.InvalidArgument} If the name is empty, or one of the others is no function.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * htmap.registerDeliveryMethod("module", () => ({
 *   descriptors: { executable: "/opt/cluster/run-htmap", transfer_executable: "False" },
 *   arguments: ["htmap", "execute"],
 *   inputFiles: [],
 * }));
 * htmap.settings.set("DELIVERY_METHOD", "module");
 * ```
 */
export function registerDeliveryMethod(
  name: string,
  describe: DescribeDelivery,
  setUp?: SetUpDelivery,
): void {
  const advice = "Give a name, and a function that gives descriptors, arguments and inputFiles";
  if (typeof name !== "string" || name === "") {
    throw new InvalidArgument(
      `A delivery method's name must be text, but it is ${shown(name)}. ${advice}`,
    );
  }
  for (const func of [describe, setUp ?? describe]) {
    if (typeof func === "function") continue;
    throw new InvalidArgument(
      `The delivery method ${JSON.stringify(name)} must be a function, but it is ${
        shown(func)
      }. ${advice}`,
    );
  }
  methods.set(name, { describe, setUp });
}

/**
 * Works out the delivery of a map by the method that the settings name.
 *
 * @param directory The htmap directory.
 * @param runtime The runtime to deliver.
 * @param map The map: its tag, its directory, and how many components a job of it runs.
 * @returns What to add to the submission.
 * @throws {UnknownDeliveryMethod} If no such method is registered.
 * @throws {InvalidSetting} If what the method gives cannot be put into a submit description.
 * @throws {InvalidOption} If it uses the component of a job that runs several.
 */
export async function deliver(
  directory: HTMapDirectory,
  runtime: Runtime,
  { chunk, ...map }: { tag: string; mapDirectory: string; chunk: number },
): Promise<Delivery> {
  const { name, describe, setUp } = chosenMethod();
  const context = { ...map, runtime, keepExecutable: () => keepExecutable(directory, runtime) };
  await setUp?.(context);
  return checkDelivery(name, await describe(context), chunk);
}

/**
 * Checks that the method the settings name is there and can be used, before any work is done.
 *
 * @throws {UnknownDeliveryMethod} If no such method is registered.
 * @throws {InvalidSetting} If the image it is to use cannot be the name of one.
 */
export function checkDeliveryMethod(): void {
  const { imageSetting } = chosenMethod();
  if (imageSetting !== undefined) imageNamed(imageSetting);
}

function chosenMethod(): DeliveryMethod & { name: string } {
  const name = settings.getString("DELIVERY_METHOD") ?? "transplant";
  const method = methods.get(name);
  if (method) return { name, ...method };
  const known = [...methods.keys()];
  throw new UnknownDeliveryMethod(name, known, similar(name, known)[0]);
}

/** Sends the runtime along: nothing need be there where it runs. */
async function transplant(context: DeliveryContext): Promise<Delivery> {
  const { runtime } = context;
  return {
    descriptors: { executable: await context.keepExecutable(), transfer_executable: "True" },
    arguments: executeArguments(runtime, EXECUTOR_FILE),
    inputFiles: runtime.bundle === undefined ? [] : [runtime.bundle],
  };
}

/** Uses the same path on both sides. */
export function shared({ runtime }: Pick<DeliveryContext, "runtime">): Delivery {
  return {
    descriptors: { executable: runtime.executable, transfer_executable: "False" },
    arguments: executeArguments(runtime, runtime.bundle ?? EXECUTOR_FILE),
    inputFiles: [],
  };
}

/** Takes the `htmap` that is on PATH there. */
function assume(): Delivery {
  return {
    descriptors: { executable: "/bin/sh", transfer_executable: "False" },
    arguments: ["-c", FROM_PATH, "htmap"],
    inputFiles: [],
  };
}

/** HTCondor starts jobs with hardly any environment, and often without PATH. */
const FROM_PATH = 'PATH="${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin"; export PATH; ' +
  `exec htmap ${INTERNAL_COMMAND.EXECUTE} "$@"`;

/** Sends the runtime along, and runs it in an image. */
function inImage(universe: string, descriptor: string, imageSetting: string): DeliveryMethod {
  const describe = async (context: DeliveryContext): Promise<Delivery> => {
    const delivery = await transplant(context);
    const image = imageNamed(imageSetting);
    return { ...delivery, descriptors: { ...delivery.descriptors, universe, [descriptor]: image } };
  };
  return { describe, setUp: undefined, imageSetting };
}

/** Reads the name of an image from the settings. One that is a file is named from here; the jobs' own directory is another. */
function imageNamed(setting: string): string {
  const named = settings.getString(setting) ?? "";
  if (named.trim() === "" || !isOneLine(named)) {
    throw new InvalidSetting(
      `The setting ${setting} cannot be ${
        JSON.stringify(named)
      }: an image's name is one line of text. ` +
        `Change it in ${sourceOf(setting) ?? "the script that sets it"}`,
    );
  }
  const isFile = /\.(sif|img)$/.test(named) || /^\.{1,2}\//.test(named);
  return isFile && !named.startsWith("/") ? `${workingDirectory()}/${named}` : named;
}

registerDeliveryMethod("transplant", transplant);
registerDeliveryMethod("shared", shared);
registerDeliveryMethod("assume", assume);
methods.set("docker", inImage("docker", "docker_image", "DOCKER.IMAGE"));
methods.set("singularity", inImage("container", "container_image", "SINGULARITY.IMAGE"));
