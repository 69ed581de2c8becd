/**
 * The page of one component: what is known of it, and what it writes, for as long as it is looked at.
 *
 * @module
 */

import { HTMapError } from "../../base/errors.ts";
import type { SeenComponent } from "../../map/component_view.ts";
import type { MapView } from "../../map/map_view.ts";
import { messageOf } from "../advice.ts";
import { type Detail, drawDetail, type ShownText, type Text } from "./detail.ts";
import type { Key } from "./keys.ts";
import { sleep } from "./learning.ts";
import type { Line } from "./line.ts";
import { piece } from "./line.ts";
import type { ScreenSize } from "./shown.ts";

/** How much of the end of what it wrote is fetched, in bytes. */
const FETCHED = 64 * 1024;
/** How often, in milliseconds: where it costs next to nothing, and where a pool is asked. */
const PAUSE = 1000;
const PAUSE_OF_POOL = 5000;

/** A component that is looked at. */
export class ComponentPage {
  readonly #view: MapView;
  readonly #onChange: () => void;
  readonly #end = new AbortController();
  #seen: SeenComponent | undefined;
  #kind: Text | undefined;
  #shown: ShownText = { kind: "stdout", text: undefined };
  #reading = new AbortController();
  #scroll = 0;
  #detail: Detail | undefined;
  #failure: string | undefined;

  /**
   * @param view What is known of the map.
   * @param component The component.
   * @param onChange Told when there is something new to draw.
   */
  constructor(view: MapView, readonly component: number, onChange: () => void) {
    this.#view = view;
    this.#onChange = onChange;
    this.look();
  }

  /** Looks at the component again, since the map has changed. */
  look(): void {
    this.#look().catch((error) => this.#fail(error));
  }

  async #look(): Promise<void> {
    const before = this.#seen;
    this.#seen = await this.#view.component(this.component);
    const { status, submission } = this.#seen;
    const isOther = status !== before?.status || submission !== before.submission;
    if (isOther) this.#read(this.#kind ?? (status === "ERRORED" ? "report" : "stdout"));
    this.#onChange();
  }

  /** Ends what it still reads. */
  close(): void {
    this.#end.abort();
    this.#reading.abort();
  }

  /**
   * Does what a key says.
   *
   * @param key The key.
   */
  press(key: Key): void {
    const kind = ({ o: "stdout", e: "stderr", x: "report" } as const)[key];
    if (kind) {
      this.#kind = kind;
      return this.#read(kind);
    }
    const { page = 1, mostScroll = 0 } = this.#detail ?? {};
    const up = {
      up: 1,
      k: 1,
      down: -1,
      j: -1,
      pageup: page,
      pagedown: -page,
      home: mostScroll,
      end: -mostScroll,
    }[key];
    if (up === undefined) return;
    const step = this.#shown.kind === "report" ? -up : up;
    this.#scroll = Math.max(0, Math.min(mostScroll, this.#scroll + step));
  }

  /**
   * Draws it.
   *
   * @param message What is said at the foot, if anything.
   * @param size How large the screen is.
   * @param now The time, in milliseconds since 1970.
   * @returns The screen.
   */
  draw(message: string | undefined, size: ScreenSize, now: number): readonly Line[] {
    if (!this.#seen) return [[piece(this.#failure ?? "…")]];
    const position = { scroll: this.#scroll, message: message ?? this.#failure };
    this.#detail = drawDetail(this.#view.tag, this.#seen, this.#shown, position, size, now);
    return this.#detail.lines;
  }

  #read(kind: Text): void {
    this.#reading.abort();
    this.#reading = new AbortController();
    if (this.#shown.kind !== kind) this.#shown = { kind, text: undefined };
    this.#scroll = 0;
    const signal = AbortSignal.any([this.#end.signal, this.#reading.signal]);
    this.#keepReading(kind, signal).catch((error) => {
      if (!signal.aborted) this.#fail(error);
    });
  }

  async #keepReading(kind: Text, signal: AbortSignal): Promise<void> {
    if (kind === "report") {
      const { report, status } = this.#seen ?? {};
      const note = report === undefined ? `it is ${status}, and has none` : undefined;
      return this.#show({ kind, text: report ?? "", note });
    }
    while (!signal.aborted) {
      this.#show(await this.#fetch(kind, signal));
      const status = this.#seen?.status;
      if (status !== "RUNNING" && status !== "SUSPENDED") return;
      await sleep(this.#view.backend === "local" ? PAUSE : PAUSE_OF_POOL, signal);
    }
  }

  async #fetch(kind: "stdout" | "stderr", signal: AbortSignal): Promise<ShownText> {
    try {
      const output = await this.#view.output(this.component, kind, FETCHED, signal);
      if (!output) return { kind, text: "", note: "there is none yet" };
      const notes = [
        ...(output.isCut ? [`the last ${FETCHED / 1024} KB`] : []),
        ...(output.components > 1 ? [`of all ${output.components} components of its job`] : []),
      ];
      return { kind, text: output.text, note: notes.join(", ") || undefined };
    } catch (error) {
      if (!(error instanceof HTMapError)) throw error;
      // What was there before stays; why there is no more is said.
      const text = this.#shown.kind === kind ? this.#shown.text : undefined;
      return text
        ? { kind, text, note: messageOf(error).split("\n", 1)[0] }
        : { kind, text: messageOf(error), note: "it cannot be read now" };
    }
  }

  #show(shown: ShownText): void {
    this.#shown = shown;
    this.#onChange();
  }

  #fail(error: unknown): void {
    if (this.#end.signal.aborted) return;
    this.#failure = error instanceof Error ? error.message : String(error);
    this.#onChange();
  }
}
