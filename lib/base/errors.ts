/**
 * Everything htmap throws on purpose. Each class carries the values it is about, and each message
 * ends with what to do next.
 *
 * The names follow the manual's section 6.14 (Exceptions), with `HTMapError` for its
 * `HTMapException` and `UnknownDeliveryMethod` for its `UnknownPythonDeliveryMethod`.
 *
 * @module
 */

import { printable } from "../text/printable.ts";
import { explainHold } from "./hold_codes.ts";
import { shellWord } from "../text/shell_word.ts";
import { wayInWords } from "../text/way.ts";
import { version } from "./version.ts";

/**
 * The class every htmap error extends, so that one `catch` can tell them from the rest. Its message is
 * for people, and a terminal only shows it: what an execute node says is in it with its control
 * characters written out.
 */
export class HTMapError extends Error {
  /** Takes the message, and what caused it. */
  constructor(message: string, options?: ErrorOptions) {
    super(printable(message), options);
    this.name = new.target.name;
  }
}

/** Something that was passed to htmap cannot be what it is meant for. */
export class InvalidArgument extends HTMapError {}

/** An operation was not finished in the time it was given. */
export class TimeoutError extends HTMapError {
  /** The tag of the map, if it is about a component of one. */
  declare readonly tag?: string;
  /** That component. */
  declare readonly component?: number;

  /**
   * Takes what was waited for, as the beginning of a sentence, and for how long.
   *
   * @param timeout The time allowed, in milliseconds.
   */
  constructor(what: string, readonly timeout: number) {
    super(
      `${what} was not finished within ${timeout / 1000} s. Nothing was cancelled: ` +
        `wait again, with a longer time-out if need be`,
    );
  }
}

/** A setting that is needed has no value. */
export class MissingSetting extends HTMapError {
  /** Takes the dotted key of the setting. */
  constructor(readonly key: string) {
    super(
      `The setting ${key} has no value. Set it with htmap.settings.set("${key}", …) or in ~/.htmaprc`,
    );
  }
}

/** A setting, in the file, the environment or at run time, has a value that cannot be used. */
export class InvalidSetting extends HTMapError {}

/** The output file of a component is not there, though its job has ended. */
export class OutputNotFound extends HTMapError {
  /** The tag of the map, if it is about a component of one. */
  declare readonly tag?: string;
  /** That component. */
  declare readonly component?: number;
}

/** A map builder's map was asked for before it was submitted. */
export class NoMapYet extends HTMapError {
  /** Takes nothing: there is only one reason. */
  constructor() {
    super(
      "This builder has no map yet. Call its submit() first, or leave the block that declares it with " +
        "`await using`",
    );
  }
}

/** The tag belongs to another map. */
export class TagAlreadyExists extends HTMapError {
  /**
   * Takes the tag that is in use.
   *
   * @param foreign What it is in use for, if that is no map of htmap's.
   */
  constructor(readonly tag: string, readonly foreign?: string) {
    super(
      foreign === undefined
        ? `The tag "${tag}" is in use. Load that map with htmap.load("${tag}"), remove it with ` +
          `\`htmap remove ${shellWord(tag)}\`, or choose another tag`
        : `The tag "${tag}" is in use for ${foreign}: htmap leaves that as it is. Choose another tag`,
    );
  }
}

/** The tag cannot be a tag. */
export class InvalidTag extends HTMapError {
  /** Takes the tag, and what is wrong with it. */
  constructor(readonly tag: string, readonly reason: string) {
    super(
      `${
        JSON.stringify(tag)
      } cannot be a tag: ${reason}. Use letters and digits, with "-", "_", "." and the ` +
        'like between them, but no blanks and none of / \\ * ? : < > " |, at most 200 bytes',
    );
  }
}

/** No map has this tag. */
export class TagNotFound extends HTMapError {
  /**
   * Takes the tag that no map has.
   *
   * @param similar Tags in use that look like it.
   */
  constructor(readonly tag: string, readonly similar: readonly string[] = []) {
    const hint = similar.length > 0
      ? ` Did you mean ${similar.map((t) => `"${t}"`).join(" or ")}?`
      : "";
    super(`There is no map with the tag "${tag}".${hint} List the tags in use with \`htmap tags\``);
  }
}

/** The process that makes a map, or was to. */
export interface MapMaker {
  /** Its number on its machine, or in its container. */
  readonly pid: number;
  /** The name of that machine or container. */
  readonly host: string;
  /** Whether it cannot be looked at from here, so that it may have ended. */
  readonly isElsewhere: boolean;
}

function inWords({ pid, host, isElsewhere }: MapMaker): string {
  return `process ${pid} on ${host}${
    isElsewhere ? ", which is in another container or on another machine," : ""
  }`;
}

/** The map was not finished being made: the process that makes it is at it, or ended early. */
export class IncompleteMap extends HTMapError {
  /**
   * Takes the tag of the map, the process that makes it unless that has surely ended, and its directory if
   * that is not there.
   */
  constructor(readonly tag: string, readonly maker?: MapMaker, readonly gone?: string) {
    const remove = (command: string): string =>
      `remove what it left with \`${command}\` and make the map again`;
    super(
      gone !== undefined
        ? `The directory of the map "${tag}" is gone: ${gone}. If it was moved, move it back; if nothing is left ` +
          `of it, \`htmap remove ${shellWord(tag)}\` gives the tag up`
        : maker === undefined
        ? `The map "${tag}" was never completely made, since the process that made it ended early: ${
          remove("htmap clean")
        }`
        : maker.isElsewhere
        ? `The map "${tag}" is not completely made: ${
          inWords(maker)
        } may still be at it. If it has ` +
          `ended, ${remove(`htmap remove --force ${shellWord(tag)}`)}`
        : `The map "${tag}" is not completely made yet: ${
          inWords(maker)
        } is still at it. Try again ` +
          "when it is done",
    );
  }
}

/** A tag leads to a directory that is no map of htmap's: HTMap for Python keeps its maps in the same place. */
export class ForeignMap extends HTMapError {
  /** Takes the tag, the directory it leads to, and whether that is a map of HTMap for Python. */
  constructor(readonly tag: string, readonly path: string, readonly isOfHTMapForPython: boolean) {
    super(
      isOfHTMapForPython
        ? `The map "${tag}" is one of HTMap for Python, in ${path}, which htmap leaves as it is. Use it ` +
          "from Python; to keep the maps of the two apart, set HTMAP_DIR to another directory for one"
        : `The tag "${tag}" leads to ${path}, which is no map of htmap's: it has no map.json. htmap ` +
          "leaves it as it is. If nothing in it is needed, delete that directory, and then the tag with " +
          `\`htmap remove ${shellWord(tag)}\``,
    );
  }
}

/** A map's own files are damaged, so that it cannot be opened. */
export class DamagedMap extends HTMapError {
  /** Takes the tag of the map, and what is wrong with its files. */
  constructor(readonly tag: string, readonly reason: string) {
    super(
      `The map "${tag}" is damaged: ${reason}. Put that file back if you have a copy of it, or remove the ` +
        `map with \`htmap remove ${shellWord(tag)}\` and make it again`,
    );
  }
}

/** A map cannot be removed, because a process is still making it, or may be. */
export class MapIsBeingMade extends HTMapError {
  /**
   * Takes the tag of the map, or its uuid if it has none, and which process is making it.
   *
   * @param isElsewhere Whether that process cannot be looked at from here, so that it may have ended.
   */
  constructor(
    readonly tag: string,
    readonly pid: number,
    readonly host: string,
    readonly isElsewhere = false,
  ) {
    const maker = inWords({ pid, host, isElsewhere });
    const force = `remove the map with \`htmap remove --force ${shellWord(tag)}\``;
    super(
      isElsewhere
        ? `The map "${tag}" may still be being made, by ${maker} and cannot be looked at from ` +
          `here. See there whether it still runs, and stop it first; if it is no more, ${force}`
        : `The map "${tag}" is still being made, by ${maker}. Stop that process first; if it is ` +
          `no more, ${force}`,
    );
  }
}

/** Another process is running components of a map again, or removing the map. */
export class MapIsBusy extends HTMapError {
  /** Takes the tag of the map, or its uuid if it has none. */
  constructor(readonly tag: string) {
    super(
      `Another process is submitting jobs of the map "${tag}", or removing it, and has been for long. ` +
        "Wait until it is done, or stop it, and try again",
    );
  }
}

/** A map was asked for over no inputs. */
export class EmptyMap extends HTMapError {
  /** Takes nothing: there is only one reason. */
  constructor() {
    super("The map has no inputs, so it was not created. Give at least one input");
  }
}

/** A map option is htmap's own business. */
export class ReservedOptionKeyword extends HTMapError {
  /** Takes the name of the option, why it is reserved, and what there is instead, if anything. */
  constructor(readonly key: string, { why, instead }: { why: string; instead?: string }) {
    super(
      `The map option "${key}" is reserved: ${why}. Remove it from the map options${
        instead === undefined ? "" : `. ${instead}`
      }`,
    );
  }
}

/** A map option has a name or a value that cannot be used. */
export class InvalidOption extends HTMapError {}

/** The inputs and the variadic map options differ in length. */
export class MisalignedInputData extends HTMapError {
  /** Takes the name of the option, how many values it has, and how many there should be. */
  constructor(readonly key: string, readonly found: number, readonly expected: number) {
    super(
      `The map option "${key}" has ${found} values for ${expected} components. ` +
        `Give one value a component, or a single value for all of them`,
    );
  }
}

/** A map cannot get another tag now: it is not this process's alone. */
export class CannotRetagMap extends HTMapError {
  /** Takes the tag the map had when it was loaded, the one it was to get, why not, and what to do. */
  constructor(readonly tag: string, readonly newTag: string, reason: string, advice: string) {
    super(`The map "${tag}" cannot get the tag "${newTag}": ${reason}. ${advice}`);
  }
}

/** The delivery method has not been registered. */
export class UnknownDeliveryMethod extends HTMapError {
  /**
   * Takes the method that was asked for, those there are, and the one that was probably meant.
   *
   * @param source Where it was set, such as a file, if it was not by the script.
   */
  constructor(
    readonly method: string,
    readonly known: readonly string[],
    readonly meant?: string,
    source?: string,
  ) {
    const set = source === undefined ? "" : `, which is the setting DELIVERY_METHOD in ${source}`;
    const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
    super(
      `There is no delivery method "${method}"${set}.${hint} Set DELIVERY_METHOD to one of ` +
        `${known.join(", ")}, or register it with htmap.registerDeliveryMethod`,
    );
  }
}

/** A map was used after it was removed. */
export class MapWasRemoved extends HTMapError {
  /** Takes the tag that the map had. */
  constructor(readonly tag: string) {
    super(
      `The map "${tag}" was removed, so it cannot be used any more. Make it again with htmap.map`,
    );
  }
}

/** A component's result cannot be printed, though it is here. */
export class ResultTooLarge extends HTMapError {
  /**
   * Takes the component of a map, the format it was to be printed in, and why it cannot be.
   *
   * @param otherwise What else there is on the command line.
   */
  constructor(
    readonly tag: string,
    readonly component: number,
    readonly format: string,
    reason: string,
    otherwise?: string,
  ) {
    const script = `in a script, with (await htmap.load(${JSON.stringify(tag)})).get(${component})`;
    super(
      `The result of component ${component} of map "${tag}" cannot be printed as ${format}: ${reason}. ` +
        (otherwise === undefined
          ? `Take what is needed of it ${script}`
          : `${otherwise}, or take it ${script}`),
    );
  }
}

/** A component's function threw, or ended without a result. */
export class MapComponentError extends HTMapError {
  /** The component's error report, with which the message ends. */
  declare readonly report: string;

  /**
   * Takes the component of a map, and its report.
   *
   * @param report The component's error report.
   */
  constructor(readonly tag: string, readonly component: number, report: string) {
    super(
      `Component ${component} of map "${tag}" failed. Mend the function and run it again with ` +
        `rerun([${component}], { with: … }), or, if the cause was elsewhere, as in a program or a file, and is ` +
        `mended or has passed, with rerun([${component}]). ` +
        `Its error report:\n${report}`,
    );
    // What shows an error shows its message, and then all that can be enumerated: once is enough.
    Object.defineProperty(this, "report", { value: report, enumerable: false });
  }
}

/** HTCondor holds a component: it will not run until it is released. */
export class MapComponentHeld extends HTMapError {
  /** Takes the component of a map, and HTCondor's code, reason and subcode for the hold. */
  constructor(
    readonly tag: string,
    readonly component: number,
    readonly code: number,
    readonly reason: string,
    readonly subcode: number = 0,
  ) {
    const known = explainHold({ code, subcode, reason }, tag);
    const advice = known
      ? `${known.meaning}. ${known.advice}`
      : `Mend the cause, then let it run again with \`htmap release ${shellWord(tag)}\``;
    super(`Component ${component} of map "${tag}" is held: [${code}] ${reason}. ${advice}`);
  }
}

/** A component's jobs were removed from the queue outside htmap, so it will never have an output. */
export class MapComponentRemoved extends HTMapError {
  /** Takes the component of a map, and why it was removed. */
  constructor(readonly tag: string, readonly component: number, readonly reason: string) {
    super(
      `Component ${component} of map "${tag}" was removed from the queue: ${reason}. Run it again with ` +
        `rerun([${component}])`,
    );
  }
}

/** The error of a component was asked for, and the component had none. */
export class ExpectedError extends HTMapError {
  /** Takes the component of a map. */
  constructor(readonly tag: string, readonly component: number) {
    super(
      `Component ${component} of map "${tag}" did not fail. Get its output with get(${component})`,
    );
  }
}

/** A component index is not one of the map's. */
export class ComponentNotFound extends HTMapError {
  /** Takes the map's tag, the index asked for, and how many components the map has. */
  constructor(readonly tag: string, readonly component: number, readonly length: number) {
    super(
      `Map "${tag}" has no component ${component}: its components are 0 to ${length - 1}. ` +
        `Give an index in that range`,
    );
  }
}

/** The components cannot be run again now. */
export class CannotRerunComponents extends HTMapError {
  /** Takes the map's tag, and the components that are in the queue. */
  constructor(readonly tag: string, readonly components: readonly number[]) {
    const [are, them] = components.length === 1 ? ["it is", "it"] : ["they are", "them"];
    const shown = components.slice(0, 10).join(", ") + (components.length > 10 ? ", …" : "");
    super(
      `Component${
        components.length === 1 ? "" : "s"
      } ${shown} of map "${tag}" cannot be run again while ${are} in the queue. ` +
        `Wait for ${them}, or remove the map`,
    );
  }
}

/** This process's runtime cannot be sent to an execute node. */
export class CannotTransplant extends HTMapError {}

/** A runtime that is kept cannot be removed: maps need it, or there is more in its directory. */
export class TransplantIsInUse extends HTMapError {
  /** Takes the directory of the runtime, why it cannot be removed, and what to do. */
  constructor(readonly path: string, reason: string, advice: string) {
    super(`The runtime in ${path} cannot be removed: ${reason}. ${advice}`);
  }

  /** Takes the tags of the maps that need it. */
  static byMaps(path: string, tags: readonly string[]): TransplantIsInUse {
    const shown = tags.slice(0, 5).map((tag) => `"${tag}"`).join(", ") +
      (tags.length > 5 ? ` and ${tags.length - 5} more` : "");
    const reason =
      `jobs of ${tags.length === 1 ? "the map" : "the maps"} ${shown} are sent it, those ` +
      "that wait and those that run again";
    return new TransplantIsInUse(
      path,
      reason,
      "Remove what maps are not needed any more first, or give remove({ force: true })",
    );
  }

  /** Takes the name of a file in it that is not htmap's. */
  static byFile(path: string, name: string): TransplantIsInUse {
    return new TransplantIsInUse(
      path,
      `htmap did not write ${name}, which is in it`,
      "Move that away first, or give remove({ force: true })",
    );
  }
}

/** An HTCondor tool is missing, refused what it was asked, or could not reach its daemon. */
export class HTCondorError extends HTMapError {
  /**
   * Takes the tool, what it did, what it said and what to do.
   *
   * @param tool The tool, such as `condor_submit`.
   * @param what What it did, such as "is not on PATH".
   * @param output What the tool itself said.
   * @param advice What to do next.
   * @param refused Whether the tool itself said no, or never ran, so that it did nothing.
   */
  constructor(
    readonly tool: string,
    readonly what: string,
    readonly output: string,
    readonly advice: string,
    readonly refused = false,
  ) {
    const said = output.trim() === "" ? "" : ` It said:\n${output.trim().replace(/^/gm, "  ")}\n`;
    super(`${tool} ${what}.${said || " "}${advice}`);
  }
}

/** This HTCondor is too old for what was asked. */
export class InsufficientHTCondorVersion extends HTCondorError {
  /** Takes what needs a newer HTCondor, the first version that has it, and the one that is here. */
  constructor(readonly feature: string, readonly needed: string, readonly found: string) {
    super(
      "condor_submit",
      `of HTCondor ${found}, which is here, would pass over ${feature}: that needs ${needed} or later`,
      "",
      `Do without ${feature}, or submit from a node with a newer HTCondor`,
      true,
    );
  }
}

/** The event log of a map cannot be understood, so that what its components do is not known. */
export class CorruptEventLog extends HTMapError {
  /** Takes the tag of the map, and the path of the log. */
  constructor(readonly tag: string, readonly path: string) {
    super(
      `The event log of the map "${tag}", ${path}, has no event of its jobs, and the queue has no job of it. ` +
        "Outputs that are here can be had with at(); run the other components again with " +
        `\`htmap rerun components ${shellWord(tag)} …\``,
    );
  }
}

/** A file of a map holds bytes that htmap did not write, or not all that it wrote. */
export class CorruptData extends HTMapError {
  /** The tag of the map, if it is about a component of one. */
  declare readonly tag?: string;
  /** That component. */
  declare readonly component?: number;

  /**
   * Takes the file, what is wrong with it, and what to do.
   *
   * @param source The file, and the component where there is one.
   * @param reason What is wrong with it.
   */
  constructor(
    readonly source: string,
    readonly reason: string,
    advice = "Run the component again, or remove the map and make it again",
  ) {
    super(`${source} is corrupt: ${reason}. ${advice}`);
  }
}

/** A file of a map is in the form of another version of htmap. */
export class OtherForm extends HTMapError {
  /** The tag of the map, if it is about a component of one. */
  declare readonly tag?: string;
  /** That component. */
  declare readonly component?: number;

  /**
   * Takes the file and the version.
   *
   * @param source The file, and the component where there is one.
   * @param htmap The version that reads it, such as `"0.1"`; `undefined` if it is a later one.
   */
  constructor(readonly source: string, readonly htmap: string | undefined) {
    super(
      `${source} was written by ${htmap === undefined ? "a later htmap" : `htmap ${htmap}`}, ` +
        `and this one, ${version()}, does not read its form. ` +
        (htmap === undefined
          ? "Use that one (the map's directory names it, as `version` in its description)"
          : `Read what you need with htmap ${htmap}, or make the map again with this one`),
    );
  }
}

/** The function cannot travel to an execute node. */
export class CannotCapture extends HTMapError {
  /**
   * Takes the way to what cannot travel, the reason, and what to do.
   *
   * @param path The way to what cannot travel, such as `["simulate", "config", "socket"]`.
   */
  constructor(
    readonly path: readonly string[],
    readonly reason: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(`The function cannot travel: ${wayInWords(path)} ${reason}. ${hint}`, options);
  }
}

/** A value cannot be written to a file. */
export class CannotSerialize extends HTMapError {
  /**
   * Takes the way to what cannot be written, the reason, and what to do.
   *
   * @param path The way to what cannot be written, such as `input 3 → config → socket`.
   */
  constructor(
    readonly path: readonly string[],
    readonly reason: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(`${wayInWords(path)} cannot be serialised: ${reason}. ${hint}`, options);
  }
}

/** The directory htmap keeps its maps in, or one of those in it, cannot be used. */
export class UnusableDirectory extends HTMapError {
  /** Takes the path of the directory, what is wrong with it, and what to do if not to name another. */
  constructor(
    readonly path: string,
    readonly reason: string,
    advice =
      "Name another with the environment variable HTMAP_DIR or the setting HTMAP_DIR in ~/.htmaprc",
  ) {
    super(`The htmap directory ${path} cannot be used: ${reason}. ${advice}`);
  }
}

/** A file of a map could not be written. */
export class CannotWrite extends HTMapError {
  /** Takes the path of the file, why it could not be written, and what to do. */
  constructor(readonly path: string, readonly reason: string, readonly advice: string) {
    super(`${path} could not be written: ${reason}. ${advice}`);
  }
}
