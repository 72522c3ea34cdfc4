/** When a run ends before its last batch. */
export interface EarlyStop {
  /** Validations without a smaller loss; undefined for any number. */
  readonly patience: number | undefined;
  /** A loss that is good enough; undefined for none. */
  readonly below: number | undefined;
}

/** Whether a run ends, given the validation losses so far. */
export function endsEarly({ patience = Infinity, below = -Infinity }: EarlyStop, losses: readonly number[]): boolean {
  const best = losses.indexOf(Math.min(...losses));
  return losses.length > 0 && (losses.at(-1)! < below || losses.length - 1 - best >= patience);
}
