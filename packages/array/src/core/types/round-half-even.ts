/** Rounds half to even, as IEEE 754 and NumPy do. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const fraction = x - below;
  if (fraction < 0.5) return below;
  const rounded = fraction > 0.5 || below % 2 !== 0 ? below + 1 : below;
  // What rounds up to zero from below is the negative zero.
  return rounded === 0 && x < 0 ? -0 : rounded;
}
