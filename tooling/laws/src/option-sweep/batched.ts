import { array, stack, UsageError, type NDArray } from "@proj/array";
import { isFloat, toHost } from "@proj/array/core";
import { vmap } from "@proj/autodiff";
import { refusal, type RecordedCall } from "./play.ts";

/** Another member of a batch: its floats are doubled, by which nothing is rounded. */
const other = (x: NDArray): NDArray => (isFloat(x.dtype) ? x.mul(array(2, { dtype: x.dtype })) : x);

/** How far members may be off, relative to their largest element: batches sum in another order. */
const nearness = 2 ** -16;

/** Whether a call is refused for a member of its batch. */
export function isRefused({ reads, answer }: RecordedCall): boolean {
  try {
    for (const member of [reads, reads.map(other)]) answer(member);
    return false;
  } catch (error) {
    if (error instanceof UsageError) return true;
    throw error;
  }
}

/** What `vmap` makes of a call otherwise than the calls one by one, or null. */
export function batchComplaint({ reads, answer }: RecordedCall): string | null {
  const members = [reads, reads.map(other)];
  const batch = reads.map((_, k) => stack(members.map((member) => member[k]!)));
  let together: readonly NDArray[];
  try {
    together = vmap((...given: NDArray[]) => answer(given))(...batch);
  } catch (error) {
    return error instanceof UsageError ? refusal(error) : `it breaks: ${String(error)}`;
  }
  for (const [member, given] of members.entries()) {
    for (const [k, wanted] of answer(given).entries()) {
      const wrong = disagreementOf(together[k]!.get(member), wanted);
      if (wrong !== null) return `member ${member}, result ${k}: ${wrong}`;
    }
  }
  return null;
}

function disagreementOf(found: NDArray, wanted: NDArray): string | null {
  if (found.describe() !== wanted.describe()) return `${found.describe()} instead of ${wanted.describe()}`;
  const [values, right] = [found, wanted].map((x) => Array.from(toHost(x, "vmap").data, Number)) as [
    number[],
    number[],
  ];
  const near = nearness * Math.max(0, ...right.filter(Number.isFinite).map(Math.abs));
  const place = values.findIndex(
    (value, at) => !Object.is(value, right[at]) && value !== right[at] && !(Math.abs(value - right[at]!) <= near),
  );
  return place < 0 ? null : `element ${place} is ${values[place]} instead of ${right[place]}`;
}

/** Functions of which no call is mapped, by the reason. */
export const unmapped: Readonly<Record<string, readonly string[]>> = {
  "it takes no arrays":
    `fft.fftfreq fft.rfftfreq linalg.hilbert linalg.pascal linalg.helmert linalg.dft linalg.hadamard eye tri indices
    diagIndices trilIndices triuIndices bartlett blackman hamming hanning kaiser identity random.PRNGKey`.split(/\s+/),
  "the shape of its result follows from values": ["trimZeros"],
  "the calls that were drawn have no elements, which it refuses": ["fft.ifft2"],
};
