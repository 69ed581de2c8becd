/**
 * How long something took, in a unit that suits it.
 *
 * @module
 */

/**
 * Writes a time that something took.
 *
 * @param seconds The time, in seconds.
 * @returns Such as `"12 ms"`, `"1.5 s"`, `"2 min 5 s"` or `"3 h 10 min"`.
 */
export function timeTaken(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole / 60) % 60} min`;
}
