import type { NDArray } from "@proj/array";
import { isInexact } from "@proj/array/core";
import {
  callsMade,
  callsWithin,
  readByCall,
  type Call,
  type CallMade,
  type Values,
} from "@proj/generators/random-calls";
import {
  elementsIn,
  elementsOf,
  notFinite,
  atAnEnd,
  readsNaN,
  signsMeet,
  wrapsAround,
  raisesFar,
  numbersIn,
  readsComplex,
  namesFarPlaces,
  readsHalves,
  isWithin,
  nearIn,
} from "./conditions.ts";

/** A difference from JAX that is meant. */
interface Difference {
  readonly reason: string;
  /** What the call must stand in: the name of a row that has bodies. */
  readonly within?: RegExp;
  /** What the call must read; otherwise it is no excuse. */
  readonly where?: (reads: readonly NDArray[], call: Call) => boolean;
  readonly covers: (call: Call, message: string) => boolean;
}

const differences: readonly Difference[] = [
  {
    reason: "at() also counts round and round, as take does",
    covers: (_, message) => message.includes('Unknown gather mode "wrap"'),
  },
  {
    reason: "Fourier transforms take halves, in single precision",
    covers: ({ row }, message) =>
      /^jnp\.fft\.|signal\./.test(row) && /RFFT input must be|FFT input must be/.test(message),
  },
  {
    reason: "functions of the normal distribution take halves, in single precision, and integers as floats",
    covers: (_, message) => /x\.dtype=\w+ is not supported/.test(message),
  },
  {
    reason: "products by index have derivatives, also where places come twice",
    covers: (_, message) => message.includes("scatter_mul gradients are only implemented if"),
  },
  {
    reason:
      "of the exponent of an integer JAX takes six bits, also of a negative one; here all count, and a negative power is a fraction",
    where: raisesFar,
    covers: ({ row }, message) => /^(jnp|at)\.power/.test(row) && message.includes("element"),
  },
  {
    reason: "an integer to a negative power that is known is a float; JAX refuses it",
    covers: (_, message) => message.includes("Integers cannot be raised to negative powers"),
  },
  {
    reason: "windows are padded with the initial value, as StableHLO says; XLA on a CPU leaves the padding out",
    covers: ({ row, args }, message) =>
      / instead of /.test(message) && row === "lax.reduce_window" && args[5] !== "VALID",
  },
  {
    reason: "exponential integrals have their limits at 0 and at the infinities; JAX gives NaN",
    covers: ({ row }, message) => /^special\.exp(i|1|n)$/.test(row) && /(Infinity|: 0) instead of NaN/.test(message),
  },
  {
    reason: "positions and counts have 32 bits",
    covers: ({ row }, message) =>
      /arg|nonzero|sort|digitize|top_k|unique|bincount|where|count|_indices/.test(row) &&
      /is u?int32\[.*\] instead of u?int64\[/.test(message),
  },
  {
    reason: "positions are definite integers; JAX's argpartition gives weak ones of a weak array",
    covers: ({ row }, message) => row === "jnp.argpartition" && /is u?int32\S* instead of weak int/.test(message),
  },
  {
    reason: "bounds of clamp that are scalars have derivatives beside an array; JAX's rule refuses their shape",
    covers: ({ row }, message) =>
      row === "lax.clamp" && message.includes("JAX refuses it: TypeError: select cases must have the same shapes"),
  },
  {
    reason: "means of positions and counts have 32 bits, as these have",
    covers: ({ row }, message) =>
      /arg(max|min|sort|where)|nonzero|digitize|searchsorted|count/.test(row) &&
      /is (weak )?float32(\[.*\]) instead of (weak )?float64\[/.test(message),
  },
  {
    reason:
      "what makes a shape of values where nothing is traced is known inside of a body too, if its arguments are known",
    covers: (_, message) => /JAX refuses it: (ConcretizationTypeError|TracerBoolConversionError)/.test(message),
  },
  {
    reason: "an infinity at an end is an infinite integral; JAX takes half of it from itself",
    covers: ({ row }, message) => row === "jnp.trapezoid" && message.includes("Infinity instead of NaN"),
  },
  {
    reason: "what is left of a scalar where axes are kept is a scalar",
    covers: ({ row }, message) =>
      /quantile|percentile|median/.test(row) && /\[([\d,]*)\] instead of \S+\[(\1,)?1\]/.test(message),
  },
  {
    reason:
      "results of distributions are strong; in JAX a weak argument makes some of them weak, by how each is written",
    covers: ({ row }, message) => row.startsWith("stats.") && message.includes(" instead of weak "),
  },
  {
    reason: "the distance to the next number is flat between powers of two, so its derivative is 0; JAX has none",
    covers: (_, message) => message.includes("Differentiation rule for 'nextafter' not implemented"),
  },
  {
    reason: "complex numbers have an order, by which they are also parted",
    covers: (_, message) => message.includes("argpartition for complex dtype is not implemented"),
  },
  {
    reason: "the Faddeeva function of double precision has nine digits in JAX",
    covers: ({ row }, message) => row === "special.wofz" && nearIn(message, 1e-9),
  },
  {
    reason: "derivatives of extremes at places that are clipped count there; JAX counts those that are not clipped",
    within: /^(jvp|vjp|grad|value_and_grad|hvp|linearize)$/,
    covers: ({ row, options }, message) =>
      /^at\.(max|min)$/.test(row) && options["mode"] === "clip" && / instead of /.test(message),
  },
  {
    reason: "products with the orthogonal factor have derivatives",
    covers: (_, message) => message.includes("Differentiation rule for 'ormqr' not implemented"),
  },
  {
    reason: "a running fold of weak numbers is weak, as a scan of them is",
    covers: ({ row }, message) => row === "associative_scan" && message.includes("is weak"),
  },
  {
    reason: "a complex number is true if either part is not 0; folds of JAX look at the real part",
    covers: ({ row }, message) => /^jnp\.(all|any)$/.test(row) && /element \d+: 1 instead of 0,/.test(message),
  },
  {
    reason: "folds of windows have derivatives in reverse too",
    covers: (_, message) => message.includes("Linearization failed to produce known values for all output primals"),
  },
  {
    reason: "factors of weak matrices are definite",
    covers: ({ row }, message) =>
      /^(jnp\.linalg\.|lu$|schur|hessenberg|eig|jax\.scipy\.signal\.detrend)/.test(row) &&
      message.includes(" instead of weak "),
  },
  {
    reason: "polygamma functions have their limit at infinity; JAX takes an infinity from another",
    covers: ({ row }, message) => row === "special.polygamma" && message.includes(": 0 instead of NaN"),
  },
  {
    reason: "Bessel functions have their limits at infinity; JAX takes an infinity times 0",
    covers: ({ row }, message) => /^special\.i[01]$/.test(row) && /Infinity instead of NaN/.test(message),
  },
  {
    reason: "Bessel functions of small arguments are found too; JAX's recurrence overflows, or divides by 0",
    covers: ({ row }, message) => row === "special.bessel_jn" && message.includes(" instead of NaN"),
  },
  {
    reason:
      "where windows reach beyond the edge zeros are multiplied, as StableHLO says; beside an infinity that is NaN",
    covers: ({ row }, message) =>
      /conv|correlate|polymul|^jnp\.poly$/.test(row) && message.includes(": NaN instead of"),
  },
  {
    reason: "elements of sets are definite",
    covers: ({ row }, message) => row === "jnp.setdiff1d" && message.includes(" instead of weak "),
  },
  {
    reason: "the angle of a scalar has its dtype; JAX makes it one of single or, with 64 bits, of double precision",
    covers: ({ row }, message) => row === "jnp.angle" && /instead of float(32|64)\[\]$/.test(message),
  },
  {
    reason: "the angles of scalars that a map takes one by one have their dtype too",
    within: /^map$/,
    covers: ({ row }, message) => row === "jnp.angle" && /is b?float16\S+ instead of float32\[/.test(message),
  },
  {
    reason: "no transform has a result of length 0, as in NumPy",
    covers: ({ row }, message) => row.startsWith("jnp.fft.") && /^it is refused: \w*fft\w* received/.test(message),
  },
  {
    reason: "activations take integers and booleans, as floats",
    covers: ({ row }, message) => row.startsWith("nn.") && /does not accept dtype (u?int|bool)/.test(message),
  },
  {
    reason: "activations take integers as floats; JAX negates, subtracts and squares them first, which wraps around",
    where: wrapsAround,
    covers: ({ row }, message) =>
      /^nn\.(log1mexp|log_sigmoid|log_softmax|logmeanexp|softmax|squareplus|standardize)$/.test(row) &&
      / instead of /.test(message),
  },
  {
    reason: "elements are only moved, so infinities stay where they are; in JAX they are products with zeros",
    where: notFinite,
    covers: ({ row }, message) =>
      /toeplitz|hankel|convolution_matrix|lax\.conv_general_dilated_(patches|local)/.test(row) &&
      message.includes(" instead of NaN"),
  },
  {
    reason: "a single place holds no area, be its value NaN",
    covers: ({ row }, message) => row === "jnp.trapezoid" && message.includes(": 0 instead of NaN"),
  },
  {
    reason: "of two equally cheap orders of products another is taken, which meets infinities elsewhere",
    covers: ({ row }, message) =>
      row === "jnp.linalg.multi_dot" && /NaN instead of -?Infinity|-?Infinity instead of NaN/.test(message),
  },
  {
    reason: "the variance of halves has the digits of halves; JAX subtracts rounded squares",
    covers: ({ row }, message) => row === "nn.standardize" && /may be off by 0\.0?0?[1-9]/.test(message),
  },
  {
    reason: "far above 0 the logarithm of a probability has all digits; JAX takes that of a number rounded to 1",
    covers: ({ row }, message) => row === "special.log_ndtr" && /: -(0\.00|\d\S*e-)/.test(message),
  },
  {
    reason: "defaults have 32 bits where JAX's have 64, so that two dtypes are one",
    covers: (_, message) =>
      /match corresponding initial value dtypes, got operands=\[ShapedArray\(int64\[[\d,]*\]\)\] and initial_values=\[ShapedArray\(int32\[\]\)\]/.test(
        message,
      ) ||
      /(arguments to have the same dtypes,|padding_value must be same dtype:) got (float64, float32|float32, float64|int64, int32|int32, int64|int64 and int32|int32 and int64|float64 and float32|complex128 and complex64|complex128, complex64|complex64, complex128)/.test(
        message,
      ),
  },
  {
    reason: "what a body makes of nothing has 32 bits by default, and JAX's 64",
    covers: (call, message) =>
      readByCall(call).length === 0 && /is (weak )?float32(\[.*\]) instead of (weak )?float64\[/.test(message),
  },
  {
    reason: "where defaults have 32 bits, and JAX's 64, another dtype sees half as many elements in them",
    covers: ({ row }, message) => {
      const [own = 0, theirs = 0] = elementsIn(message);
      return /view|bitcast/.test(row) && theirs === 2 * own;
    },
  },
  {
    reason: "Owen's function has the dtype of its arguments, as JAX says too; there its nodes make halves wider",
    covers: ({ row }, message) =>
      row === "special.owens_t" && /is b?float(16|32)\S* instead of float(32|64)/.test(message),
  },
  {
    reason: "an initial value counts always; XLA drops it where only axes of length 1 are folded",
    where: ([x], { args: [, , , axes] }) => Array.isArray(axes) && axes.every((axis) => x?.shape[axis as number] === 1),
    covers: ({ row }, message) => row === "lax.reduce" && / instead of /.test(message),
  },
  {
    reason: "index vectors that name no axis all point to the start; XLA on a CPU scatters them one place further each",
    where: ([, indices]) => indices?.shape.at(-1) === 0 && indices.shape.slice(0, -1).some((length) => length > 1),
    covers: ({ row }, message) => row.startsWith("lax.scatter") && / instead of /.test(message),
  },
  {
    reason: "booleans are added as numbers over members too",
    covers: ({ row }, message) => row === "psum_scatter" && message.includes("reduce_sum does not accept dtype bool"),
  },
  {
    reason: "one member's value is given to all in maps too; JAX's rule fails",
    covers: (_, message) => message.includes("take requires ndarray or scalar arguments, got <class 'list'>"),
  },
  {
    reason: "the extremes over members have derivatives",
    covers: (_, message) => /Differentiation rule for 'p(max|min)' not implemented/.test(message),
  },
  {
    reason: "polynomials are divided in loops too; XLA on a CPU gives zeros there",
    within: /^(scan|map|fori_loop|while_loop)$/,
    covers: ({ row }, message) => row === "jnp.polydiv" && message.includes("element"),
  },
  {
    reason: "fewer axes than an array has are refused; JAX gives back the array",
    covers: ({ row }, message) => row === "lax.broadcast_to_rank" && message.startsWith("it is refused: "),
  },
  {
    reason: "arrays whose shapes do not fit are not equal, as in NumPy",
    covers: ({ row }, message) => row === "jnp.array_equiv" && message.includes("incompatible shapes"),
  },
  {
    reason: "booleans are multiplied as in NumPy",
    covers: ({ row }, message) => row === "jnp.kron" && message.includes("mul does not accept dtype bool"),
  },
  {
    reason: "of equal elements the first is found; JAX's order of them is not defined",
    covers: ({ row }, message) => row.startsWith("lax.approx_") && message.startsWith("result 1, element"),
  },
  {
    reason: "ragged products are mapped along any axis",
    covers: (_, message) => message.includes("ragged_dot vmap over any dim but 0"),
  },
  {
    reason: "lines of least squares are found in halves too, in single precision",
    covers: ({ row }, message) => row.endsWith("detrend") && message.includes("Unsupported dtype"),
  },
  {
    reason:
      "percentages are divided by 100; XLA multiplies by the nearest number to a hundredth, which moves places between elements",
    covers: ({ row }, message) => row.endsWith("percentile") && /instead of -?\d\S*e-\d/.test(message),
  },
  {
    reason: "the padding of what is constant has a derivative; JAX adds up a cotangent that it has not got",
    covers: (_, message) => message.includes("Error interpreting argument to reduce_sum as a JAX value"),
  },
  {
    reason: "einsum promotes its operands; JAX first multiplies some in another dtype, and refuses the narrower result",
    covers: ({ row }, message) =>
      row === "jnp.einsum" && message.includes("`preferred_element_type` must not be narrower than the original type"),
  },
  {
    reason: "a comparison that nothing reads is taken for an if, and refused",
    covers: (_, message) =>
      message.includes("whose result, a traced boolean, no operation reads") ||
      /refused: \w+ received an array, the result of "\w+", as the condition of an if/.test(message),
  },
  {
    reason: "incomplete gamma functions of 0 and of an infinite number have their limits; JAX gives NaN, of 0 up to 1",
    where: atAnEnd,
    covers: ({ row }, message) =>
      /gammaincc?$|igammac?$|^stats\.(gamma|chi2|poisson)\./.test(row) &&
      /: (0|1|-Infinity) instead of NaN/.test(message),
  },
  {
    reason: "a quotient of gamma functions is finite where both overflow; JAX divides infinities",
    covers: ({ row }, message) => row === "special.poch" && message.includes(" instead of NaN"),
  },
  {
    reason:
      "parts are found by comparing; JAX looks for the largest of what is negated, and the least integer stays negative",
    covers: ({ row }, message) => /^jnp\.(arg)?partition$/.test(row) && message.includes("element"),
  },
  {
    reason:
      "which elements of a transform an infinity or NaN makes infinite or NaN depends on the order of the sums, and on whether a product with 0 is made",
    where: notFinite,
    covers: ({ row }, message) => /^jnp\.fft\.|signal\./.test(row) && /: (NaN|-?Infinity) instead of/.test(message),
  },
  {
    reason:
      "factors of matrices with infinities or NaN have no meaning; here all are NaN, LAPACK leaves some as they happen to be",
    where: notFinite,
    covers: ({ row }, message) =>
      /linalg\.(svd|pinv|eigh|eigvalsh|lstsq|polar)$/.test(row) && /: NaN instead of/.test(message),
  },
  {
    reason: "Hurwitz' zeta function of a large order is its first term; JAX's sum takes an infinity times 0",
    where: (reads) => reads.some((x) => isInexact(x.dtype) && elementsOf(x).some((order) => order > 100)),
    covers: ({ row }, message) => /zeta$/.test(row) && /: (0|1|Infinity) instead of NaN/.test(message),
  },
  {
    reason: "hypergeometric functions of halves are sums in single precision; JAX rounds every term",
    where: readsHalves,
    covers: ({ row }, message) => /hyp[12]f1$/.test(row) && nearIn(message, 2 ** -4),
  },
  {
    reason: "hypergeometric functions of NaN are NaN; JAX's series ends before its first term",
    where: readsNaN,
    covers: ({ row }, message) => /hyp[12]f1$/.test(row) && message.includes(": NaN instead of"),
  },
  {
    reason: "before a default integer of 32 bits stand 32 zeros less than before one of 64",
    covers: ({ row }, message) => {
      const [own = 0, theirs = 0] = numbersIn(message);
      return row === "lax.clz" && theirs === own + 32;
    },
  },
  {
    reason: "the factor that an update makes is a triangle; JAX rotates what is below it too, with infinities into NaN",
    where: notFinite,
    covers: ({ row }, message) => row.endsWith("cholesky_update") && message.includes(" instead of NaN"),
  },
  {
    reason:
      "beside an infinity a pixel is infinite or NaN by whether a weight is 0 or rounded to nearly 0, and by which axis is first",
    where: notFinite,
    covers: ({ row }, message) =>
      /^jax\.image\./.test(row) && /(NaN|Infinity) instead of|instead of (NaN|-?Infinity),/.test(message),
  },
  {
    reason: "polynomials of booleans are added as numbers",
    covers: ({ row }, message) => row === "jnp.polyadd" && message.includes("add does not accept dtype bool"),
  },
  {
    reason: "positions are numbers; JAX refuses booleans only where there are axes",
    covers: ({ row, options }, message) =>
      row === "jnp.indices" && message.startsWith("it is refused: ") && JSON.stringify(options).includes('"bool"'),
  },
  {
    reason: "elements are only moved; in JAX complex ones are convolved with ones and zeros, which rounds",
    where: readsComplex,
    covers: ({ row }, message) => row.endsWith("convolution_matrix") && nearIn(message, 2 ** -22),
  },
  {
    reason: "at places outside derivatives are those of the edge, whose values are there; JAX drops them in reverse",
    within: / of custom_root$/,
    where: namesFarPlaces,
    covers: ({ row }, message) => row === "get" && message.includes(" instead of "),
  },
  {
    reason: "terms of a softmax's derivative cancel in single precision; JAX rounds each to a half",
    where: readsHalves,
    covers: ({ row }, message) => row === "nn.softmax" && isWithin(message, 2 ** -10),
  },
  {
    reason:
      "folds of windows begin with a number that a function closes over in forward derivatives too; JAX's rule fails",
    covers: ({ row }, message) =>
      row === "lax.reduce_window" && message.includes("got axis spec None but output was batched"),
  },
  {
    reason: "halves that a branch computes are rounded after each operation; XLA keeps single precision between them",
    within: /^(cond|switch)$/,
    where: readsHalves,
    covers: (_, message) => message.includes("element") && nearIn(message, 2 ** -7),
  },
  {
    reason: "where quantiles of doubles lie is computed in doubles; JAX keeps the precision of the argument",
    where: (reads) => reads.some(({ dtype }) => dtype === "float64") && reads.some(({ dtype }) => dtype === "float32"),
    covers: ({ row }, message) => /quantile|percentile/.test(row) && nearIn(message, 2 ** -20),
  },
  {
    reason: "integers are added up as floats for means over members; in JAX their sum wraps around first",
    where: wrapsAround,
    covers: ({ row }, message) => row.endsWith("pmean") && message.includes("element"),
  },
  {
    reason: "numbers of Pascal's triangle are whole; JAX's are powers of their logarithms",
    covers: ({ row }, message) => row.endsWith("pascal") && nearIn(message, 2 ** -18),
  },
  {
    reason: "int32 and uint32 meet in int32, as in JAX without 64-bit types; with them they meet in int64 there",
    where: signsMeet,
    covers: (_, message) => message.includes("element"),
  },
];

/** Why a call may differ from JAX in this way; null if it must not. What a call in a body may do, the call that has the body may. */
export function intendedDifference(call: Call, values: Values, message: string): string | null {
  const written = callsWithin(call);
  let all: readonly CallMade[] | undefined;
  const made = (): readonly CallMade[] => (all ??= callsMade(call, values));
  const known = differences.find(
    ({ within, where, covers }) =>
      (within === undefined || written.some(({ row }) => within.test(row))) &&
      written.some((one) => covers(one, message)) &&
      (where === undefined || made().some((one) => covers(one.call, message) && where(one.reads, one.call))),
  );
  return known?.reason ?? null;
}
