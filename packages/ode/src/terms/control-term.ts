import { conj, tensordot, UsageError, type ArrayLike, type NDArray } from "@proj/array";
import {
  isComplexDType,
  isNDArray,
  promotedType,
  readArgument,
  shapesEqual,
  wrongOption,
  type OptionReader,
} from "@proj/array/core";
import { flattenWithPath, keyString, prefixMismatches, structure } from "@proj/tree";
import { Path } from "../path.ts";
import { inDTypeOf, mapArrays } from "../trees.ts";
import { TreeRecord } from "../tree-record.ts";
import { isBrownian } from "./brownian.ts";
import { DiagonalLinearOperator, isLinearOperator } from "./linear-operator.ts";
import { ODETerm } from "./ode-term.ts";
import { AbstractTerm, type ControlOptions } from "./term.ts";
import {
  callVectorField,
  vectorFieldOption,
  type VectorField,
  type VectorFieldFunction,
  type VectorFieldModule,
} from "./vector-field.ts";

/** The increment of a control between two times, as a function. */
export type ControlFunction<Control> = (t0: NDArray, t1: NDArray) => Control;

/** A path of which only the increments are known. */
class FunctionPath<Control> extends Path<Control> {
  readonly increment: ControlFunction<Control>;

  constructor(increment: ControlFunction<Control>) {
    super();
    this.increment = increment;
    Object.freeze(this);
  }

  get t0(): number {
    return -Infinity;
  }

  get t1(): number {
    return Infinity;
  }

  protected at(): never {
    throw new UsageError({
      operation: "ControlTerm",
      received: "a control given as a function of two times, asked for its value or slope at one",
      expected: "a path, which has them",
      remedy: "pass an interpolation (LinearInterpolation, CubicInterpolation), or extend Path",
    });
  }

  override evaluate(t0: ArrayLike, t1: ArrayLike | null = null): Control {
    return t1 === null ? this.at() : this.increment(t0 as NDArray, t1 as NDArray);
  }
}

const pathOption: OptionReader<Path<unknown>> = (value, place) => {
  if (value instanceof Path) return value;
  if (typeof value === "function") return new FunctionPath(value as ControlFunction<unknown>);
  throw wrongOption(place, value, "a path, or a function (t0, t1) => increment");
};

/**
 * The term f(t, y, args) dx(t) of a path x, such as data or a Brownian motion.
 *
 * For arrays y[...a] and x[...b] the vector field gives f[...a, ...b], whose last axes are contracted with the increment; for trees
 * of arrays so for each leaf. A vector field may also give an operator, whose `mv` then makes the product: for noise
 * that acts on each element by itself, `new DiagonalLinearOperator(…)`.
 *
 * @typeParam Y - the state: a tree of arrays of floats. A field that does not look at it has the default, which fits to any state.
 * @typeParam Args - whatever else the vector field depends on.
 * @typeParam VF - what the vector field gives: a tree of arrays, or an operator.
 * @typeParam Control - the values of the path.
 * @example
 * ```ts
 * import { array, stack, type NDArray } from "@proj/array";
 * import { ControlTerm, diffeqsolve, LinearInterpolation, Tsit5 } from "@proj/ode";
 * const control = new LinearInterpolation({ ts: [0, 2], ys: array([[0, 0], [1, 2]]) });
 * const term = new ControlTerm((_t, y: NDArray) => stack([y.neg(), y.mul(0).add(1)], -1), control);
 * diffeqsolve(term.toOde(), new Tsit5(), { t0: 0, t1: 2, dt0: 0.1, y0: array(1) }).ys.toList(); // ≈ [1.6321]
 * ```
 */
export class ControlTerm<Y = never, Args = undefined, VF = unknown, Control = unknown> extends AbstractTerm<
  Y,
  Args,
  VF,
  Control
> {
  readonly vectorField: VectorField<Y, Args, VF>;
  readonly control: Path<Control>;

  /**
   * @param vectorField - f(t, y, args): a function, or a module with such a method `call`.
   * @param control - the path x, or a function of two times that gives its increment.
   */
  constructor(vectorField: VectorFieldFunction<Y, Args, VF>, control: Path<Control> | ControlFunction<Control>);
  // eslint-disable-next-line @typescript-eslint/unified-signatures -- functions have a `call` too, of other types
  constructor(vectorField: VectorFieldModule<Y, Args, VF>, control: Path<Control> | ControlFunction<Control>);
  constructor(vectorField: VectorField<Y, Args, VF>, control: Path<Control> | ControlFunction<Control>) {
    super();
    this.vectorField = readArgument("ControlTerm", "vectorField", vectorField, vectorFieldOption());
    this.control = readArgument<Path<unknown>>("ControlTerm", "control", control, pathOption) as Path<Control>;
    Object.freeze(this);
  }

  vf(t: NDArray, y: Y, args: Args): VF {
    return callVectorField(this.vectorField, t, y, args);
  }

  /** @throws UsageError when Lévy areas are asked for and the path is no Brownian motion. */
  contr(t0: NDArray, t1: NDArray, { useLevy = false }: ControlOptions = {}): Control {
    if (!useLevy) return this.control.evaluate(t0, t1);
    const { control } = this;
    if (isBrownian(control)) return control.evaluate(t0, t1, true, true) as Control;
    throw wrongOption(
      { operation: "ControlTerm", name: "control" },
      control,
      "a Brownian motion, as the solver needs its Lévy areas: new VirtualBrownianTree(…)",
    );
  }

  prod(vf: VF, control: Control): Y {
    if (isLinearOperator(vf)) return vf.mv(control) as Y;
    return mapArrays((f, x) => contraction(f, x), vf as never, control as never);
  }

  /** @throws UsageError when the product is no increment of the state. */
  override vfProd(t: NDArray, y: Y, args: Args, control: Control): Y {
    const vf = this.vf(t, y, args);
    return incrementOf(y, this.prod(vf, control), vf, control);
  }

  /**
   * The same equation with time as its control, f(t, y, args) x'(t) dt: for paths that have a slope.
   *
   * @returns a term for every solver of ordinary differential equations.
   */
  toOde(): ODETerm<Y, Args> {
    return new ODETerm<Y, Args>(new SlopeOfControl(this));
  }
}

/** Vector field times slope of the control: the vector field of {@link ControlTerm.toOde}. */
class SlopeOfControl<Y, Args, VF, Control> extends TreeRecord implements VectorFieldModule<Y, Args, Y> {
  readonly term: ControlTerm<Y, Args, VF, Control>;

  constructor(term: ControlTerm<Y, Args, VF, Control>) {
    super();
    this.term = term;
    Object.freeze(this);
  }

  call(t: NDArray, y: Y, args: Args): Y {
    return this.term.vfProd(t, y, args, this.term.control.derivative(t));
  }
}

/**
 * A {@link ControlTerm} whose matrix is diagonal, for vector fields that give the diagonal: they, the control and the state have the
 * same structure and shapes. In Diffrax this is an old form of `ControlTerm` with an operator.
 *
 * @param vectorField - f(t, y, args): the diagonal, a tree of arrays like y.
 * @param control - the path, or a function of two times that gives its increment.
 * @throws UsageError when one of them is of another kind.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { VirtualBrownianTree, WeaklyDiagonalControlTerm } from "@proj/ode";
 * import { key } from "@proj/random";
 * const noise = new VirtualBrownianTree({ t0: 0, t1: 1, tol: 0.01, shape: [2], key: key(0) });
 * const term = WeaklyDiagonalControlTerm((_t, y: NDArray) => y.mul(0.1), noise);
 * term.prod(term.vf(array(0), array([1, 2]), undefined), array([1, 1])).toList(); // ≈ [0.1, 0.2]
 * ```
 */
export function WeaklyDiagonalControlTerm<Y, Args = undefined>(
  vectorField: VectorField<Y, Args, Y>,
  control: Path<Y> | ControlFunction<Y>,
): ControlTerm<Y, Args, DiagonalLinearOperator<Y>, Y> {
  const operation = "WeaklyDiagonalControlTerm";
  const field = readArgument(operation, "vectorField", vectorField, vectorFieldOption<VectorField<Y, Args, Y>>());
  const path = readArgument<Path<unknown>>(operation, "control", control, pathOption) as Path<Y>;
  return new ControlTerm<Y, Args, DiagonalLinearOperator<Y>, Y>(new Diagonal(field), path);
}

/** A vector field of diagonals as one of operators. */
class Diagonal<Y, Args> extends TreeRecord implements VectorFieldModule<Y, Args, DiagonalLinearOperator<Y>> {
  readonly vectorField: VectorField<Y, Args, Y>;

  constructor(vectorField: VectorField<Y, Args, Y>) {
    super();
    this.vectorField = vectorField;
    Object.freeze(this);
  }

  call(t: NDArray, y: Y, args: Args): DiagonalLinearOperator<Y> {
    return new DiagonalLinearOperator(callVectorField(this.vectorField, t, y, args));
  }
}

/** f[...a, ...b] · x[...b], summed over b. */
function contraction(f: NDArray, x: NDArray): NDArray {
  const left = f.ndim - x.ndim;
  if (left < 0 || !shapesEqual(f.shape.slice(left), x.shape)) {
    throw new UsageError({
      operation: "ControlTerm",
      received: `a vector field ${f.describe()} for a control ${x.describe()}`,
      expected: "a vector field whose last axes are those of the control",
      remedy: diagonalAdvice,
    });
  }
  const matrix = isComplexDType(f.dtype) ? conj(f) : f;
  return x.ndim === 0 ? matrix.mul(x) : tensordot(matrix, x, x.ndim);
}

const diagonalAdvice =
  "give f[...y, ...control]; for noise that acts on each element by itself, return new DiagonalLinearOperator(…)";

/**
 * A product as an increment of the state, in the dtypes of the state.
 *
 * @throws UsageError when it differs in structure or shapes: it is never stretched, as that would share noise without a word.
 */
export function incrementOf<Y>(y: Y, product: Y, vf: unknown, control: unknown): Y {
  const mismatch = prefixMismatches(structure(y as unknown, undefined), product)[0];
  const paths = mismatch === undefined ? flattenWithPath<unknown>(y)[0] : [];
  let place = 0;
  const checked = (increment: NDArray, state: NDArray): NDArray => {
    const path = keyString(paths[place++]![0]);
    const fits =
      isNDArray(increment) &&
      shapesEqual(increment.shape, state.shape) &&
      promotedType("ControlTerm", [increment, state]).dtype === state.dtype;
    if (fits) return inDTypeOf(increment, state);
    throw noIncrement(`${describe(increment)} for y${path} ${state.describe()}`, vf, control);
  };
  if (mismatch !== undefined) throw noIncrement(`another structure: ${mismatch.reason}`, vf, control);
  return mapArrays(checked, product, y);
}

const describe = (x: unknown): string => (isNDArray(x) ? x.describe() : typeof x);

function noIncrement(received: string, vf: unknown, control: unknown): UsageError {
  const kinds = [vf, control].map((x) => (isNDArray(x) ? x.describe() : "a tree or an operator"));
  return new UsageError({
    operation: "ControlTerm",
    received: `a product ${received}, of a vector field ${kinds[0]} and a control ${kinds[1]}`,
    expected: "an increment of the structure and shapes of y, in a dtype that does not widen it",
    remedy: diagonalAdvice,
  });
}
