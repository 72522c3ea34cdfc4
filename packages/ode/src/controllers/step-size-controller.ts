/** Chooses the steps of an integration whose times are known before it runs. */
export interface StepSizeController {
  /**
   * The ends of all steps, from `t0` to `t1`.
   *
   * @param dt0 - the step that the caller suggests, or null.
   */
  readonly times: (t0: number, t1: number, dt0: number | null) => readonly number[];
}
