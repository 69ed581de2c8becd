/**
 * The commands of htmap. Each is loaded only when it is called, or its help is.
 *
 * @module
 */

import type { CommandsByHeading } from "./command.ts";

/** The commands, by heading and name. */
export const COMMANDS: CommandsByHeading = {
  "Making maps": {
    map: {
      summary: "Map a function of a TypeScript or JavaScript file, or a program, over inputs",
      aliases: [
        "submit",
        "start",
        "apply",
        "foreach",
        "create",
        "new",
        "parallel",
        "condor_submit",
      ],
      load: async () => (await import("./commands/map.ts")).command,
    },
    run: {
      summary: "Run a script that uses htmap as a library",
      aliases: ["exec", "script"],
      load: async () => (await import("./commands/run.ts")).command,
    },
  },
  "Looking at maps": {
    status: {
      summary: "Show the state of maps",
      aliases: ["ls", "ps", "q", "queue", "list", "stat", "info", "progress", "condor_q"],
      load: async () => (await import("./commands/status.ts")).command,
    },
    top: {
      summary: "Watch one map on a screen: its components, what runs where, errors and holds",
      load: async () => (await import("./commands/top.ts")).command,
    },
    tags: {
      summary: "List the tags in use",
      aliases: ["ls", "list", "maps", "dir", "names"],
      load: async () => (await import("./commands/tags.ts")).command,
    },
    components: {
      summary: "Show the state of each component of a map",
      aliases: ["jobs", "tasks", "parts"],
      load: async () => (await import("./commands/components.ts")).command,
    },
    versions: {
      summary: "Show the versions of a map: its function and options, and as they were mended",
      aliases: ["history"],
      load: async () => (await import("./commands/versions.ts")).command,
    },
    report: {
      summary: "Look back on a map: times, memory, failures, machines, and what to do otherwise",
      aliases: ["summary", "stats", "analyze"],
      load: async () => (await import("./commands/report.ts")).command,
    },
    errors: {
      summary: "Show the error reports of failed components",
      aliases: ["err", "error", "failed", "failures", "traceback", "tracebacks"],
      load: async () => (await import("./commands/reports.ts")).errors,
    },
    reasons: {
      summary: "Show why components are held, or do not start",
      aliases: ["why", "reason", "held", "holds", "analyze"],
      load: async () => (await import("./commands/reports.ts")).reasons,
    },
    path: {
      summary: "Print where htmap keeps a map, or a part of it",
      aliases: ["where", "dir", "directory", "folder", "locate"],
      load: async () => (await import("./commands/path.ts")).command,
    },
  },
  "Getting results": {
    wait: {
      summary: "Wait until maps have finished",
      aliases: ["join", "sync"],
      load: async () => (await import("./commands/wait.ts")).command,
    },
    results: {
      summary: "Print the results of a map, waiting for them",
      aliases: ["show", "get", "output", "outputs", "cat", "result", "print", "fetch"],
      load: async () => (await import("./commands/results.ts")).command,
    },
    inputs: {
      summary: "Print what the components of a map were called with, for `htmap map` to read",
      aliases: ["arguments", "args", "input"],
      load: async () => (await import("./commands/inputs.ts")).command,
    },
    stdout: {
      summary: "Print what a component wrote to standard output",
      aliases: ["out", "log", "tail"],
      load: async () => (await import("./commands/streams.ts")).stdout,
    },
    stderr: {
      summary: "Print what a component wrote to standard error",
      aliases: ["err"],
      load: async () => (await import("./commands/streams.ts")).stderr,
    },
    files: {
      summary: "List the output files of a map, or copy them under names of your own",
      aliases: ["download", "copy", "cp"],
      load: async () => (await import("./commands/files.ts")).command,
    },
    collect: {
      summary: "Copy the output files of a map into a directory",
      aliases: ["gather", "fetch-files"],
      load: async () => (await import("./commands/collect.ts")).command,
    },
  },
  "Acting on maps": {
    remove: {
      summary: "Remove maps: their jobs and all their files",
      aliases: ["rm", "delete", "del", "kill", "cancel", "stop", "abort", "condor_rm"],
      load: async () => (await import("./commands/remove.ts")).remove,
    },
    clean: {
      summary: "Remove the maps that were never given a tag",
      aliases: ["cleanup", "clear", "prune", "purge", "gc"],
      load: async () => (await import("./commands/remove.ts")).clean,
    },
    hold: {
      summary: "Keep the components of maps from running until they are released",
      aliases: ["stop", "block", "condor_hold"],
      load: async () => (await import("./commands/acts.ts")).hold,
    },
    release: {
      summary: "Let held components run again",
      aliases: ["unhold", "continue", "condor_release"],
      load: async () => (await import("./commands/acts.ts")).release,
    },
    retry: {
      summary: "Let held components run again, with more of what they ran out of",
      aliases: ["unstick", "more"],
      load: async () => (await import("./commands/retry.ts")).command,
    },
    pause: {
      summary: "Pause running components; they keep their machines",
      aliases: ["suspend", "freeze"],
      load: async () => (await import("./commands/acts.ts")).pause,
    },
    resume: {
      summary: "Let paused components go on",
      aliases: ["continue", "unpause"],
      load: async () => (await import("./commands/acts.ts")).resume,
    },
    vacate: {
      summary: "Take running components off their machines; they run again elsewhere",
      aliases: ["evict", "preempt"],
      load: async () => (await import("./commands/acts.ts")).vacate,
    },
    rerun: {
      summary: "Run components again from scratch",
      aliases: ["again", "restart", "redo", "repeat"],
      implied: { command: "map", by: ["--status", "--errored", "--removed"] },
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
    edit: {
      summary: "Change what the components of a map ask for",
      aliases: ["request", "qedit", "condor_qedit"],
      commands: {
        memory: {
          summary: "Change how much memory the components of a map ask for",
          load: async () => (await import("./commands/edit.ts")).memory,
        },
        disk: {
          summary: "Change how much disk space the components of a map ask for",
          load: async () => (await import("./commands/edit.ts")).disk,
        },
      },
    },
    retag: {
      summary: "Give a map another tag",
      aliases: ["rename", "mv", "move", "tag"],
      load: async () => (await import("./commands/retag.ts")).command,
    },
  },
  "About htmap": {
    settings: {
      summary: "Print the settings",
      aliases: ["config", "configuration", "options", "setting", "env"],
      load: async () => (await import("./commands/settings.ts")).settings,
    },
    set: {
      summary: "Change a setting in ~/.htmaprc",
      aliases: ["config"],
      load: async () => (await import("./commands/settings.ts")).set,
    },
    unset: {
      summary: "Take a setting out of ~/.htmaprc",
      aliases: ["reset", "default"],
      load: async () => (await import("./commands/settings.ts")).unset,
    },
    autocompletion: {
      summary: "Have a shell complete the command lines of htmap",
      aliases: ["completion", "completions", "complete"],
      load: async () => (await import("./commands/autocompletion.ts")).command,
    },
    man: {
      summary: "Print the man page",
      aliases: ["manual", "manpage", "docs"],
      load: async () => (await import("./commands/man.ts")).command,
    },
    transplants: {
      summary: "Manage what is kept to be sent along with jobs",
      aliases: ["transplant", "runtimes"],
      commands: {
        info: {
          summary: "List what is kept to be sent along with jobs",
          load: async () => (await import("./commands/transplants.ts")).info,
        },
        remove: {
          summary: "Remove something that is kept to be sent along with jobs",
          load: async () => (await import("./commands/transplants.ts")).remove,
        },
      },
    },
    doctor: {
      summary: "Look for what can be wrong, and say what mends it",
      aliases: ["check", "diagnose", "test", "health", "verify", "selftest"],
      load: async () => (await import("./commands/doctor.ts")).command,
    },
    logs: {
      summary: "Print the path of the log, or the log",
      aliases: ["log"],
      load: async () => (await import("./commands/logs.ts")).command,
    },
    version: {
      summary: "Print the versions of htmap and of what it works with",
      aliases: ["about"],
      load: async () => (await import("./commands/version.ts")).command,
    },
  },
};
