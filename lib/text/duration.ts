/**
 * Times in hours, minutes and seconds.
 *
 * @module
 */

/**
 * Writes a time in hours, minutes and seconds.
 *
 * @param seconds The time, in seconds.
 * @returns Such as `"1:02:03"`, or `"02:03"` under an hour.
 */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (n: number): string => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${two(minutes)}:${two(whole % 60)}`;
}
