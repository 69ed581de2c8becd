/**
 * How long the rest of some work may take.
 *
 * @module
 */

/** When so much was first done; times in seconds in which there was work. */
interface Level {
  readonly time: number;
  done: number;
}

/** Levels that are nearer to each other than this part of the whole time are taken as one. */
const FINEST = 1 / 500;

/** Less is not worth a word, in seconds. */
const LEAST = 0.5;

/** How much has to be done for the time it took to tell something. */
const ENOUGH = 10;

/**
 * Guesses how long the rest takes, by how fast the work went of late: in the later half of the time, or
 * longer if little was done in that. So it follows a pool that grows or shrinks, and neither results that
 * come many at once nor the pause after them make it jump.
 *
 * What was done before it began tells nothing of that, nor does time in which nobody worked.
 */
export class TimeLeft {
  /** Where it began. */
  #begin: Level = { time: 0, done: 0 };
  /** What is gone by, the earliest first. */
  #levels: Level[] = [];
  /** How long was worked so far, in seconds, and until something was last done. */
  #worked = 0;
  #workedThen = 0;
  #last: { seconds: number; isIdle: boolean } | undefined;

  /**
   * Notes how far the work is.
   *
   * @param done How much is done.
   * @param seconds The time, in seconds since whenever.
   * @param isIdle Whether nobody works just now, as while all jobs wait for a machine.
   */
  note(done: number, seconds: number, isIdle = false): void {
    const before = this.#levels.at(-1);
    // What is done again is not done any more: what came before tells nothing of it.
    if (!before || done < before.done) {
      this.#begin = { time: this.#worked, done };
      this.#levels = [this.#begin];
    } else {
      const last = this.#last ?? { seconds, isIdle };
      // What was done meanwhile, somebody has worked on, even if nobody was seen to.
      if (!last.isIdle || !isIdle || done > before.done) this.#worked += seconds - last.seconds;
      if (done > before.done) this.#reach(done);
      this.#forget();
    }
    this.#last = { seconds, isIdle };
  }

  /**
   * Guesses how long the rest takes. Until longer has passed than ever before from one result to the next,
   * nothing speaks against the last guess, which only gets shorter meanwhile.
   *
   * @param total How much there is to do in all.
   * @returns The time in seconds; `undefined` if nothing has been done since it began, or all is, or it
   *   should be by now.
   */
  of(total: number): number | undefined {
    const [first, last] = [this.#levels[0], this.#levels.at(-1)];
    if (!first || !last || last.done <= first.done || last.done >= total) return undefined;
    const since = this.#worked - this.#workedThen;
    const patience = Math.min(since, this.#longestPause());
    const taken = this.#workedThen - first.time + since - patience;
    const seconds = taken * (total - last.done) / (last.done - first.done) - patience;
    return seconds >= LEAST ? seconds : undefined;
  }

  /** The longest time from one result to the next. */
  #longestPause(): number {
    const pauses = this.#levels.slice(1).map(({ time }, i) => time - this.#levels[i]!.time);
    return Math.max(...pauses);
  }

  #reach(done: number): void {
    const levels = this.#levels;
    this.#workedThen = this.#worked;
    const last = levels.at(-1)!; // there is one since the first call
    const isNew = levels.length === 1 || this.#worked - last.time >= this.#worked * FINEST;
    if (isNew) levels.push({ time: this.#worked, done });
    else last.done = done;
  }

  /** Forgets what was before the later half of the time, but for what little was done in that. */
  #forget(): void {
    const levels = this.#levels;
    const { time, done } = this.#begin;
    const last = levels.at(-1)!.done;
    const latest = {
      time: (time + this.#worked) / 2,
      done: last - Math.min(ENOUGH, (last - done) / 2),
    };
    for (let second; (second = levels[1]) && levels.length > 2;) {
      if (second.time > latest.time || second.done > latest.done) return;
      levels.shift();
    }
  }
}
