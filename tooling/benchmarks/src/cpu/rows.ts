import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { fft } from "@proj/array/fft";
import * as linalg from "@proj/array/linalg";
import { complex as toComplex, convGeneralDilated } from "@proj/array/lax";
import { logsumexp } from "@proj/array/special";
import { logSoftmax, softmax } from "@proj/array/nn";
import { grad, jacfwd, vmap } from "@proj/autodiff";
import { key, normal, randint, split } from "@proj/random";

/** A mark: at most so many times a peer's time. */
export interface PeerMark {
  readonly of: "prototype" | "jax" | "numpy";
  readonly most: number;
}

/** A mark, or a part of the speed of our product of matrices. */
export type Mark = PeerMark | { readonly product: number };

/** Where products take most of the time: as much as vectors of 512 bits are faster than those of 128. */
const byProducts = { of: "jax", most: 3.6 } as const;
const elsewhere = { of: "jax", most: 1.5 } as const;

/** A function of ours, and the same in JAX, of the same arrays. */
export interface Program {
  readonly title: string;
  readonly inputs: () => NDArray[];
  readonly f: (...inputs: NDArray[]) => NDArray | readonly NDArray[];
  readonly jax?: string;
}

/** One operation that is measured. */
export interface Row extends Program {
  readonly numpy?: string;
  /** Whether the limit prototype does the same. */
  readonly prototype?: true;
  /** Operations, as LAPACK counts them. */
  readonly flops?: number;
  readonly wanted: readonly Mark[];
  /** What is wanted of several threads, beside the prototype on one and JAX on as many. */
  readonly wantedTogether?: readonly PeerMark[];
  /** Whether memory bounds it, so that several threads gain little. */
  readonly isBoundByMemory?: true;
}

const mebi = 2 ** 20;
let seeds = 0;
const random = (...shape: number[]): NDArray => normal(key(seeds++), shape);
/** A symmetric matrix whose eigenvalues are well above 0. */
const positive = (n: number): NDArray => {
  const x = random(n, n);
  return np.matmul(x, x.T).add(np.eye(n).mul(n));
};

const matmul = (n: number) => ({
  title: `product ${n}×${n}`,
  inputs: () => [random(n, n), random(n, n)],
  f: (a: NDArray, b: NDArray) => np.matmul(a, b),
  jax: "lambda a, b: a @ b",
  numpy: "lambda a, b: a @ b",
  flops: 2 * n ** 3,
  wanted: [byProducts],
});

/** The product that others are measured by comes first. */
export const rows: readonly [Row & { readonly flops: number }, ...Row[]] = [
  matmul(512),
  matmul(1024),
  {
    title: "64 products 64×64",
    inputs: () => [random(64, 64, 64), random(64, 64, 64)],
    f: (a, b) => np.matmul(a, b),
    jax: "lambda a, b: a @ b",
    flops: 2 * 64 ** 4,
    wanted: [byProducts],
  },
  {
    title: "softmax 1024×1024",
    inputs: () => [random(1024, 1024)],
    f: (x) => softmax(x),
    jax: "jax.nn.softmax",
    wanted: [elsewhere],
  },
  {
    title: "log-softmax 1024×1024",
    inputs: () => [random(1024, 1024)],
    f: (x) => logSoftmax(x),
    jax: "jax.nn.log_softmax",
    wanted: [elsewhere],
  },
  {
    title: "logsumexp 1024×1024",
    inputs: () => [random(1024, 1024)],
    f: (x) => logsumexp(x, 1),
    jax: "lambda x: jax.nn.logsumexp(x, 1)",
    wanted: [elsewhere],
  },
  {
    title: "layer norm 1024×1024",
    inputs: () => [random(1024, 1024)],
    f: (x) => x.sub(np.mean(x, { axis: 1, keepdims: true })).div(np.std(x, { axis: 1, keepdims: true }).add(1e-5)),
    jax: "lambda x: (x - x.mean(1, keepdims=True)) / (x.std(1, keepdims=True) + 1e-5)",
    wanted: [elsewhere],
  },
  {
    title: "sum 1 Mi",
    inputs: () => [random(mebi)],
    f: (x) => np.sum(x),
    jax: "jnp.sum",
    numpy: "np.sum",
    wanted: [elsewhere],
    isBoundByMemory: true,
  },
  {
    title: "elementwise chain 1 Mi",
    inputs: () => [random(mebi)],
    f: (x) => np.exp(np.sin(x).mul(0.5)).add(np.tanh(x)),
    jax: "lambda x: jnp.exp(jnp.sin(x) * 0.5) + jnp.tanh(x)",
    wanted: [elsewhere],
  },
  {
    title: "cumsum 1 Mi",
    inputs: () => [random(mebi)],
    f: (x) => np.cumsum(x),
    jax: "jnp.cumsum",
    numpy: "np.cumsum",
    wanted: [elsewhere],
    isBoundByMemory: true,
  },
  {
    title: "gather 1 Mi",
    inputs: () => [random(mebi), randint(key(1), [mebi], 0, mebi)],
    f: (x, i) => np.take(x, i),
    jax: "lambda x, i: jnp.take(x, i)",
    numpy: "lambda x, i: np.take(x, i)",
    wanted: [elsewhere],
    isBoundByMemory: true,
  },
  {
    title: "scatter-add 1 Mi",
    inputs: () => [random(mebi), randint(key(1), [mebi], 0, mebi), random(mebi)],
    f: (x, i, u) => x.at(i).add(u),
    jax: "lambda x, i, u: x.at[i].add(u)",
    wanted: [elsewhere],
    isBoundByMemory: true,
  },
  {
    title: "scatter-add of 16,384 rows of 64",
    inputs: () => [random(1000, 64), randint(key(1), [16_384], 0, 1000), random(16_384, 64)],
    f: (x, i, u) => x.at(i).add(u),
    jax: "lambda x, i, u: x.at[i].add(u)",
    wanted: [elsewhere],
    isBoundByMemory: true,
  },
  {
    title: "10,000 elements of 1 Mi set one after the other",
    inputs: () => [random(mebi), randint(key(1), [10_000], 0, mebi)],
    f: (x, i) => np.scan((y: NDArray, at: NDArray) => [y.at(at).set(3), null] as const, x, i)[0],
    jax: "lambda x, i: jax.lax.scan(lambda y, at: (y.at[at].set(3.0), None), x, i)[0]",
    wanted: [elsewhere],
    isBoundByMemory: true,
  },
  {
    title: "sort 1 Mi",
    inputs: () => [random(mebi)],
    f: (x) => np.sort(x),
    jax: "jnp.sort",
    numpy: "np.sort",
    wanted: [{ of: "jax", most: 1.2 }],
  },
  {
    title: "argsort 1 Mi",
    inputs: () => [random(mebi)],
    f: (x) => np.argsort(x),
    jax: "jnp.argsort",
    numpy: "np.argsort",
    wanted: [{ of: "jax", most: 1.2 }],
  },
  {
    title: "normal 1 Mi",
    inputs: () => [key(0)],
    f: (k) => normal(k, [mebi]),
    jax: "lambda k: jax.random.normal(k, (2**20,))",
    wanted: [elsewhere],
  },
  {
    title: "fft 2^16",
    inputs: () => [toComplex(random(2 ** 16), random(2 ** 16))],
    f: (x) => fft(x),
    jax: "jnp.fft.fft",
    numpy: "np.fft.fft",
    wanted: [elsewhere, { of: "numpy", most: 3 }],
  },
  {
    title: "convolution 3×3, 64→64, 56×56, batch 8",
    inputs: () => [random(8, 64, 56, 56), random(64, 64, 3, 3)],
    f: (x, w) => convGeneralDilated(x, w, [1, 1], "SAME"),
    jax: "lambda x, w: jax.lax.conv_general_dilated(x, w, [1, 1], 'SAME')",
    flops: 2 * 8 * 56 * 56 * 64 * 64 * 9,
    wanted: [byProducts, { product: 0.6 }],
  },
  {
    title: "cholesky 512×512",
    inputs: () => [positive(512)],
    f: (x) => linalg.cholesky(x),
    jax: "jnp.linalg.cholesky",
    numpy: "np.linalg.cholesky",
    flops: 512 ** 3 / 3,
    wanted: [byProducts, { product: 0.5 }],
  },
  {
    title: "qr 512×512",
    inputs: () => [random(512, 512)],
    f: (x) => linalg.qr(x),
    jax: "jnp.linalg.qr",
    numpy: "np.linalg.qr",
    flops: (8 * 512 ** 3) / 3,
    wanted: [byProducts, { product: 0.5 }],
  },
  {
    title: "solve 512×512, 512 columns",
    inputs: () => [random(512, 512), random(512, 512)],
    f: (a, b) => linalg.solve(a, b),
    jax: "jnp.linalg.solve",
    numpy: "np.linalg.solve",
    flops: (8 * 512 ** 3) / 3,
    wanted: [byProducts, { product: 0.5 }],
  },
  {
    title: "eigh 256×256",
    inputs: () => [positive(256)],
    f: (x) => linalg.eigh(x),
    jax: "jnp.linalg.eigh",
    numpy: "np.linalg.eigh",
    wanted: [byProducts, { of: "numpy", most: 4 }],
  },
  {
    title: "eigvalsh 256×256",
    inputs: () => [positive(256)],
    f: (x) => linalg.eigvalsh(x),
    jax: "jnp.linalg.eigvalsh",
    numpy: "np.linalg.eigvalsh",
    wanted: [byProducts, { of: "numpy", most: 4 }],
  },
  {
    title: "svd 256×256",
    inputs: () => [random(256, 256)],
    f: (x) => linalg.svd(x),
    jax: "jnp.linalg.svd",
    numpy: "np.linalg.svd",
    wanted: [byProducts, { of: "numpy", most: 4 }],
  },
  {
    title: "svdvals 256×256",
    inputs: () => [random(256, 256)],
    f: (x) => linalg.svdvals(x),
    jax: "jnp.linalg.svdvals",
    numpy: "np.linalg.svdvals",
    wanted: [byProducts, { of: "numpy", most: 4 }],
  },
  {
    title: "MLP 784-256-256-10, batch 256, gradient",
    inputs: () => [random(256, 784), random(784, 256), random(256, 256), random(256, 10)],
    f: (x, a, b, c) =>
      grad(
        (u: NDArray, v: NDArray, w: NDArray) =>
          np.mean(logsumexp(np.matmul(np.tanh(np.matmul(np.tanh(np.matmul(x, u)), v)), w), 1)),
        [0, 1, 2],
      )(a, b, c),
    jax: `lambda x, a, b, c: jax.grad(
      lambda u, v, w: jax.nn.logsumexp(jnp.tanh(jnp.tanh(x @ u) @ v) @ w, 1).mean(), (0, 1, 2))(a, b, c)`,
    wanted: [byProducts],
  },
  {
    title: "LSTM 512, batch 32, 50 steps, gradient",
    inputs: () => [random(50, 32, 512), random(512, 2048).mul(0.04), random(512, 2048).mul(0.04)],
    f: (xs, a, b) =>
      grad(
        (u: NDArray, v: NDArray) => {
          const first: [NDArray, NDArray] = [np.zeros([32, 512]), np.zeros([32, 512])];
          const [[hidden]] = np.scan(
            ([h, c]: [NDArray, NDArray], x: NDArray): [[NDArray, NDArray], null] => {
              const [i, f, g, o] = np.split(np.matmul(x, u).add(np.matmul(h, v)), 4, 1) as [
                NDArray,
                NDArray,
                NDArray,
                NDArray,
              ];
              const memory = sigmoid(f)
                .mul(c)
                .add(sigmoid(i).mul(np.tanh(g)));
              return [[sigmoid(o).mul(np.tanh(memory)), memory], null];
            },
            first,
            xs,
          );
          return np.sum(hidden.mul(hidden));
        },
        [0, 1],
      )(a, b),
    jax: `lambda xs, a, b: jax.grad(lambda u, v: (jax.lax.scan(lambda s, x: (lambda i, f, g, o: (lambda m: (
      (jax.nn.sigmoid(o) * jnp.tanh(m), m), None))(jax.nn.sigmoid(f) * s[1] + jax.nn.sigmoid(i) * jnp.tanh(g)))(
      *jnp.split(x @ u + s[0] @ v, 4, 1)), (jnp.zeros((32, 512)), jnp.zeros((32, 512))), xs)[0][0] ** 2).sum(), (0, 1))(a, b)`,
    wanted: [byProducts],
  },
  {
    title: "transformer block 8×128×128, gradient",
    inputs: () => [random(8, 128, 128), random(128, 384), random(128, 128), random(128, 512), random(512, 128)],
    f: (x, qkv, out, up, down) =>
      grad(
        (...w: [NDArray, NDArray, NDArray, NDArray]) => {
          const heads = np
            .split(np.matmul(layerNorm(x), w[0]), 3, 2)
            .map((y) => np.transpose(y.reshape([8, 128, 4, 32]), [0, 2, 1, 3]));
          const [q, k, v] = heads as [NDArray, NDArray, NDArray];
          const weights = softmax(np.matmul(q, np.swapaxes(k, 2, 3)).div(Math.sqrt(32)));
          const mixed = np.transpose(np.matmul(weights, v), [0, 2, 1, 3]).reshape([8, 128, 128]);
          const y = x.add(np.matmul(mixed, w[1]));
          return np.mean(np.square(y.add(np.matmul(np.maximum(np.matmul(layerNorm(y), w[2]), 0), w[3]))));
        },
        [0, 1, 2, 3],
      )(qkv, out, up, down),
    jax: transformer(),
    wanted: [byProducts],
  },
  {
    title: "vmap(jacfwd) of an MLP of 32, batch 128",
    inputs: () => [random(128, 32), random(32, 32), random(32, 32)],
    f: (xs, a, b) => vmap(jacfwd((x: NDArray) => np.tanh(np.matmul(np.tanh(np.matmul(x, a)), b))))(xs),
    jax: "lambda xs, a, b: jax.vmap(jax.jacfwd(lambda x: jnp.tanh(jnp.tanh(x @ a) @ b)))(xs)",
    wanted: [byProducts],
  },
  {
    title: "GRU 50, batch 250, 100 steps, gradient",
    inputs: () => [random(100, 250, 6), ...gruWeights()],
    f: (xs, ...w) => grad((...w: Gru) => gru(xs, w, (h) => h), [0, 1, 2])(...(w as Gru)),
    jax: gruInJax("lambda xs, *w", "xs", "x, h: h"),
    prototype: true,
    wanted: [
      { of: "jax", most: 1.2 },
      { of: "prototype", most: 1.2 },
    ],
    wantedTogether: [
      { of: "jax", most: 1 / 2.5 },
      { of: "prototype", most: 0.65 },
    ],
  },
  {
    title: "GRU 50 with noise, batch 250, 100 steps, gradient",
    inputs: () => [random(100, 250, 6), split(key(0), 100), ...gruWeights()],
    f: (xs, keys, ...w) =>
      grad(
        (...w: Gru) =>
          gru(
            [xs, keys] as const,
            w,
            (h, [, k]) => h.add(normal(k, [250, 50]).mul(0.01)),
            ([x]) => x,
          ),
        [0, 1, 2],
      )(...(w as Gru)),
    jax: gruInJax("lambda xs, keys, *w", "(xs, keys)", "x, h: h + 0.01 * jax.random.normal(x[1], (250, 50))", "x[0]"),
    wanted: [{ of: "jax", most: 1.2 }],
    wantedTogether: [{ of: "jax", most: 1 / 2.5 }],
  },
  {
    title: "neural ODE 2-64-2, batch 128, RK4, 50 steps, gradient",
    inputs: () => [random(128, 2), random(2, 64), random(64, 2)],
    f: (y, a, b) =>
      grad(
        (a: NDArray, b: NDArray) => {
          const field = (y: NDArray): NDArray => np.matmul(np.tanh(np.matmul(y, a)), b);
          const step = (y: NDArray): NDArray => {
            const k1 = field(y);
            const k2 = field(y.add(k1.mul(0.01)));
            const k3 = field(y.add(k2.mul(0.01)));
            const k4 = field(y.add(k3.mul(0.02)));
            return y.add(
              k1
                .add(k2.mul(2))
                .add(k3.mul(2))
                .add(k4)
                .mul(0.02 / 6),
            );
          };
          const [last] = np.scan((y: NDArray) => [step(y), null] as const, y, null, { length: 50 });
          return np.mean(np.square(last));
        },
        [0, 1],
      )(a, b),
    jax: `lambda y, a, b: jax.grad(lambda a, b: (lambda f: (jax.lax.scan(lambda y, _: (
      (lambda k1: (lambda k2: (lambda k3: (lambda k4: y + 0.02 / 6 * (k1 + 2 * k2 + 2 * k3 + k4))(f(y + 0.02 * k3)))(
      f(y + 0.01 * k2)))(f(y + 0.01 * k1)))(f(y)), None), y, None, 50)[0] ** 2).mean())(
      lambda y: jnp.tanh(y @ a) @ b), (0, 1))(a, b)`,
    wanted: [{ of: "jax", most: 1.2 }],
  },
];

function sigmoid(x: NDArray): NDArray {
  return np.tanh(x.mul(0.5)).mul(0.5).add(0.5);
}

function layerNorm(x: NDArray): NDArray {
  return x
    .sub(np.mean(x, { axis: -1, keepdims: true }))
    .div(np.sqrt(np.variance(x, { axis: -1, keepdims: true }).add(1e-5)));
}

function transformer(): string {
  return `lambda x, *p: (lambda norm: jax.grad(lambda a, b, c, d: (lambda q, k, v: (lambda y: (
    (y + jax.nn.relu(norm(y) @ c) @ d) ** 2).mean())(x + (jax.nn.softmax(q @ k.swapaxes(2, 3) / 32 ** 0.5) @ v)
    .transpose(0, 2, 1, 3).reshape(8, 128, 128) @ b))(
    *(y.reshape(8, 128, 4, 32).transpose(0, 2, 1, 3) for y in jnp.split(norm(x) @ a, 3, 2))), (0, 1, 2, 3))(*p))(
    lambda x: (x - x.mean(-1, keepdims=True)) / jnp.sqrt(x.var(-1, keepdims=True) + 1e-5))`;
}

/** The weights of the inputs, of the state, and of what is read out. */
type Gru = [NDArray, NDArray, NDArray];

const gruWeights = (): Gru => [random(6, 150).mul(0.3), random(50, 150).mul(0.1), random(50, 2)];

/** The mean square of what a gated recurrent unit gives over time; `then` makes of each new state what it goes on with. */
function gru<X extends NDArray | readonly [NDArray, NDArray]>(
  xs: X,
  [a, b, out]: Gru,
  then: (h: NDArray, x: X) => NDArray,
  inputOf: (x: X) => NDArray = (x) => x as NDArray,
): NDArray {
  const step = (h: NDArray, x: X): readonly [NDArray, NDArray] => {
    const [ir, iz, inew] = np.split(np.matmul(inputOf(x), a), 3, 1) as Gru;
    const [hr, hz, hnew] = np.split(np.matmul(h, b), 3, 1) as Gru;
    const z = sigmoid(iz.add(hz));
    const candidate = np.tanh(inew.add(sigmoid(ir.add(hr)).mul(hnew)));
    const next = then(candidate.add(z.mul(h.sub(candidate))), x);
    return [next, np.matmul(next, out)];
  };
  return np.mean(np.square(np.scan(step, np.zeros([250, 50]), xs)[1]));
}

function gruInJax(parameters: string, xs: string, then: string, input = "x"): string {
  return `${parameters}: jax.grad(lambda a, b, out: (jax.lax.scan(lambda h, x: (lambda i, g: (lambda z: (lambda n: (
    lambda h: (h, h @ out))((lambda ${then})(x, n + z * (h - n))))(
    jnp.tanh(i[2] + jax.nn.sigmoid(i[0] + g[0]) * g[2])))(jax.nn.sigmoid(i[1] + g[1])))(
    jnp.split(${input} @ a, 3, 1), jnp.split(h @ b, 3, 1)), jnp.zeros((250, 50)), ${xs})[1] ** 2).mean(), (0, 1, 2))(*w)`;
}
