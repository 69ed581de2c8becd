/**
 * The screen of `htmap top`: where its user is, and what keys do.
 *
 * @module
 */

import { onSaid } from "../../base/say.ts";
import type { HTMap } from "../../map/map.ts";
import type { MapView } from "../../map/map_view.ts";
import { messageOf } from "../advice.ts";
import { type Act, type ActName, actOf, perform } from "./acts.ts";
import { componentOfCell } from "./cells.ts";
import { ComponentPage } from "./component_page.ts";
import { drawHelp } from "./help.ts";
import type { Key } from "./keys.ts";
import { keepLearning, sleep } from "./learning.ts";
import type { Line, Renderer } from "./line.ts";
import { choicesOf, componentOfLine } from "./list.ts";
import { defaultTab, drawOverview, type Overview } from "./overview.ts";
import { Screen } from "./screen.ts";
import { type Position, type Tab, TABS } from "./shown.ts";

/** How often times are drawn anew that only pass, in milliseconds. */
const TICK = 1000;

/** Keys that do something to the map. */
const ACTS: Readonly<Record<Key, ActName>> = {
  h: "hold",
  r: "release",
  a: "again",
  A: "all again",
};

/** A map on a screen. */
export class TopScreen {
  readonly #map: HTMap;
  readonly #view: MapView;
  readonly #render: Renderer;
  readonly #end = new AbortController();
  readonly #over = Promise.withResolvers<void>();
  readonly #screen: Screen;
  #position: Position = { focus: "cells", tab: "running", component: 0, index: 0 };
  #overview: Overview | undefined;
  #page: ComponentPage | undefined;
  #isHelp = false;
  #question: Act | undefined;
  /** The number that is being typed, if one is. */
  #typed: string | undefined;
  #isRemoved = false;
  #hasChosenTab = false;

  /**
   * @param map The map.
   * @param view What is known of it, which has been read once.
   * @param render Writes lines for the terminal.
   */
  constructor(map: HTMap, view: MapView, render: Renderer) {
    this.#map = map;
    this.#view = view;
    this.#render = render;
    onSaid((_, text) => {
      // That the queue does not answer is on the screen already.
      if (view.trouble === undefined || !text.includes(view.trouble)) this.#say(text);
    });
    this.#screen = new Screen({
      onKey: (key) => {
        this.#press(key);
        this.#draw();
      },
      onRedraw: () => this.#draw(),
      onClosed: () => this.#over.resolve(),
    });
  }

  /**
   * Shows the map until its user has seen enough.
   *
   * @param signal Ends it.
   */
  async run(signal: AbortSignal): Promise<void> {
    using screen = this.#screen;
    const end = (): void => this.#over.resolve();
    signal.addEventListener("abort", end);
    try {
      if (!screen.hasKeys) this.#say("There is no keyboard here: Ctrl-C ends it");
      this.#position = { ...this.#position, tab: defaultTab(this.#view) };
      this.#draw();
      const learning = this.#learn().catch((error) => this.#over.reject(error));
      const ticking = this.#tick();
      await this.#over.promise;
      this.#end.abort();
      this.#page?.close();
      await Promise.all([learning, ticking]);
    } finally {
      this.#end.abort();
      signal.removeEventListener("abort", end);
    }
    signal.throwIfAborted();
  }

  async #learn(): Promise<void> {
    await keepLearning(this.#view, {
      onLook: () => {
        if (!this.#hasChosenTab) this.#move({ tab: defaultTab(this.#view) });
        this.#page?.look();
        this.#draw();
      },
      onStale: (stale) => this.#move({ stale }),
      onRemoved: (error) => {
        this.#isRemoved = true;
        this.#move({ stale: `${messageOf(error)}. This is the last that was seen of it: q quits` });
        this.#draw();
      },
    }, this.#end.signal);
  }

  async #tick(): Promise<void> {
    const { signal } = this.#end;
    for (; !signal.aborted; await sleep(TICK, signal)) this.#draw();
  }

  #say(message: string | undefined): void {
    this.#move({ message });
  }

  #move(to: Partial<Position>): void {
    this.#position = { ...this.#position, ...to };
  }

  #draw(): void {
    const lines = this.#lines();
    this.#screen.show(lines.map(this.#render));
  }

  #lines(): readonly Line[] {
    const { size } = this.#screen;
    const now = Date.now();
    if (this.#isHelp) return drawHelp(size);
    const message = this.#typed === undefined
      ? this.#question?.question ?? this.#position.message
      : `Component: ${this.#typed}_`;
    if (this.#page) return this.#page.draw(message, size, now);
    this.#overview = drawOverview(this.#view, { ...this.#position, message }, size, now);
    return this.#overview.lines;
  }

  #press(key: Key): void {
    if (key === "ctrl-z") return this.#screen.suspend();
    if (key === "ctrl-l") return this.#screen.redraw();
    if (this.#typed !== undefined) return this.#type(key);
    if (this.#question) return this.#answer(this.#question, key);
    if (this.#isHelp) {
      this.#isHelp = false;
      return;
    }
    this.#say(undefined);
    const act = Object.hasOwn(ACTS, key) ? ACTS[key] : undefined;
    if (key === "q" || key === "ctrl-c") this.#over.resolve();
    else if (key === "?") this.#isHelp = true;
    else if (key === "g") this.#typed = "";
    else if (act !== undefined) this.#propose(act);
    else if (this.#page) this.#pressInPage(this.#page, key);
    else this.#pressInOverview(key);
  }

  #type(key: Key): void {
    if (/^\d$/.test(key)) this.#typed = `${this.#typed}${key}`.slice(0, 15);
    else if (key === "backspace") this.#typed = this.#typed?.slice(0, -1);
    else if (key === "escape" || key === "ctrl-c") this.#typed = undefined;
    else if (key === "enter") {
      const text = this.#typed ?? "";
      this.#typed = undefined;
      const last = this.#view.statuses.length - 1;
      if (text !== "" && Number(text) <= last) this.#open(Number(text));
      else if (text !== "") this.#say(`There is no component ${text}: the last is ${last}`);
    }
  }

  #propose(name: ActName): void {
    if (this.#isRemoved) return this.#say("The map was removed: nothing can be done to it");
    const act = actOf(name, this.#map, this.#view, this.#chosen() ?? 0);
    if (typeof act === "string") this.#say(act);
    else this.#question = act;
  }

  #answer(act: Act, key: Key): void {
    if (key !== "y" && key !== "Y") {
      if (!["n", "N", "escape", "enter", "ctrl-c", "q"].includes(key)) return;
      this.#question = undefined;
      return this.#say("Nothing was done");
    }
    this.#question = undefined;
    this.#say(act.doing);
    perform(act, this.#end.signal).then((message) => {
      this.#say(message);
      this.#draw();
    }).catch((error) => {
      if (!this.#end.signal.aborted) this.#over.reject(error);
    });
  }

  /** The component that is chosen, if one is. */
  #chosen(): number | undefined {
    if (this.#page) return this.#page.component;
    const { focus, tab, index, component } = this.#position;
    if (focus === "list") return componentOfLine(this.#view, tab, index);
    const { cells } = this.#overview ?? {};
    if (!cells) return component;
    return componentOfCell(cells, this.#view.statuses, Math.floor(component / cells.per));
  }

  #open(component: number): void {
    this.#page?.close();
    this.#move({ component });
    this.#page = new ComponentPage(this.#view, component, () => this.#draw());
  }

  #pressInPage(page: ComponentPage, key: Key): void {
    const last = this.#view.statuses.length - 1;
    if (key === "escape" || key === "backspace") {
      page.close();
      this.#page = undefined;
    } else if (key === "n") this.#open(Math.min(last, page.component + 1));
    else if (key === "p") this.#open(Math.max(0, page.component - 1));
    else page.press(key);
  }

  #pressInOverview(key: Key): void {
    if (/^[1-4]$/.test(key)) return this.#chooseTab(TABS[Number(key) - 1]!);
    if (key === "tab" || key === "backtab") {
      const canChoose = choicesOf(this.#view, this.#position.tab) > 0;
      const focus = this.#position.focus === "cells" && canChoose ? "list" : "cells";
      return this.#move({ focus, index: 0 });
    }
    if (key === "enter") {
      const component = this.#chosen();
      if (component !== undefined) this.#open(component);
      return;
    }
    if (this.#position.focus === "list") this.#moveInList(key);
    else this.#moveAmongCells(key);
  }

  #chooseTab(tab: Tab): void {
    this.#hasChosenTab = true;
    const focus = choicesOf(this.#view, tab) > 0 ? "list" : "cells";
    this.#move({ tab, focus, index: 0 });
  }

  #moveInList(key: Key): void {
    const { tab, index } = this.#position;
    const last = choicesOf(this.#view, tab) - 1;
    const page = Math.max(1, this.#overview?.page ?? 1);
    if (key === "left" || key === "right") {
      const at = TABS.indexOf(tab) + (key === "left" ? -1 : 1);
      return this.#chooseTab(TABS[(at + TABS.length) % TABS.length]!);
    }
    const step =
      { up: -1, k: -1, down: 1, j: 1, pageup: -page, pagedown: page, home: -index, end: last }[key];
    if (step === undefined) return;
    if (step < 0 && index === 0) return this.#move({ focus: "cells" });
    this.#hasChosenTab = true;
    this.#move({ index: Math.max(0, Math.min(last, index + step)) });
  }

  #moveAmongCells(key: Key): void {
    const { cells } = this.#overview ?? {};
    if (!cells) return;
    const { per, columns, statuses } = cells;
    const cell = Math.floor(this.#position.component / per);
    const last = statuses.length - 1;
    const step = {
      left: -1,
      right: 1,
      up: -columns,
      k: -columns,
      down: columns,
      j: columns,
      home: -cell,
      end: last,
    }[key];
    if (step === undefined) return;
    const to = cell + step;
    if (to > last && key !== "right") {
      const isLastRow = Math.floor(cell / columns) === Math.floor(last / columns);
      if (isLastRow && choicesOf(this.#view, this.#position.tab) > 0) {
        return this.#move({ focus: "list", index: 0 });
      }
    }
    this.#move({
      component: Math.max(0, Math.min(last, to < 0 && key !== "left" ? cell : to)) * per,
    });
  }
}
