/**
 * Delivery methods: how the runtime gets to where components run (the manual's chapter 9).
 *
 * @module
 */

import { EXECUTOR_FILE, INTERNAL_COMMAND } from "../wire/names.ts";
import { InvalidArgument, InvalidSetting, UnknownDeliveryMethod } from "../base/errors.ts";
import { workingDirectory } from "../base/files.ts";
import { shown } from "../base/arguments.ts";
import { sharableFiles } from "./common_files.ts";
import { checkDelivery, type Delivery } from "./delivered.ts";
import { type KeepOptions, keepProgram } from "./kept_runtime.ts";
import { machinesFor } from "./machines.ts";
import { executeArguments, type Runtime } from "./runtime.ts";
import { fetchedFrom, send, type SendingContext } from "./sending.ts";
import { settings, sourceOf } from "../settings/settings.ts";
import { isOneLine } from "../text/one_line.ts";
import { similar } from "../text/similar.ts";

/** The name of the method that leaves the choice to what the pool can do. */
export const AUTO = "auto";

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
  readonly describe: (context: DeliveryContext & SendingContext) => Delivery | Promise<Delivery>;
  readonly setUp?: SetUpDelivery | undefined;
  /** The setting that names the image it runs the runtime in, if it does. */
  readonly imageSetting?: string;
}

/** The methods that users have registered. */
const registered = new Map<string, DeliveryMethod>();

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
  registered.set(name, { describe, setUp });
}

/** What {@linkcode deliver} goes by. */
export interface DeliverOptions extends Omit<KeepOptions, "id"> {
  /** The method, as `chooseDelivery` works it out. */
  readonly method: string;
  /** How new a transfer of common files has to be; `undefined` where there is none. */
  readonly commonFiles: number | undefined;
  readonly tag: string;
  readonly mapDirectory: string;
  /** How many components a job of the map runs. */
  readonly chunk: number;
  /** The files that all its jobs get. */
  readonly fixedInputFiles: readonly string[];
}

/**
 * Works out the delivery of a map.
 *
 * @param runtime The runtime to deliver.
 * @param options The method, and the map.
 * @returns What to add to the submission.
 * @throws {UnknownDeliveryMethod} If no such method is registered.
 * @throws {InvalidSetting} If what the method gives cannot be put into a submit description.
 * @throws {InvalidOption} If it uses the component of a job that runs several.
 * @throws {CannotTransplant} If what is sent cannot be kept.
 */
export async function deliver(runtime: Runtime, options: DeliverOptions): Promise<Delivery> {
  const { method, chunk, tag, mapDirectory, commonFiles, fixedInputFiles, ...rest } = options;
  const keep = { ...rest, id: runtime.id };
  const { describe, setUp } = methodNamed(method);
  const keepExecutable = (): Promise<string> => keepProgram(runtime, false, keep);
  const context = { tag, mapDirectory, runtime, keepExecutable, commonFiles, keep };
  await setUp?.(context);
  const delivery = checkDelivery(method, await describe(context), chunk);
  if (!delivery.commonFiles) return delivery;
  const once = [...delivery.commonFiles, ...await sharableFiles(fixedInputFiles, mapDirectory)];
  return { ...delivery, commonFiles: once };
}

/** @returns Whether a user has registered a delivery method of that name. */
export function isRegistered(method: string): boolean {
  return registered.has(method);
}

/** @returns The name of the delivery method that the settings name. */
export function namedMethod(): string {
  return settings.getString("DELIVERY_METHOD") ?? AUTO;
}

/**
 * Tells what a delivery method needs to know of the pool.
 *
 * @param method Its name.
 * @returns Whether it is built in and sends files once a node where that can be had.
 */
export function usesCommonFiles(method: string): boolean {
  return !registered.has(method) && ["common", "docker", "singularity"].includes(method);
}

/**
 * Checks that the method the settings name is there and can be used, before any work is done.
 *
 * @throws {UnknownDeliveryMethod} If no such method is registered.
 * @throws {InvalidSetting} If the image it is to use cannot be the name of one, or another setting of it
 *   cannot be used.
 */
export function checkDeliveryMethod(): void {
  const method = namedMethod();
  fetchedFrom();
  if (method === AUTO && !registered.has(AUTO)) return;
  const { imageSetting } = methodNamed(method);
  if (imageSetting !== undefined) imageNamed(imageSetting);
}

/** @returns The names of all delivery methods, those that users have registered among them. */
export function deliveryMethods(): string[] {
  return [...new Set([AUTO, ...Object.keys(BUILT_IN), ...registered.keys()])];
}

function methodNamed(name: string): DeliveryMethod {
  const builtIn = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
  const method = registered.get(name) ?? builtIn;
  if (method) return method;
  const known = deliveryMethods();
  throw new UnknownDeliveryMethod(name, known, similar(name, known)[0]);
}

/** Uses the same path on both sides. */
export function shared({ runtime }: Pick<DeliveryContext, "runtime">): Delivery {
  return {
    descriptors: { executable: runtime.executable, transfer_executable: "False" },
    arguments: executeArguments(runtime, runtime.bundle ?? EXECUTOR_FILE),
    inputFiles: [],
    requirements: machinesFor({ ...runtime, others: [] }),
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

/** Sends the runtime, or finds it there, and runs it in an image. */
function inImage(universe: string, descriptor: string, header: string): DeliveryMethod {
  const imageSetting = `${header}.IMAGE`;
  const describe = async (context: DeliveryContext & SendingContext): Promise<Delivery> => {
    const image = imageNamed(imageSetting);
    const isThere = settings.get(`${header}.ASSUME_EXISTS`, false) === true;
    const delivery = isThere ? assume() : await send(context, { inImage: true });
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

/** The methods that are built in; what a user registers under the same name goes before them. */
const BUILT_IN: Readonly<Record<string, DeliveryMethod>> = {
  transplant: { describe: (context) => send(context, { commonFiles: undefined }) },
  common: { describe: (context) => send(context) },
  shared: { describe: shared },
  assume: { describe: assume },
  docker: inImage("docker", "docker_image", "DOCKER"),
  singularity: inImage("container", "container_image", "SINGULARITY"),
};
