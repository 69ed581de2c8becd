import { travels } from "../case.ts";
import { DEFAULTS, Settings, Tone } from "../modules/colors.ts";

const dark = Tone.DARK;
Settings.shared.size = 5;
const settings = Settings.shared;

export default travels(
  "members of an imported class that is an enumeration",
  (tones: Tone[], rest: unknown[]) => [
    [tones.map((tone) => tone === Tone.DARK), dark === Tone.DARK, tones[2] === Tone.DARK],
    [rest[0] === DEFAULTS, (rest[1] as Settings).size, settings.size],
    [Tone.LIGHT, dark],
  ],
  {
    args: [[Tone.DARK, Tone.LIGHT, new Tone("dark")], [DEFAULTS, Settings.shared]],
    gives: (given: unknown): boolean => {
      const [tones, rest, back] = given as unknown[][];
      return JSON.stringify([tones, rest]) ===
          JSON.stringify([[[true, false, false], true, false], [true, 5, 5]]) &&
        back![0] === Tone.LIGHT && back![1] === dark;
    },
  },
);
