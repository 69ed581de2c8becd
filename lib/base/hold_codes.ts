/**
 * What HTCondor's hold codes mean, and what to try (HTCondor's manual, "Hold Reason Codes").
 *
 * @module
 */

import { shellWord } from "../text/shell_word.ts";

/** What a hold means. */
export interface HoldMeaning {
  /** What has happened, in a sentence without its full stop. */
  readonly meaning: string;
  /** What to try, in a sentence without its full stop. */
  readonly advice: string;
}

/** A hold, as HTCondor tells it. */
export interface Hold {
  /** HTCondor's `HoldReasonCode`. */
  readonly code: number;
  /** HTCondor's `HoldReasonSubCode`, which is an error number of Unix for many codes. */
  readonly subcode?: number | undefined;
  readonly reason: string;
}

/** What the advice is about. */
interface About extends Hold {
  readonly subcode: number;
  /** The tag, as a word of the command line. */
  readonly tag: string;
  /** The command that lets the components go on. */
  readonly release: string;
}

type Explain = (hold: About) => HoldMeaning;

/** Error numbers of Linux that files are refused with. */
const ERRORS: Readonly<Record<number, readonly [what: string, advice: string]>> = {
  2: ["is not there", "Put it where it should be"],
  13: ["may not be read or written there", "Mend the permissions"],
  20: ["is in what is no directory", "Put it where it should be"],
  21: ["is a directory", "Name a file"],
  28: ["does not fit, since the disk is full", "Make room on it"],
  122: ["does not fit, since the quota is used up", "Make room, or ask for more"],
};

/** Holds that were asked for, or that a limit of a map's own has made. */
const BY_CODE: Readonly<Record<number, Explain>> = {
  1: ({ release }) => ({
    meaning: "Somebody held them, with `htmap hold` or condor_hold",
    advice: `Let them go on with ${release}`,
  }),
  3: ({ release }) => ({
    meaning: "The map's own option periodic_hold or on_exit_hold has held them",
    advice: `See whether what it asks for has come true, then ${release}`,
  }),
  4: ({ release }) => ({
    meaning: "A credential of yours, such as a proxy or token, is not valid or has run out",
    advice: `Renew it, then ${release}`,
  }),
  5: () => ({
    meaning: "An expression in a policy option of the map, such as periodic_hold, has no value",
    advice: "Mend that option, and run the components again with it: `htmap rerun … -o`",
  }),
  6: ({ tag }) => ({
    meaning:
      "The program could not be started on the machine: it is for another system, may not be executed " +
      "there, or what it is run with is missing",
    advice:
      `If it is your own program, see that it runs on the pool's machines; to avoid this one machine, run ` +
      `\`htmap components ${tag} --runs\` and exclude it by requirements`,
  }),
  7: (hold) => streamHold(hold, "standard output file"),
  8: (hold) => streamHold(hold, "standard input file"),
  9: (hold) => streamHold(hold, "standard output file"),
  10: (hold) => streamHold(hold, "standard input file"),
  12: (hold) => transferHold(hold, "Files that the components made could not be brought back"),
  13: (hold) => transferHold(hold, "Input files could not be sent to the machine"),
  14: ({ release }) => ({
    meaning: "The map's directory on this machine cannot be entered",
    advice:
      `See \`htmap doctor\`, and whether it was moved or is on a disk that is away; then ${release}`,
  }),
  15: ({ release }) => ({
    meaning: "They were submitted on hold, as the map option hold says",
    advice: `Let them go on with ${release}`,
  }),
  16: () => ({
    meaning: "Their input files are still being copied to the submit node",
    advice: "Wait: they go on by themselves",
  }),
  21: ({ release }) => ({
    meaning: "The policy of the machine that they ran on has held them",
    advice:
      `The reason says which. If it is about memory or disk, ask for more with \`htmap retry\`; else ${release}`,
  }),
  22: ({ release }) => ({
    meaning: "HTCondor cannot write the map's event log",
    advice:
      `See that its disk is not full and its directory is yours, as \`htmap doctor\` does; then ${release}`,
  }),
  26: (hold) => limitHold(hold, "A rule of the pool has held them"),
  27: () => ({
    meaning: "A rule of the pool could not be worked out for these jobs",
    advice: "Ask the administrator of the pool; the reason names the rule",
  }),
  32: () => ({
    meaning:
      "The input files are larger than the pool, or the option max_transfer_input_mb, lets a job send",
    advice: "Send fewer or compressed files, or have components fetch them from a URL",
  }),
  33: () => ({
    meaning:
      "The output files are larger than the pool, or the option max_transfer_output_mb, lets a job bring back",
    advice: "Return less, compress it, or send it elsewhere with outputRemaps",
  }),
  34: (hold) => limitHold(hold, "They used more than they had asked for, and were put out"),
  35: ({ release }) => ({
    meaning:
      "The image of the container cannot be had: its name is wrong, or the machine may not fetch it",
    advice:
      `See the name in the setting DOCKER.IMAGE, and that \`docker pull\` finds it; then ${release}`,
  }),
  36: ({ release }) => ({
    meaning: "A checkpoint could not be stored",
    advice: `See the reason for which file, and ${release}`,
  }),
  45: ({ release }) => ({
    meaning: "The machine's test of Singularity, or of the image, failed",
    advice: `See that the image runs there (setting SINGULARITY.IMAGE), then ${release}`,
  }),
  46: ({ release }) => tookTooLong(release, "allowed_job_duration"),
  47: ({ release }) => tookTooLong(release, "allowed_execute_duration"),
};

function tookTooLong(release: string, option: string): HoldMeaning {
  return {
    meaning: `They took longer than the option ${option}, or the pool, allows`,
    advice:
      `Make components shorter, or write checkpoints and ${release}, which lets them go on from there`,
  };
}

function streamHold({ subcode, release }: About, what: string): HoldMeaning {
  const [problem, advice] = ERRORS[subcode] ?? ["cannot be opened", "The reason says why"];
  return {
    meaning: `The ${what} of the jobs, which is in the map's directory, ${problem}`,
    advice: `${advice}, see \`htmap doctor\`, then ${release}`,
  };
}

/** What goes wrong with a transfer is told apart by the error number, and URLs by what is said of them. */
function transferHold({ subcode, reason, release }: About, meaning: string): HoldMeaning {
  const [problem, advice] = ERRORS[subcode] ?? [];
  if (problem !== undefined) {
    return { meaning: `${meaning}: one ${problem}`, advice: `${advice}, then ${release}` };
  }
  if (/\b(?:https?|ftp|osdf|s3|file|pelican|stash):|plugin|curl|URL/i.test(reason)) {
    return {
      meaning: `${meaning}: a URL could not be reached, or the plugin for it failed`,
      advice:
        `See that the URL in the reason is right and may be read from the pool; then ${release}`,
    };
  }
  return { meaning, advice: `The reason names the file: mend what it says, then ${release}` };
}

/** Memory and disk are what most holds of limits are about. */
function limitHold({ subcode, reason, release, tag }: About, meaning: string): HoldMeaning {
  if (subcode === 102 || /memory/i.test(reason)) {
    return {
      meaning: `${meaning}: it was memory`,
      advice:
        `Ask for more and let them go on, with \`htmap retry ${tag} --memory 4GB\` for example`,
    };
  }
  if (subcode === 104 || /disk/i.test(reason)) {
    return {
      meaning: `${meaning}: it was disk`,
      advice:
        `Ask for more and let them go on, with \`htmap retry ${tag} --disk 20GB\` for example`,
    };
  }
  return { meaning, advice: `The reason says which limit; mend what it says, then ${release}` };
}

/**
 * Explains a hold.
 *
 * @param hold The hold.
 * @param tag The tag of the map, for the commands to run.
 * @returns What it means and what to try; `undefined` for a code of which nothing more is known.
 */
export function explainHold(hold: Hold, tag: string): HoldMeaning | undefined {
  const explain = BY_CODE[hold.code];
  const word = shellWord(tag);
  return explain?.({
    ...hold,
    subcode: hold.subcode ?? 0,
    tag: word,
    release: `\`htmap release ${word}\``,
  });
}
