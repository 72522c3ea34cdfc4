/*
 * Where each namespace of the real libraries has its counterpart: doors of the packages, as their reports are called
 * (`<package>/<door>`), or the methods of a class.
 */

/** One namespace of a real library and where we have it. */
export interface Counterpart {
  /** Reports of the doors whose exports count. */
  readonly doors: readonly string[];
  /** Count the members of this class of the first door, instead of its exports. */
  readonly membersOf?: string;
  /** The start of names that ours leave out, such as `tree_` of `jax.tree_util`. */
  readonly prefix?: string;
  /** A namespace of these doors whose members count too. */
  readonly within?: string;
}

const jax = ["autodiff/index", "jit/index", "array/index", "array/lax", "array/sharding", "random/index"];
const optim = ["optim/index"];

/** The counterpart of every namespace. */
export const counterparts: { readonly [namespace: string]: Counterpart } = {
  jax: { doors: jax },
  "jax.debug": { doors: ["array/debug", "array/sharding"] },
  "jax.tree": { doors: ["tree/index"] },
  "jax.tree_util": { doors: ["tree/index"], prefix: "tree_" },
  "jax.numpy": { doors: ["array/index", "autodiff/index"] },
  "jax.numpy.linalg": { doors: ["array/linalg"] },
  "jax.numpy.fft": { doors: ["array/fft"] },
  "jax.Array": { doors: ["array/index"], membersOf: "NDArray" },
  "jax.lax": { doors: ["array/lax", "autodiff/index", "array/index"] },
  "jax.lax.linalg": { doors: ["array/lax", "array/linalg"], within: "linalg" },
  "jax.nn": { doors: ["array/nn"] },
  "jax.nn.initializers": { doors: ["random/initializers"] },
  "jax.random": { doors: ["random/index"] },
  "jax.ops": { doors: ["array/ops"] },
  "jax.image": { doors: ["array/image"] },
  "jax.scipy.special": { doors: ["array/special"] },
  "jax.scipy.stats": { doors: ["array/stats"] },
  "jax.scipy.linalg": { doors: ["array/linalg"] },
  "jax.scipy.optimize": { doors: ["autodiff/optimize"] },
  "jax.scipy.signal": { doors: ["array/signal"] },
  "jax.scipy.sparse.linalg": { doors: ["autodiff/sparse-linalg"] },
  "jax.scipy.interpolate": { doors: ["array/interpolate"] },
  "jax.scipy.ndimage": { doors: ["array/ndimage"] },
  "jax.scipy.integrate": { doors: ["array/index"] },
  "jax.experimental.checkify": { doors: ["array/checkify"] },
  "jax.sharding": { doors: jax },
  equinox: { doors: ["module/index", "tree/index"] },
  "equinox.nn": { doors: ["module/index"] },
  "equinox.debug": { doors: ["module/index"] },
  optax: { doors: optim },
  "optax.losses": { doors: ["optim/losses"] },
  "optax.schedules": { doors: optim },
  "optax.contrib": { doors: ["optim/contrib"] },
  "optax.tree": { doors: ["optim/tree"] },
  "optax.projections": { doors: ["optim/projections"] },
  "optax.assignment": { doors: ["optim/assignment"] },
  "optax.perturbations": { doors: ["optim/perturbations"] },
  diffrax: { doors: ["ode/index"] },
};
