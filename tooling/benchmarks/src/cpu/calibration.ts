import { inThisProcess, type Clock, type Run } from "./measure.ts";

const rounds = 2 ** 15;

/** Eight chains of multiplications and additions, which keep the processor's units busy and need no memory. */
function chains(): number {
  let [a, b, c, d, e, f, g, h] = [1, 2, 3, 4, 5, 6, 7, 8] as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let n = 0; n < rounds; n++) {
    a = a * 0.999 + 1;
    b = b * 0.999 + 1;
    c = c * 0.999 + 1;
    d = d * 0.999 + 1;
    e = e * 0.999 + 1;
    f = f * 0.999 + 1;
    g = g * 0.999 + 1;
    h = h * 0.999 + 1;
  }
  return a + b + c + d + e + f + g + h;
}

/** Operations of a run of the calibration. */
export const calibrationOperations = 16 * rounds;

/** What says how fast the machine is while a row is measured: rows in which it was slow do not compare with others. */
export function calibration(clock: Clock): Run {
  return inThisProcess(() => {
    if (!(chains() > 0)) throw new Error("the calibration computes something else");
  }, clock);
}
