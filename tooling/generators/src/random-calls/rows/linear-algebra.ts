import * as np from "@proj/array";
import * as lax from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import type { Argument } from "../call.ts";
import type { Drawing, Value } from "../drawing.ts";
import { alike, type Drawn, type Rows } from "../row.ts";

/* Matrices are well conditioned: the identity, stretched, and a little of anything else. */

const composed = { nearness: "composed" } as const;
const factored = { nearness: "factored" } as const;

const shapes = [
  [3, 3],
  [3, 3],
  [2, 2],
  [2, 3, 3],
] as const;

/** A square matrix, or several; symmetric and positive if asked. */
function matrix(d: Drawing, symmetric = false, shape: readonly number[] = d.pick<readonly number[]>(...shapes)): Value {
  const dtype = d.float === "float64" ? "float64" : "float32";
  const n = shape.at(-1)!;
  const size = shape.reduce((product, length) => product * length, 1);
  const raw = Array.from({ length: size }, () => d.whole(-8, 8) / 8);
  const values = raw.map((value, k) => {
    const [row, column] = [Math.floor(k / n) % n, k % n];
    const mirrored = symmetric ? raw[k - row * n - column + column * n + row]! : value;
    return (value + mirrored) / 2 + (row === column ? 3 + row : 0);
  });
  return d.constant(dtype, shape, values);
}

/** A triangular matrix as Cholesky's factorisation gives it: nothing below the diagonal, which is positive. */
function triangular(d: Drawing): Value {
  const values = Array.from({ length: 9 }, (_, k) => {
    const [row, column] = [Math.floor(k / 3), k % 3];
    return row > column ? 0 : d.whole(-8, 8) / 8 + (row === column ? 3 : 0);
  });
  return d.constant(d.float === "float64" ? "float64" : "float32", [3, 3], values);
}

const square =
  (symmetric = false) =>
  (d: Drawing): Drawn => ({ args: [{ ref: matrix(d, symmetric).ref }] });

const any = (d: Drawing): Value =>
  d.array({ dtype: d.float === "float64" ? "float64" : "float32", shape: d.pick([2, 3], [3, 2], [3, 3]), tame: true });

const system = (d: Drawing): Argument[] => {
  const a = matrix(d, false, [3, 3]);
  const b = d.array({ dtype: a.array.dtype, shape: d.pick<readonly number[]>([3], [3, 2]), tame: true });
  return [{ ref: a.ref }, { ref: b.ref }];
};

export const linearAlgebra: Rows = {
  ...alike("jnp.linalg", linalg, "inv det slogdet", { ...factored, draw: square() }),
  ...alike("jnp.linalg", linalg, "cholesky eigvalsh", { ...factored, draw: square(true) }),
  ...alike("jnp.linalg", linalg, "solve", { ...factored, weight: 2, draw: (d) => ({ args: system(d) }) }),
  ...alike("jnp.linalg", linalg, "svdvals pinv", { ...factored, draw: (d) => ({ args: [{ ref: any(d).ref }] }) }),
  ...alike("jnp.linalg", linalg, "matrixRank", {
    ...factored,
    weight: 0.5,
    draw: (d) => ({ args: [{ ref: matrix(d).ref }] }),
  }),
  ...alike("jnp.linalg", linalg, "matrixPower", {
    ...factored,
    draw: (d) => ({ args: [{ ref: matrix(d).ref }, d.whole(-2, 3)] }),
  }),
  // Vectors have a sign of their own, so what they make together is compared.
  "jnp.linalg.eigh": {
    ...factored,
    ours: (a: np.NDArray) => {
      const [w, v] = linalg.eigh(a);
      return [w, np.matmul(np.multiply(v, w.get("...", null, ":")), np.swapaxes(v, -1, -2))];
    },
    jax: "lambda a: (lambda w, v: [w, (v * w[..., None, :]) @ jnp.swapaxes(v, -1, -2)])(*jnp.linalg.eigh(a))",
    draw: square(true),
  },
  "jnp.linalg.svd": {
    ...factored,
    ours: (a: np.NDArray) => {
      const [u, s, vt] = linalg.svd(a, { fullMatrices: false });
      return [s, np.matmul(np.multiply(u, s.get("...", null, ":")), vt)];
    },
    jax: "lambda a: (lambda u, s, v: [s, (u * s[..., None, :]) @ v])(*jnp.linalg.svd(a, full_matrices=False))",
    draw: (d) => ({ args: [{ ref: any(d).ref }] }),
  },
  "jnp.linalg.qr": {
    ...factored,
    ours: (a: np.NDArray) => [...linalg.qr(a, "reduced"), linalg.qr(a, "r")],
    jax: "lambda a: [*jnp.linalg.qr(a, 'reduced'), jnp.linalg.qr(a, 'r')]",
    draw: square(),
  },
  "jnp.linalg.lstsq": {
    ...factored,
    weight: 0.5,
    ours: (a: np.NDArray, b: np.NDArray) => linalg.lstsq(a, b).slice(0, 3),
    jax: "lambda a, b: jnp.linalg.lstsq(a, b)[:3]",
    draw: (d) => ({ args: system(d) }),
  },
  "jnp.linalg.norm": {
    ...composed,
    weight: 2,
    ours: linalg.norm,
    jax: "jnp.linalg.norm",
    draw: (d) => {
      const x = d.array({ kind: d.chance(0.8) ? "inexact" : "real", ndim: [1, 2], size: 1 });
      const whole = x.array.ndim === 2 && d.chance(0.5);
      const infinity: Argument = { float: d.pick("Infinity" as const, "-Infinity" as const) };
      const ord = whole ? d.pick<Argument>("fro", 1, -1, infinity, null) : d.pick<Argument>(null, 1, 2, 3, 0, infinity);
      return {
        args: [{ ref: x.ref }],
        options: { ord, axis: whole ? [0, 1] : d.axis(x), ...(d.chance(0.3) ? { keepdims: true } : {}) },
      };
    },
  },
  ...alike("jnp.linalg", linalg, "vectorNorm", {
    ...composed,
    weight: 0.5,
    draw: (d) => {
      const x = d.array({ kind: "inexact", ndim: [1, 3], size: 1 });
      return { args: [{ ref: x.ref }], options: { axis: d.axis(x), ord: d.pick<number>(1, 2, 3) } };
    },
  }),
  solve_triangular: {
    ...factored,
    ours: (a: np.NDArray, b: np.NDArray, lower: boolean, trans: 0 | 1) =>
      linalg.solveTriangular(a, b, { lower, trans }),
    jax: "lambda a, b, lower, trans: jax.scipy.linalg.solve_triangular(a, b, lower=lower, trans=trans)",
    draw: (d) => ({ args: [...system(d), d.pick(true, false), d.pick<number>(0, 1)] }),
  },
  lu: {
    ...factored,
    ours: (a: np.NDArray) => linalg.lu(a),
    jax: "jax.scipy.linalg.lu",
    draw: (d) => ({ args: [{ ref: matrix(d, false, [3, 3]).ref }] }),
  },
  cho_solve: {
    ...factored,
    ours: (a: np.NDArray, b: np.NDArray) => linalg.choSolve(linalg.choFactor(a, true), b),
    jax: "lambda a, b: jax.scipy.linalg.cho_solve(jax.scipy.linalg.cho_factor(a, True), b)",
    draw: (d) => {
      const a = matrix(d, true, [3, 3]);
      return { args: [{ ref: a.ref }, { ref: d.array({ dtype: a.array.dtype, shape: [3], tame: true }).ref }] };
    },
  },
  expm: {
    ...factored,
    weight: 0.5,
    ours: (a: np.NDArray) => linalg.expm(np.divide(a, 4)),
    jax: "lambda a: jax.scipy.linalg.expm(a / 4)",
    draw: (d) => ({ args: [{ ref: matrix(d, false, [3, 3]).ref }] }),
  },
  toeplitz: {
    nearness: "exact",
    weight: 0.5,
    ours: linalg.toeplitz,
    jax: "jax.scipy.linalg.toeplitz",
    draw: (d) => ({
      args: [{ ref: d.array({ kind: "real", shape: [3] }).ref }, { ref: d.array({ kind: "real", shape: [4] }).ref }],
    }),
  },
  block_diag: {
    nearness: "exact",
    weight: 0.5,
    ours: linalg.blockDiag,
    jax: "jax.scipy.linalg.block_diag",
    draw: (d) => ({
      args: [{ ref: d.array({ kind: "any", shape: [2, 3] }).ref }, { ref: d.array({ kind: "any", ndim: [0, 1] }).ref }],
    }),
  },
  ...alike("jax.scipy.linalg", linalg, "polar", { ...factored, weight: 0.3, draw: square() }),
  ...alike("jax.scipy.linalg", linalg, "sqrtm", {
    ...factored,
    weight: 0.2,
    draw: (d) => ({ args: [{ ref: matrix(d, true, [3, 3]).ref }] }),
  }),
  "jax.scipy.linalg.expm_frechet": {
    ...factored,
    weight: 0.2,
    // Of large matrices JAX loses digits in single precision.
    ours: (a: np.NDArray, e: np.NDArray) => linalg.expmFrechet(np.divide(a, 4), e),
    jax: "lambda a, e: jax.scipy.linalg.expm_frechet(a / 4, e)",
    draw: (d) => ({ args: [{ ref: matrix(d, false, [2, 2]).ref }, { ref: matrix(d, false, [2, 2]).ref }] }),
  },
  ...alike("jax.scipy.linalg", linalg, "circulant companion fiedler fiedlerCompanion=fiedler_companion", {
    ...composed,
    weight: 0.3,
    draw: (d) => ({ args: [{ ref: d.array({ kind: "real", shape: [3], tame: true }).ref }] }),
  }),
  ...alike("jax.scipy.linalg", linalg, "hankel", {
    nearness: "exact",
    weight: 0.3,
    draw: (d) => ({
      args: [
        { ref: d.array({ kind: "real", shape: [3], tame: true }).ref },
        { ref: d.array({ kind: "real", shape: [4], tame: true }).ref },
      ],
    }),
  }),
  ...alike("jax.scipy.linalg", linalg, "hilbert invhilbert pascal invpascal helmert dft", {
    nearness: "element",
    ulps: 64,
    weight: 0.1,
    draw: (d) => ({ args: [d.whole(2, 4)] }),
  }),
  ...alike("jnp.linalg", linalg, "tensorinv", {
    ...factored,
    weight: 0.2,
    draw: (d) => ({ args: [{ ref: matrix(d, false, [3, 3]).ref }], options: { ind: 1 } }),
  }),
  ...alike("jnp.linalg", linalg, "matrixNorm matrixTranspose", {
    ...composed,
    weight: 0.3,
    draw: (d) => ({ args: [{ ref: any(d).ref }] }),
  }),
  ...alike("lax.linalg", lax.linalg, "triangularSolve", {
    ...factored,
    weight: 0.3,
    draw: (d) => {
      const a = matrix(d, false, [3, 3]);
      const b = d.array({ dtype: a.array.dtype, shape: [3, 3], tame: true });
      const options = { leftSide: d.chance(0.5), lower: d.chance(0.5), transposeA: d.chance(0.5) };
      return { args: [{ ref: a.ref }, { ref: b.ref }], options };
    },
  }),
  ...alike("lax.linalg", lax.linalg, "tridiagonal", {
    ...factored,
    weight: 0.2,
    draw: (d) => ({ args: [{ ref: matrix(d, false, [3, 3]).ref }], options: { lower: d.chance(0.5) } }),
  }),
  // Eigenvalues have no order, so their powers are compared; a matrix has distinct ones here.
  "jnp.linalg.eig": {
    ...factored,
    weight: 0.5,
    ours: (a: np.NDArray) => {
      const [w, v] = linalg.eig(a);
      return [
        np.sum(w, -1),
        np.sum(np.multiply(w, w), -1),
        np.matmul(np.multiply(v, w.get("...", null, ":")), linalg.inv(v)),
      ];
    },
    jax: "lambda a: (lambda w, v: [jnp.sum(w, -1), jnp.sum(w * w, -1), (v * w[..., None, :]) @ jnp.linalg.inv(v)])(*jnp.linalg.eig(a))",
    draw: square(),
  },
  "jnp.linalg.eigvals": {
    ...factored,
    weight: 0.5,
    ours: (a: np.NDArray) => np.sort(np.real(linalg.eigvals(a))),
    jax: "lambda a: jnp.sort(jnp.real(jnp.linalg.eigvals(a)))",
    draw: square(),
  },
  // The factors have signs of their own, so what they make together is compared.
  schur: {
    ...factored,
    weight: 0.3,
    ours: (a: np.NDArray) => {
      const [t, z] = linalg.schur(a);
      return [t.shape[0]!, np.matmul(np.matmul(z, t), np.swapaxes(z, -1, -2))];
    },
    jax: "lambda a: (lambda t, z: [t.shape[0], z @ t @ jnp.swapaxes(z, -1, -2)])(*jax.scipy.linalg.schur(a))",
    draw: (d) => ({ args: [{ ref: matrix(d, false, [3, 3]).ref }] }),
  },
  hessenberg: {
    ...factored,
    weight: 0.3,
    ours: (a: np.NDArray) => np.abs(linalg.hessenberg(a)),
    jax: "lambda a: jnp.abs(jax.scipy.linalg.hessenberg(a))",
    draw: (d) => ({ args: [{ ref: matrix(d, false, [3, 3]).ref }] }),
  },
  funm: {
    ...factored,
    weight: 0.2,
    ours: (a: np.NDArray, name: "exp" | "sin" | "square") => linalg.funm(np.divide(a, 4), (x) => np[name](x)),
    jax: "lambda a, name: jax.scipy.linalg.funm(a / 4, getattr(jnp, name))",
    draw: (d) => ({ args: [{ ref: matrix(d, d.chance(0.5), [3, 3]).ref }, d.pick("exp", "sin", "square")] }),
  },
  rsf2csf: {
    ...factored,
    weight: 0.2,
    ours: (a: np.NDArray) => {
      const [t, z] = linalg.rsf2csf(...linalg.schur(a));
      return np.matmul(np.matmul(z, t), np.conj(z.T));
    },
    jax: "lambda a: (lambda t, z: z @ t @ jnp.conj(z.T))(*jax.scipy.linalg.rsf2csf(*jax.scipy.linalg.schur(a)))",
    draw: (d) => ({ args: [{ ref: matrix(d, false, [3, 3]).ref }] }),
  },
  qr_multiply: {
    ...factored,
    weight: 0.3,
    // The factors have signs of their own.
    ours: (a: np.NDArray, c: np.NDArray, options: linalg.QrMultiplyOptions) => {
      const [product, r] = linalg.qrMultiply(a, c, options);
      return [np.abs(product), np.abs(r)];
    },
    jax: "lambda a, c, **options: [jnp.abs(x) for x in jax.scipy.linalg.qr_multiply(a, c, **options)]",
    draw: (d) => {
      const a = matrix(d, false, [3, 3]);
      const c = d.array({ dtype: a.array.dtype, shape: d.pick<readonly number[]>([3, 3], [3]), tame: true });
      return {
        args: [{ ref: a.ref }, { ref: c.ref }],
        options: { mode: d.pick("left", "right"), ...(d.chance(0.3) ? { conjugate: true } : {}) },
      };
    },
  },
  lu_solve: {
    ...factored,
    weight: 0.5,
    ours: (a: np.NDArray, b: np.NDArray, trans: 0 | 1 | 2) => linalg.luSolve(linalg.luFactor(a), b, trans),
    jax: "lambda a, b, trans: jax.scipy.linalg.lu_solve(jax.scipy.linalg.lu_factor(a), b, trans)",
    draw: (d) => ({ args: [...system(d), d.whole(0, 2)] }),
  },
  solve_sylvester: {
    ...factored,
    weight: 0.2,
    ours: linalg.solveSylvester,
    jax: "jax.scipy.linalg.solve_sylvester",
    draw: (d) => {
      const [a, b] = [matrix(d, false, [3, 3]), matrix(d, false, [2, 2])];
      const c = d.input({ dtype: a.array.dtype, shape: [3, 2], tame: true });
      return { args: [a, b, c].map(({ ref }) => ({ ref })) };
    },
  },
  eigh_tridiagonal: {
    ...factored,
    weight: 0.2,
    ours: (a: np.NDArray, b: np.NDArray) => linalg.eighTridiagonal(a, b, { eigvalsOnly: true }),
    jax: "lambda a, b: jax.scipy.linalg.eigh_tridiagonal(a, b, eigvals_only=True)",
    draw: (d) => {
      const a = d.input({ dtype: d.float === "float64" ? "float64" : "float32", shape: [4], tame: true });
      return { args: [{ ref: a.ref }, { ref: d.input({ dtype: a.array.dtype, shape: [3], domain: [0.5, 2] }).ref }] };
    },
  },
  "lax.linalg.tridiagonal_solve": {
    ...factored,
    weight: 0.3,
    ours: lax.linalg.tridiagonalSolve,
    jax: "lax.linalg.tridiagonal_solve",
    draw: (d) => {
      const side = () => d.input({ dtype: "float32", shape: [3], domain: [-1, 1] });
      const diagonal = d.input({ dtype: "float32", shape: [3], domain: [3, 4] });
      const b = d.input({ dtype: "float32", shape: [3, 2], tame: true });
      return { args: [side(), diagonal, side(), b].map(({ ref }) => ({ ref })) };
    },
  },
  "jnp.linalg.tensorsolve": {
    ...factored,
    weight: 0.2,
    ours: linalg.tensorsolve,
    jax: "jnp.linalg.tensorsolve",
    draw: (d) => ({
      args: system(d)
        .slice(0, 1)
        .concat({ ref: d.input({ dtype: d.float === "float64" ? "float64" : "float32", shape: [3], tame: true }).ref }),
    }),
  },
  ...alike("jax.scipy.linalg", linalg, "convolutionMatrix", {
    nearness: "exact",
    weight: 0.2,
    draw: (d) => ({
      args: [{ ref: d.array({ kind: "number", shape: [3], tame: true }).ref }, d.whole(1, 4)],
      options: { mode: d.pick("full", "same", "valid") },
    }),
  }),
  ...alike("jax.scipy.linalg", linalg, "leslie", {
    nearness: "exact",
    weight: 0.2,
    draw: (d) => ({
      args: [
        { ref: d.array({ kind: "real", shape: [4], tame: true }).ref },
        { ref: d.array({ kind: "real", shape: [3], tame: true }).ref },
      ],
    }),
  }),
  ...alike("jax.scipy.linalg", linalg, "hadamard", {
    nearness: "exact",
    weight: 0.1,
    draw: (d) => ({ args: [d.pick<number>(1, 2, 4)] }),
  }),
  ...alike("lax.linalg", lax.linalg, "choleskyUpdate", {
    ...factored,
    weight: 0.2,
    draw: (d) => {
      const r = triangular(d);
      return { args: [{ ref: r.ref }, { ref: d.array({ dtype: r.array.dtype, shape: [3], tame: true }).ref }] };
    },
  }),
  ...alike("lax.linalg", lax.linalg, "symmetricProduct", {
    ...factored,
    weight: 0.2,
    draw: (d) => {
      const [a, c] = [matrix(d, false, [3, 3]), matrix(d, true, [3, 3])];
      return {
        args: [{ ref: a.ref }, { ref: c.ref }],
        options: { alpha: { float: 2 }, beta: { float: 0.5 }, symmetrizeOutput: d.chance(0.5) },
      };
    },
  }),
};
