import * as np from "@proj/array";
import { solve } from "@proj/array/linalg";
import { customLinearSolve, customRoot, grad, jacrev, jvp, vmap } from "@proj/autodiff";
import type { Drawing, Value } from "../drawing.ts";
import type { Drawn, Rows } from "../row.ts";

/*
 * Derivatives of roots and of solutions of linear systems, which are defined by equations and not by how they are found. A body is
 * a part of the equation.
 */

const composed = { nearness: "composed" } as const;

type F = (x: np.NDArray) => np.NDArray;
type Linear = (x: np.NDArray) => np.NDArray;

const byJacobian = (g: Linear, y: np.NDArray): np.NDArray => solve(jacrev(g)(y), y);

/** The root of x + sin(f(x)) / 8 = a, whatever f is; a few steps towards it. */
const root =
  (f: F) =>
  (a: np.NDArray): np.NDArray =>
    customRoot(
      (x: np.NDArray) => np.add(x, np.sin(f(x)).mul(0.125)).sub(a),
      np.zerosLike(a),
      (g, guess) => {
        let x = guess;
        for (let step = 0; step < 6; step++) x = x.sub(g(x));
        return x;
      },
      byJacobian,
    );

const rootInJax =
  "lambda a: lax.custom_root(lambda x: x + jnp.sin(f(x)) * 0.125 - a, jnp.zeros_like(a), " +
  "lambda g, x: functools.reduce(lambda y, _: y - g(y), range(6), x), " +
  "lambda g, y: jnp.linalg.solve(jax.jacrev(g)(y), y))";

/** The solution of a system whose matrix has a diagonal of 4 and elements of a body beside it. */
const solution =
  (f: F, symmetric: boolean) =>
  (a: np.NDArray, b: np.NDArray): np.NDArray => {
    const part = np.tanh(f(a));
    const matrix = np.add(symmetric ? np.add(part, part.T) : part, np.eye(3, { dtype: a.dtype }).mul(4));
    return customLinearSolve((x: np.NDArray) => np.matmul(matrix, x), b, byJacobian, {
      transposeSolve: byJacobian,
      symmetric,
    });
  };

const solutionInJax =
  "lambda a, b: (lambda m: lax.custom_linear_solve(lambda x: m @ x, b, by_jacobian, transpose_solve=by_jacobian, symmetric=symmetric))" +
  "((lambda p: p + p.T if symmetric else p)(jnp.tanh(f(a))) + jnp.eye(3, dtype=a.dtype) * 4)";
const byJacobianInJax = "lambda g, y: jnp.linalg.solve(jax.jacrev(g)(y), y)";
const withSolution = (text: string, args: string): string =>
  `lambda f, symmetric, ${args}: (lambda by_jacobian: (lambda solution: ${text})(${solutionInJax}))(${byJacobianInJax})`;

/** LAPACK has no halves. */
const dtypeOf = (d: Drawing): "float32" | "float64" => (d.float === "float64" ? "float64" : "float32");

const like =
  (shape: readonly number[], d: Drawing) =>
  (inner: Drawing, params: readonly Value[]): Value =>
    inner.pool
      .filter(({ array }) => array.dtype === dtypeOf(d) && array.shape.join() === shape.join() && !array.weakType)
      .at(-1) ?? params[0]!;

function ofRoot(d: Drawing): Drawn {
  const dtype = dtypeOf(d);
  const a = d.input({ dtype, shape: [3], domain: [0.1, 0.9] });
  const t = d.input({ dtype, shape: [3], domain: [-1, 1] });
  return { args: [{ body: d.body([a.array], like([3], d), true).body }, { ref: a.ref }, { ref: t.ref }] };
}

function ofSystem(d: Drawing): Drawn {
  const dtype = dtypeOf(d);
  const a = d.input({ dtype, shape: [3, 3], domain: [0.1, 0.9] });
  const b = d.input({ dtype, shape: [2, 3], domain: [-1, 1] });
  return {
    args: [{ body: d.body([a.array], like([3, 3], d), true).body }, d.chance(0.4), { ref: a.ref }, { ref: b.ref }],
  };
}

export const implicit: Rows = {
  "jvp of custom_root": {
    ...composed,
    ours: (f: F, a: np.NDArray, t: np.NDArray) => jvp(root(f), [a], [t]),
    jax: `lambda f, a, t: jax.jvp(${rootInJax}, (a,), (t,))`,
    draw: ofRoot,
  },
  "grad of custom_root": {
    ...composed,
    ours: (f: F, a: np.NDArray, w: np.NDArray) => grad((x: np.NDArray) => np.sum(np.multiply(root(f)(x), w)))(a),
    jax: `lambda f, a, w: jax.grad(lambda x: jnp.sum((${rootInJax})(x) * w))(a)`,
    draw: ofRoot,
  },
  "grad of custom_linear_solve": {
    ...composed,
    ours: (f: F, symmetric: boolean, a: np.NDArray, b: np.NDArray) =>
      grad((...of: readonly np.NDArray[]) => np.sum(np.square(solution(f, symmetric)(of[0]!, of[1]!))), [0, 1])(
        a,
        b.get(0),
      ),
    jax: withSolution("jax.grad(lambda a, b: jnp.sum(jnp.square(solution(a, b))), (0, 1))(a, b[0])", "a, b"),
    draw: ofSystem,
  },
  "jvp of custom_linear_solve": {
    ...composed,
    ours: (f: F, symmetric: boolean, a: np.NDArray, b: np.NDArray) =>
      jvp(solution(f, symmetric), [a, b.get(0)], [a, b.get(1)]),
    jax: withSolution("jax.jvp(solution, (a, b[0]), (a, b[1]))", "a, b"),
    draw: ofSystem,
  },
  "vmap of custom_linear_solve": {
    ...composed,
    ours: (f: F, symmetric: boolean, a: np.NDArray, b: np.NDArray) =>
      vmap(solution(f, symmetric), { inAxes: [null, 0] })(a, b),
    jax: withSolution("jax.vmap(solution, (None, 0))(a, b)", "a, b"),
    draw: ofSystem,
  },
};
