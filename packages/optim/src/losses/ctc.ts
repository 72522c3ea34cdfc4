import { concatenate, einsum, full, logaddexp, pad, scan, zeros, type ArrayLike, type NDArray } from "@proj/array";
import {
  convert,
  integerOption,
  numberOption,
  readOptions,
  shapesEqual,
  UsageError,
  type OptionReaders,
} from "@proj/array/core";
import { logSoftmax, oneHot } from "@proj/array/nn";
import { anyArray, floats, integers } from "./operands.ts";

/** Options of {@link ctcLoss}. */
export interface CtcOptions {
  /** The class of blanks; default 0. */
  readonly blankId?: number;
  /** What stands for log 0; default -1e5. */
  readonly logEpsilon?: number;
}

const readers: OptionReaders<CtcOptions> = { blankId: integerOption(0), logEpsilon: numberOption };

/** Probabilities so far that a path is at a blank, or at a label. */
type Paths = readonly [phi: NDArray, emit: NDArray];

function forward(
  operation: string,
  logits: ArrayLike,
  logitPaddings: ArrayLike,
  labels: ArrayLike,
  labelPaddings: ArrayLike,
  options: CtcOptions | undefined,
): readonly [loss: NDArray, phi: NDArray, emit: NDArray] {
  const { blankId = 0, logEpsilon = -1e5 } = readOptions(operation, options, readers);
  const x = floats(operation, "logits", logits);
  const y = integers(operation, "labels", labels);
  const pads = convert(anyArray(operation, "logitPaddings", logitPaddings), x.dtype);
  const labelPads = anyArray(operation, "labelPaddings", labelPaddings);
  const fits =
    x.ndim === 3 &&
    y.ndim === 2 &&
    shapesEqual(y.shape, labelPads.shape) &&
    shapesEqual(x.shape.slice(0, 2), pads.shape) &&
    x.shape[0] === y.shape[0];
  if (!fits) {
    throw new UsageError({
      operation,
      received: `logits ${x.describe()}, logitPaddings ${pads.describe()}, labels ${y.describe()} and labelPaddings ${labelPads.describe()}`,
      expected: "float[batch, time, classes], float[batch, time], int[batch, length] and float[batch, length]",
      remedy: "pad sequences to one length, and say with ones where they are padded",
    });
  }
  const [batch, , classes] = x.shape as readonly [number, number, number];
  const length = y.shape[1]!;
  const logs = logSoftmax(x);
  const lengths = labelPads.sum(1).neg().add(length).astype("int32");
  const repeat = pad(convert(y.get(":", ":-1").eq(y.get(":", "1:")), x.dtype), [
    [0, 0],
    [0, 1],
  ]);
  const blank = logs.get(":", ":", `${blankId}:${blankId + 1}`).transpose([1, 0, 2]);
  const emitted = einsum("btk,bnk->btn", logs, convert(oneHot(y, classes), x.dtype)).transpose([1, 0, 2]);
  const advance = (phi: NDArray, added: NDArray): NDArray =>
    concatenate([phi.get(":", ":1"), logaddexp(phi.get(":", "1:"), added)], -1);
  const nothing = (columns: number): NDArray => full([batch, columns], logEpsilon, x.dtype);
  const start: Paths = [concatenate([zeros([batch, 1], x.dtype), nothing(length)], -1), nothing(length)];
  const [, [phis, emits]] = scan(
    ([phi, emit]: Paths, [own, none, padding]: readonly [NDArray, NDArray, NDArray]): readonly [Paths, Paths] => {
      const reached = advance(phi, emit.add(repeat.mul(logEpsilon)));
      const nextEmit = logaddexp(reached.get(":", ":-1").add(own), emit.add(own));
      const apart = repeat.neg().add(1).mul(logEpsilon);
      const nextPhi = advance(reached.add(none), emit.add(none).add(apart));
      const kept = padding.reshape([batch, 1]);
      const goes = kept.neg().add(1);
      const next: Paths = [kept.mul(phi).add(goes.mul(nextPhi)), kept.mul(emit).add(goes.mul(nextEmit))];
      return [next, next];
    },
    start,
    [emitted, blank, pads.transpose([1, 0])] as const,
  );
  const last = advance(phis.get(-1), emits.get(-1));
  const allPhis = concatenate([phis.get(":-1"), last.reshape([1, ...last.shape])], 0);
  const ends = convert(oneHot(lengths, length + 1), x.dtype);
  return [last.mul(ends).sum(1).neg(), allPhis, emits];
}

/**
 * {@link ctcLoss}, and the logarithms of the probabilities of all beginnings.
 *
 * @param logits - float[batch, time, classes].
 * @param logitPaddings - [batch, time]: 1 where a sequence is padded.
 * @param labels - int[batch, length].
 * @param labelPaddings - [batch, length]: 1 where labels are padded.
 * @param options - `blankId` (default 0), `logEpsilon` (default -1e5).
 * @returns the losses float[batch], and the logarithms that end in a blank, float[time, batch, length + 1], and in a label, float[time, batch, length].
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { ctcLossWithForwardProbs } from "@proj/optim/losses";
 * const [loss, phi] = ctcLossWithForwardProbs(array([[[0, 0]]]), array([[0]]), array([[1]], "int32"), array([[0]]));
 * loss.toList(); // ≈ [0.6931]
 * phi.shape; // → [1, 1, 2]
 * ```
 */
export function ctcLossWithForwardProbs(
  logits: ArrayLike,
  logitPaddings: ArrayLike,
  labels: ArrayLike,
  labelPaddings: ArrayLike,
  options?: CtcOptions,
): readonly [loss: NDArray, logalphaPhi: NDArray, logalphaEmit: NDArray] {
  return forward("ctcLossWithForwardProbs", logits, logitPaddings, labels, labelPaddings, options);
}

/**
 * Connectionist temporal classification: how improbable labels are, of which nobody knows when they were said (Graves et al. 2006).
 *
 * @param logits - float[batch, time, classes].
 * @param logitPaddings - [batch, time]: 1 where a sequence is padded.
 * @param labels - int[batch, length].
 * @param labelPaddings - [batch, length]: 1 where labels are padded.
 * @param options - `blankId` (default 0), `logEpsilon` (default -1e5).
 * @returns float[batch]
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { ctcLoss } from "@proj/optim/losses";
 * ctcLoss(array([[[0, 0]]]), array([[0]]), array([[1]], "int32"), array([[0]])).toList(); // ≈ [0.6931]
 * ```
 */
export function ctcLoss(
  logits: ArrayLike,
  logitPaddings: ArrayLike,
  labels: ArrayLike,
  labelPaddings: ArrayLike,
  options?: CtcOptions,
): NDArray {
  return forward("ctcLoss", logits, logitPaddings, labels, labelPaddings, options)[0];
}
