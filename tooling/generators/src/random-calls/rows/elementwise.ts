import * as np from "@proj/array";
import * as lax from "@proj/array/lax";
import * as nn from "@proj/array/nn";
import type { Interval } from "../../primitive-samples/index.ts";
import type { Drawing, Kind } from "../drawing.ts";
import { alike, type Drawn, type Rows } from "../row.ts";

const unary =
  (kind: Kind, domain?: Interval) =>
  (d: Drawing): Drawn => {
    const wide = domain === undefined || d.chance(0.1);
    return { args: [{ ref: d.array({ kind: d.chance(0.02) ? "any" : kind, ...(wide ? {} : { domain }) }).ref }] };
  };

const binary =
  (kind: Kind, domain?: Interval) =>
  (d: Drawing): Drawn => {
    const wanted = { kind, ...(domain === undefined ? {} : { domain }) };
    const x = d.array(wanted);
    const y = d.operand(x, wanted);
    return { args: d.chance(0.5) ? [{ ref: x.ref }, y] : [y, { ref: x.ref }] };
  };

const element = { nearness: "element" } as const;
const exact = { nearness: "exact" } as const;

/** Both of one dtype, and of one shape or a scalar: lax does not promote. */
const strict =
  (kind: Kind) =>
  (d: Drawing): Drawn => {
    const x = d.array({ kind });
    const { dtype, shape } = x.array;
    const y = d.array({ dtype, shape: d.chance(0.2) ? [] : shape });
    return { args: [{ ref: x.ref }, { ref: y.ref }] };
  };

export const elementwise: Rows = {
  // Functions of one number
  ...alike("jnp", np, "sin cos tanh sinh cosh exp expm1 arctan arcsinh sinc exp2 atan asinh", {
    ...element,
    draw: unary("inexact"),
  }),
  ...alike("jnp", np, "tan cbrt", { ...element, draw: unary("float", [-0.9, 3]), ulps: 32 }),
  // XLA's logarithm is the quotient of two polynomials, which loses seven bits of 53 near 0.41.
  ...alike("jnp", np, "arctanh atanh", { ...element, draw: unary("float", [-0.95, 0.95]), ulps: 128 }),
  ...alike("jnp", np, "log1p", { ...element, draw: unary("float", [-0.9, 3]), ulps: 64 }),
  ...alike("jnp", np, "log log2 log10 sqrt reciprocal", { ...element, draw: unary("inexact", [0.01, 9]) }),
  ...alike("jnp", np, "arcsin arccos asin acos", { ...element, draw: unary("float", [-0.95, 0.95]) }),
  ...alike("jnp", np, "arccosh acosh", { ...element, draw: unary("float", [1, 9]) }),
  ...alike("jnp", np, "square abs absolute negative positive sign conj conjugate real imag angle", {
    ...element,
    draw: unary("number"),
  }),
  ...alike("jnp", np, "floor ceil trunc rint round fabs signbit spacing deg2rad rad2deg radians isneginf isposinf", {
    ...element,
    draw: unary("float"),
  }),
  ...alike("jnp", np, "isnan isfinite isinf iscomplex isreal logicalNot", { ...exact, draw: unary("any") }),
  ...alike("jnp", np, "bitwiseNot bitwiseCount bitwiseInvert invert", { ...exact, draw: unary("integer") }),
  ...alike("jnp", np, "nanToNum frexp modf", { ...element, draw: unary("float") }),
  // What one does with integers and booleans
  "jnp.mixed": {
    ...element,
    ours: (x: np.NDArray) => [np.sin(x), np.sqrt(np.abs(x)), np.exp(x), np.floor(x)],
    jax: "lambda x: [jnp.sin(x), jnp.sqrt(jnp.abs(x)), jnp.exp(x), jnp.floor(x)]",
    draw: unary("integer", [0, 6]),
  },
  // Of two
  ...alike("jnp", np, "add subtract multiply", { ...element, draw: binary("any"), weight: 3 }),
  ...alike("jnp", np, "divide trueDivide maximum minimum equal notEqual", {
    ...element,
    draw: binary("number"),
    weight: 2,
  }),
  ...alike("jnp", np, "floorDivide remainder mod fmod divmod power", { ...element, draw: binary("real") }),
  ...alike("jnp", np, "less lessEqual greater greaterEqual fmax fmin heaviside", { ...element, draw: binary("real") }),
  ...alike("jnp", np, "logicalAnd logicalOr logicalXor", { ...exact, draw: binary("any") }),
  ...alike("jnp", np, "bitwiseAnd bitwiseOr bitwiseXor", { ...exact, draw: binary("integer") }),
  // With the smallest integer JAX does not come to an end.
  ...alike("jnp", np, "gcd lcm", {
    ...exact,
    draw: (d) => {
      const x = d.array({ kind: "integer", tame: true });
      return { args: [{ ref: x.ref }, { ref: d.array({ kind: "integer", tame: true, shape: x.array.shape }).ref }] };
    },
  }),
  ...alike("jnp", np, "leftShift rightShift bitwiseLeftShift bitwiseRightShift", {
    ...exact,
    draw: binary("integer", [0, 7]),
  }),
  ...alike("jnp", np, "arctan2 hypot copysign nextafter logaddexp logaddexp2", { ...element, draw: binary("float") }),
  ...alike("jnp", np, "floatPower", { ...element, draw: binary("float", [0.1, 3]) }),
  "jnp.power of a number": {
    ...element,
    ours: (x: np.NDArray, n: number) => np.power(x, n),
    jax: "lambda x, n: jnp.power(x, n)",
    draw: (d) => ({ args: [{ ref: d.array({ kind: "number" }).ref }, d.pick<number>(0, 1, 2, 3, -1, -2)] }),
  },
  "jnp.ldexp": {
    ...element,
    ours: np.ldexp,
    jax: "jnp.ldexp",
    draw: (d) => {
      const x = d.array();
      return {
        args: [{ ref: x.ref }, { ref: d.array({ dtype: "int32", shape: x.array.shape, domain: [-4, 4] }).ref }],
      };
    },
  },
  ...alike("jnp", np, "isclose", { ...exact, draw: binary("float") }),
  ...alike("jnp", np, "allclose arrayEqual arrayEquiv", {
    ...exact,
    concrete: true,
    draw: binary("real"),
    weight: 0.2,
  }),
  // Of several
  "jnp.where": {
    ...exact,
    weight: 3,
    ours: np.where,
    jax: "jnp.where",
    draw: (d) => {
      const x = d.array({ kind: "any" });
      const condition = d.array({ kind: d.chance(0.9) ? "bool" : "real", shape: x.array.shape });
      return { args: [{ ref: condition.ref }, { ref: x.ref }, d.operand(x, { kind: "any" })] };
    },
  },
  "jnp.clip": {
    ...exact,
    ours: np.clip,
    jax: "jnp.clip",
    draw: (d) => {
      const x = d.array({ kind: "real" });
      const bounds = [d.operand(x, { kind: "real" }), d.operand(x, { kind: "real" })];
      return {
        args: [{ ref: x.ref }, ...(d.chance(0.3) ? [null, bounds[0]!] : d.chance(0.3) ? [bounds[0]!] : bounds)],
      };
    },
  },
  "jnp.select": {
    ...exact,
    ours: np.select,
    jax: "jnp.select",
    draw: (d) => {
      const x = d.array({ kind: "any" });
      const { dtype, shape } = x.array;
      const conditions = [1, 2].map(() => ({ ref: d.array({ kind: "bool", shape }).ref }));
      const otherwise = d.chance(0.5) ? [d.number(dtype)] : [];
      return { args: [conditions, [{ ref: x.ref }, { ref: d.array({ dtype, shape }).ref }], ...otherwise] };
    },
  },
  astype: {
    ...exact,
    weight: 3,
    ours: np.astype,
    jax: "lambda x, dtype: x.astype(dtype)",
    draw: (d) => {
      const x = d.array({ kind: "any", ...(d.chance(0.6) ? { domain: [0, 100] as const } : {}) });
      // What a complex number loses, and what floats out of range of an integer give, are told by other tests.
      const to = d.dtype(x.array.dtype.startsWith("complex") ? "complex" : "any");
      return { args: [{ ref: x.ref }, { dtype: to }] };
    },
  },
  view: {
    ...exact,
    ours: (x: np.NDArray, dtype: np.DType) => x.view(dtype),
    jax: "lambda x, dtype: x.view(dtype)",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 3], tame: true });
      return { args: [{ ref: x.ref }, { dtype: d.dtype("real") }] };
    },
  },
  // Activations
  ...alike(
    "nn",
    nn,
    "relu relu6 sigmoid softplus silu swish elu celu selu mish softSign hardTanh hardSigmoid hardSilu hardSwish leakyRelu logSigmoid sparsePlus sparseSigmoid squareplus",
    { ...element, draw: unary("float"), weight: 0.5 },
  ),
  ...alike("nn", nn, "log1mexp", { ...element, draw: unary("float", [0.1, 6]), weight: 0.5 }),
  // 1 + tanh cancels far below 0.
  "nn.gelu": {
    nearness: "terms",
    ours: nn.gelu,
    jax: "nn.gelu",
    draw: (d) => ({ args: [{ ref: d.array().ref }, d.pick(true, false)] }),
  },
  "nn.one_hot": {
    ...exact,
    ours: nn.oneHot,
    jax: "nn.one_hot",
    draw: (d) => ({ args: [{ ref: d.array({ dtype: "int32", domain: [-1, 4] }).ref }, d.whole(1, 4)] }),
  },
  // lax
  ...alike("lax", lax, "sin exp log1p tanh atan asinh logistic rsqrt cbrt square neg sign floor stopGradient", {
    ...element,
    draw: unary("float"),
    weight: 0.3,
  }),
  ...alike("lax", lax, "add sub mul max min", { ...element, draw: strict("number") }),
  ...alike("lax", lax, "div rem eq ne lt le gt ge atan2 pow", { ...element, draw: strict("float"), weight: 0.6 }),
  ...alike("lax", lax, "shiftLeft shiftRightLogical shiftRightArithmetic bitwiseAnd mulhi", {
    ...exact,
    draw: strict("integer"),
    weight: 0.5,
  }),
  ...alike("lax", lax, "isFinite", { ...exact, draw: unary("float"), weight: 0.3 }),
  ...alike("lax", lax, "atanh", { ...element, draw: unary("float", [-0.95, 0.95]), ulps: 128, weight: 0.1 }),
  ...alike("lax", lax, "asin acos", { ...element, draw: unary("float", [-0.95, 0.95]), weight: 0.2 }),
  ...alike("lax", lax, "clz populationCount", { ...exact, draw: unary("integer"), weight: 0.5 }),
  "lax.integer_pow": {
    ...element,
    ours: lax.integerPow,
    jax: "lax.integer_pow",
    draw: (d) => ({ args: [{ ref: d.array({ kind: "number" }).ref }, d.whole(0, 5)] }),
  },
  "lax.reduce_precision": {
    ...exact,
    ours: lax.reducePrecision,
    jax: "lax.reduce_precision",
    draw: (d) => ({ args: [{ ref: d.array().ref }, d.whole(3, 8), d.whole(1, 12)] }),
  },
  "lax.clamp": {
    ...exact,
    ours: lax.clamp,
    jax: "lax.clamp",
    draw: (d) => {
      const x = d.array({ kind: "real" });
      const { dtype, shape } = x.array;
      const bound = () => ({ ref: d.array({ dtype, shape: d.chance(0.5) ? [] : shape }).ref });
      return { args: [bound(), { ref: x.ref }, bound()] };
    },
  },
};
