import { zeros, type NDArray } from "@proj/array";
import {
  anyOption,
  convert,
  integerOption,
  numberOption,
  readArgument,
  readOptions,
  type OptionReaders,
} from "@proj/array/core";
import { svd } from "@proj/array/linalg";
import { condTrees, mapToState, trainableLeaves, withLeaves } from "../arrays.ts";
import { increment, noSteps, scalarOrScheduleOption, transformationOption } from "../hyperparameters.ts";
import type {
  ArrayTree,
  CountState,
  GradientTransformation,
  ScalarOrSchedule,
  ScheduledState,
} from "../transformation.ts";
import { scaleByAdam, type AdamState } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights, decayReaders, type DecayOptions } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";
import { asMatrices, axesOfEach, type MatrixAxesOf, type MatrixForm } from "./matrix-axes.ts";

/** The state of the optimiser of small matrices, and the projections to them. */
export interface GaloreState<Inner = AdamState> extends CountState {
  readonly baseOptimizerState: Inner;
  readonly projector: ArrayTree;
}

/** The constants of {@link scaleByGalore}. */
export interface ScaleByGaloreOptions<Inner = AdamState> {
  /** The rank of projected gradients; default 128. */
  readonly rank?: number;
  /** The projection is found anew at every so many-th step; default 200. */
  readonly updateProjGap?: number;
  /** The factor of updates of matrices; default 1. */
  readonly scale?: number;
  /** What moves the projected gradients; default `scaleByAdam()`. */
  readonly baseOptimizer?: GradientTransformation<Inner>;
  /** Which axes of parameters are rows and columns; default those of matrices. */
  readonly weightDimensionNumbers?: MatrixAxesOf;
}

const readers: OptionReaders<ScaleByGaloreOptions<unknown>> = {
  rank: integerOption(1),
  updateProjGap: integerOption(1),
  scale: numberOption,
  baseOptimizer: transformationOption,
  weightDimensionNumbers: anyOption<MatrixAxesOf>(),
};

/** A parameter as one matrix, with the rank of its projection. */
interface Projected extends MatrixForm {
  readonly matrix: NDArray;
  readonly rank: number;
  /** Whether the projection is multiplied from the left. */
  readonly left: boolean;
}

function projecting(
  operation: string,
  options: ScaleByGaloreOptions<unknown>,
): GradientTransformation<GaloreState<unknown>> {
  const { rank: most = 128, updateProjGap = 200, scale = 1, weightDimensionNumbers } = options;
  const base = options.baseOptimizer ?? scaleByAdam();
  /** The arrays of a tree as matrices, null where they are none. */
  const formsOf = (tree: unknown): readonly (Projected | null)[] => {
    const axes = axesOfEach(operation, weightDimensionNumbers, tree, 2);
    return trainableLeaves(tree).map((x, place): Projected | null => {
      const own = axes[place] ?? null;
      if (own === null) return null;
      const form = asMatrices(operation, x, own);
      const { fanIn, fanOut, matrices } = form;
      const rank = Math.min(most, fanIn, fanOut);
      return { ...form, matrix: matrices.reshape([fanIn, fanOut]), rank, left: fanIn >= fanOut };
    });
  };
  const projectorOf = ({ matrix, rank, left }: Projected): NDArray => {
    const [u, , vt] = svd(convert(matrix, "float32"), { fullMatrices: false });
    const basis = left ? u.get(":", `:${rank}`) : vt.get(`:${rank}`).T;
    return convert(basis, matrix.dtype);
  };
  return {
    init(params) {
      const forms = formsOf(params);
      let place = 0;
      const small = trainableLeaves(params).map((p, k) => {
        const form = forms[k] ?? null;
        if (form === null) return p;
        const { fanIn, fanOut, rank, left } = form;
        return zeros(left ? [rank, fanOut] : [fanIn, rank], p.dtype);
      });
      return {
        count: noSteps(),
        baseOptimizerState: base.init(withLeaves(params, small)),
        projector: mapToState(
          operation,
          (p) => {
            const form = forms[place++] ?? null;
            if (form === null) return zeros([0, 0], p.dtype);
            return zeros([form.left ? form.fanIn : form.fanOut, form.rank], p.dtype);
          },
          params,
        ),
      };
    },
    update(updates, state, _params, extra) {
      const forms = formsOf(updates);
      const gradients = trainableLeaves(updates);
      // Asked for each matrix: without one, a compiled program would hold a comparison that nothing reads.
      const renews = (): NDArray => state.count.mod(updateProjGap).eq(0);
      const projectors = trainableLeaves(state.projector).map((old, k) => {
        const form = forms[k] ?? null;
        return form === null
          ? old
          : condTrees(
              renews(),
              () => projectorOf(form),
              () => old,
            );
      });
      const small = gradients.map((g, k) => {
        const form = forms[k] ?? null;
        if (form === null) return g;
        return form.left ? projectors[k]!.T.matmul(form.matrix) : form.matrix.matmul(projectors[k]!);
      });
      const [moved, baseOptimizerState] = base.update(
        withLeaves(updates, small),
        state.baseOptimizerState,
        null,
        extra,
      );
      const large = trainableLeaves(moved).map((u, k) => {
        const form = forms[k] ?? null;
        if (form === null) return u;
        const { fanIn, fanOut, left, back } = form;
        const whole = left ? projectors[k]!.matmul(u) : u.matmul(projectors[k]!.T);
        return convert(back(whole.reshape([1, fanIn, fanOut])).mul(scale), gradients[k]!.dtype);
      });
      let place = 0;
      const projector = mapToState(operation, () => projectors[place++]!, updates);
      return [withLeaves(updates, large), { count: increment(state.count), baseOptimizerState, projector }];
    },
  };
}

/**
 * Moves matrices in a space of few dimensions, that of the largest singular values of a gradient: Adam in little memory (Zhao et al. 2024).
 *
 * @param options - see {@link ScaleByGaloreOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByGalore } from "@proj/optim/contrib";
 * const { init, update } = scaleByGalore({ rank: 1 });
 * const gradient = array([[3, 0], [0, 1]]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [[1, 0], [0, 0]]
 * ```
 */
export function scaleByGalore<Inner = AdamState>(
  options?: ScaleByGaloreOptions<Inner>,
): GradientTransformation<GaloreState<Inner>> {
  const read = readOptions<ScaleByGaloreOptions<unknown>>("scaleByGalore", options, readers);
  // The inner optimiser is what the caller gave, or the default of the type parameter.
  return projecting("scaleByGalore", read) as GradientTransformation<GaloreState<Inner>>;
}

/** The constants of {@link galore}; `weightDecay` is 0 by default. */
export interface GaloreOptions<Inner = AdamState> extends ScaleByGaloreOptions<Inner>, DecayOptions {}

const galoreReaders: OptionReaders<GaloreOptions<unknown>> = { ...readers, ...decayReaders };

/**
 * GaLore: {@link scaleByGalore}, weight decay, and a step of the learning rate downhill (Zhao et al. 2024).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link GaloreOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { galore } from "@proj/optim/contrib";
 * const { init, update } = galore(0.1, { rank: 1 });
 * const params = array([[1, 0], [0, 1]]);
 * update(array([[3, 0], [0, 1]]), init(params), params)[0].toList(); // ≈ [[-0.1, 0], [0, 0]]
 * ```
 */
export function galore<Inner = AdamState>(
  learningRate: ScalarOrSchedule,
  options?: GaloreOptions<Inner>,
): GradientTransformation<readonly [GaloreState<Inner>, ScheduledState, ScheduledState]> {
  const rate = readArgument("galore", "learningRate", learningRate, scalarOrScheduleOption);
  const read = readOptions<GaloreOptions<unknown>>("galore", options, galoreReaders);
  const { weightDecay = 0, mask, ...constants } = read;
  // As above.
  const direction = projecting("galore", constants) as GradientTransformation<GaloreState<Inner>>;
  return chain(direction, addDecayedWeights(weightDecay, mask), scaleByLearningRate(rate));
}
