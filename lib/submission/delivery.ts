/**
 * Delivery methods: how the runtime gets to where components run (the manual's chapter 9).
 *
 * @module
 */

import { EXECUTOR_FILE, INTERNAL_COMMAND } from "../wire/names.ts";
import { UnknownDeliveryMethod } from "../base/errors.ts";
import type { HTMapDirectory } from "../store/paths.ts";
import { executeArguments, keepExecutable, type Runtime } from "./runtime.ts";
import { settings } from "../settings/settings.ts";
import { similar } from "../text/similar.ts";

/** What a delivery method adds to a submission. */
export interface Delivery {
  /** Submit descriptors, `executable` and `transfer_executable` among them. */
  readonly descriptors: Readonly<Record<string, string>>;
  /** The arguments of the executable, to be followed by the job's number and its submission's. */
  readonly arguments: readonly string[];
  /** Files to send along with every job. */
  readonly inputFiles: readonly string[];
}

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
}

const methods = new Map<string, DeliveryMethod>();

/**
 * Registers a delivery method (the manual's section 6.11).
 *
 * @param name What the setting `DELIVERY_METHOD` is to be set to for this method.
 * @param describe Gives the submit descriptors, arguments and files.
 * @param setUp Does what is needed before a map is submitted, if anything.
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
  methods.set(name, { describe, setUp });
}

/**
 * Works out the delivery of a map by the method that the settings name.
 *
 * @param directory The htmap directory.
 * @param runtime The runtime to deliver.
 * @param map The map: its tag and directory.
 * @returns What to add to the submission.
 * @throws {UnknownDeliveryMethod} If no such method is registered.
 */
export async function deliver(
  directory: HTMapDirectory,
  runtime: Runtime,
  map: { tag: string; mapDirectory: string },
): Promise<Delivery> {
  const method = chosenMethod();
  const context = { ...map, runtime, keepExecutable: () => keepExecutable(directory, runtime) };
  await method.setUp?.(context);
  return await method.describe(context);
}

/**
 * Checks that the method the settings name is there, before any work is done.
 *
 * @throws {UnknownDeliveryMethod} If no such method is registered.
 */
export function checkDeliveryMethod(): void {
  chosenMethod();
}

function chosenMethod(): DeliveryMethod {
  const name = settings.getString("DELIVERY_METHOD") ?? "transplant";
  const method = methods.get(name);
  if (method) return method;
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
function inImage(universe: string, descriptor: string, setting: string): DescribeDelivery {
  return async (context) => {
    const delivery = await transplant(context);
    const image = asImage(settings.getString(setting) ?? "");
    return { ...delivery, descriptors: { ...delivery.descriptors, universe, [descriptor]: image } };
  };
}

/** An image that is a file is named from here; the jobs' own directory is another. */
function asImage(named: string): string {
  const isFile = /\.(sif|img)$/.test(named) || /^\.{1,2}\//.test(named);
  return isFile && !named.startsWith("/") ? `${Deno.cwd()}/${named}` : named;
}

registerDeliveryMethod("transplant", transplant);
registerDeliveryMethod("shared", shared);
registerDeliveryMethod("assume", assume);
registerDeliveryMethod("docker", inImage("docker", "docker_image", "DOCKER.IMAGE"));
registerDeliveryMethod("singularity", inImage("container", "container_image", "SINGULARITY.IMAGE"));
