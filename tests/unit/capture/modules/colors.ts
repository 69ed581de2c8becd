/** A class that is used as an enumeration. */
export class Tone {
  static readonly DARK = new Tone("dark");
  static readonly LIGHT = new Tone("light");
  constructor(readonly name: string) {}
}
/** A class that has one instance. */
export class Settings {
  static readonly shared = new Settings();
  size = 1;
}
export const DEFAULTS: Readonly<{ size: number }> = Object.freeze({ size: 1 });
