import { abstractEval } from "../abstract-eval/index.ts";
import { Pair, Reals } from "../complex/reals.ts";
import type { ComplexRule } from "../complex/rules.ts";
import type { Params, PrimitiveName, Results } from "../primitives.ts";
import { abstractArray, type AbstractArray } from "../types/abstract-array.ts";
import { bigintsOf, convertNumber, isComplexDType, type DType } from "../types/dtype.ts";
import { stepIn } from "./elementwise.ts";
import { allocate, type HostArray } from "./host-array.ts";
import type { evaluate as Evaluate } from "./index.ts";

const isComplexArray = ({ dtype }: { readonly dtype: DType }): boolean => isComplexDType(dtype);

/** Whether complex numbers are among operands or results. */
export function isPairwise(operands: readonly HostArray[], results: readonly AbstractArray[]): boolean {
  return results.some(isComplexArray) || operands.some(isComplexArray);
}

/** Formulas of real primitives, by their evaluation. */
export const hostReals = (evaluate: typeof Evaluate): Reals<HostArray> =>
  new Reals<HostArray>({
    typeOf: ({ shape, dtype }) => abstractArray(shape, dtype),
    number: (value, { dtype }) => {
      const scalar = allocate({ shape: [], dtype });
      scalar.data[0] = value;
      return scalar;
    },
    apply: (primitive, operands, params) => {
      const types = operands.map(({ shape, dtype }) => abstractArray(shape, dtype));
      const results = abstractEval(primitive, types as never, params) as readonly AbstractArray[];
      return evaluate(primitive, operands as never, params, results);
    },
  });

/** Every second number of an array, in double precision. */
function part({ shape, data }: HostArray, first: 0 | 1): HostArray {
  const values = new Float64Array(data.length / 2);
  for (let i = 0; i < values.length; i++) values[i] = data[2 * i + first]!;
  return { shape, dtype: "float64", data: values };
}

/** Real numbers, or the parts of complex ones, as an array of the type that was inferred. */
function joined(value: HostArray | Pair<HostArray>, aval: AbstractArray): HostArray {
  const result = allocate(aval);
  const { data } = result;
  if (value instanceof Pair) {
    const { re, im } = value;
    const [reStep, imStep] = [stepIn(re), stepIn(im)];
    for (let i = 0; 2 * i < data.length; i++) {
      data[2 * i] = re.data[i * reStep]!;
      data[2 * i + 1] = im.data[i * imStep]!;
    }
  } else {
    const step = stepIn(value);
    const [whole, from] = [bigintsOf(data), bigintsOf(value.data)];
    // Integers of 64 bits stand beside complex numbers only as they are.
    if (whole !== null && from !== null) for (let i = 0; i < whole.length; i++) whole[i] = from[i * step]!;
    else for (let i = 0; i < data.length; i++) data[i] = convertNumber(value.data[i * step]!, value.dtype, aval.dtype);
  }
  return result;
}

/** Evaluates a primitive with complex operands or results by its formula of real ones, in double precision. */
export function evaluatePairs<P extends PrimitiveName>(
  reals: Reals<HostArray>,
  rule: ComplexRule<P>,
  operands: readonly HostArray[],
  params: Params<P>,
  results: readonly AbstractArray[],
): Results<P, HostArray> {
  const values = rule(
    reals,
    operands.map((x) => (isComplexArray(x) ? new Pair(part(x, 0), part(x, 1)) : x)),
    params,
    results,
  );
  return values.map((value, k) => joined(value, results[k]!)) as unknown as Results<P, HostArray>;
}
