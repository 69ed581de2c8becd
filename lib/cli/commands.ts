/**
 * The commands of htmap. Each is loaded only when it is called, or its help is.
 *
 * @module
 */

import type { Command } from "./command.ts";

/** A command, before it is loaded. */
export interface CommandEntry {
  /** What it does, in a line without a full stop. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Commands under a common name, such as those of `htmap rerun`. */
export interface CommandGroup {
  readonly summary: string;
  readonly commands: Readonly<Record<string, CommandEntry>>;
}

/** The commands, by heading and name. */
export const COMMANDS: Readonly<
  Record<string, Readonly<Record<string, CommandEntry | CommandGroup>>>
> = {
  "Making maps": {
    map: {
      summary: "Map a function of a TypeScript or JavaScript file over inputs",
      load: async () => (await import("./commands/map.ts")).command,
    },
    run: {
      summary: "Run a script that uses htmap as a library",
      load: async () => (await import("./commands/run.ts")).command,
    },
  },
  "Looking at maps": {
    status: {
      summary: "Show the state of maps",
      load: async () => (await import("./commands/status.ts")).command,
    },
    tags: {
      summary: "List the tags in use",
      load: async () => (await import("./commands/tags.ts")).command,
    },
    components: {
      summary: "Show the state of each component of a map",
      load: async () => (await import("./commands/components.ts")).command,
    },
    versions: {
      summary: "Show the versions of a map: its function and options, and as they were mended",
      load: async () => (await import("./commands/versions.ts")).command,
    },
    errors: {
      summary: "Show the error reports of failed components",
      load: async () => (await import("./commands/reports.ts")).errors,
    },
    reasons: {
      summary: "Show why components are held",
      load: async () => (await import("./commands/reports.ts")).reasons,
    },
    path: {
      summary: "Print where htmap keeps a map, or a part of it",
      load: async () => (await import("./commands/path.ts")).command,
    },
  },
  "Getting results": {
    wait: {
      summary: "Wait until maps have finished",
      load: async () => (await import("./commands/wait.ts")).command,
    },
    results: {
      summary: "Print the results of a map, waiting for them",
      load: async () => (await import("./commands/results.ts")).command,
    },
    stdout: {
      summary: "Print what a component wrote to standard output",
      load: async () => (await import("./commands/streams.ts")).stdout,
    },
    stderr: {
      summary: "Print what a component wrote to standard error",
      load: async () => (await import("./commands/streams.ts")).stderr,
    },
    collect: {
      summary: "Copy the output files of a map into a directory",
      load: async () => (await import("./commands/collect.ts")).command,
    },
  },
  "Acting on maps": {
    remove: {
      summary: "Remove maps: their jobs and all their files",
      load: async () => (await import("./commands/remove.ts")).remove,
    },
    clean: {
      summary: "Remove the maps that were never given a tag",
      load: async () => (await import("./commands/remove.ts")).clean,
    },
    hold: {
      summary: "Keep the components of maps from running until they are released",
      load: async () => (await import("./commands/acts.ts")).hold,
    },
    release: {
      summary: "Let held components run again",
      load: async () => (await import("./commands/acts.ts")).release,
    },
    pause: {
      summary: "Pause running components; they keep their machines",
      load: async () => (await import("./commands/acts.ts")).pause,
    },
    resume: {
      summary: "Let paused components go on",
      load: async () => (await import("./commands/acts.ts")).resume,
    },
    vacate: {
      summary: "Take running components off their machines; they run again elsewhere",
      load: async () => (await import("./commands/acts.ts")).vacate,
    },
    rerun: {
      summary: "Run components again from scratch",
      commands: {
        map: {
          summary: "Run all components of maps again from scratch",
          load: async () => (await import("./commands/rerun.ts")).map,
        },
        components: {
          summary: "Run some components of a map again from scratch",
          load: async () => (await import("./commands/rerun.ts")).components,
        },
      },
    },
    retag: {
      summary: "Give a map another tag",
      load: async () => (await import("./commands/retag.ts")).command,
    },
  },
  "About htmap": {
    settings: {
      summary: "Print the settings",
      load: async () => (await import("./commands/settings.ts")).settings,
    },
    set: {
      summary: "Change a setting in ~/.htmaprc",
      load: async () => (await import("./commands/settings.ts")).set,
    },
    unset: {
      summary: "Take a setting out of ~/.htmaprc",
      load: async () => (await import("./commands/settings.ts")).unset,
    },
    logs: {
      summary: "Print the path of the log",
      load: async () => (await import("./commands/logs.ts")).command,
    },
    version: {
      summary: "Print the versions of htmap and of what it works with",
      load: async () => (await import("./commands/version.ts")).command,
    },
  },
};
