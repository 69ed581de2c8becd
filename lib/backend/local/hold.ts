/**
 * Holds of local jobs, and their codes.
 *
 * @module
 */

/** Why a job cannot go on, as HTCondor's hold codes say it. */
export class JobHold extends Error {
  /**
   * @param code HTCondor's `HoldReasonCode`.
   * @param subcode The system's error number, or 0.
   * @param message The reason, for people.
   */
  constructor(readonly code: number, readonly subcode: number, message: string) {
    super(message);
  }

  /** Reads what the system said. */
  static because(code: number, what: string, error: unknown): JobHold {
    const message = error instanceof Error ? error.message : String(error);
    const number = Number(/\(os error (\d+)\)/.exec(message)?.[1] ?? 0);
    const said = message.replace(/ ?\(os error \d+\).*/s, "");
    return new JobHold(code, number, `${what}: (errno ${number}) ${said}`);
  }
}

/** HTCondor's codes of the holds that happen here. */
export const HoldCode = {
  USER_REQUEST: 1,
  FAILED_TO_START: 6,
  OUTPUT_TRANSFER: 12,
  INPUT_TRANSFER: 13,
} as const;
