import {
  abs,
  finfo,
  full,
  logicalOr,
  sqrt,
  square,
  stack,
  UsageError,
  where,
  whileLoop,
  zeros,
  type ArrayLike,
  type NDArray,
} from "@proj/array";
import { arrayOption, isNDArray, promotedType, readNeededOptions, toArray, type OptionReaders } from "@proj/array/core";
import { multivariateNormal, normal, subkeys } from "@proj/random";
import { brownian } from "../terms/brownian.ts";
import { BrownianIncrement, momentsOf, type LevyArea } from "../terms/levy-area.ts";
import { knownNumbers } from "../times.ts";
import { inDTypeOf } from "../trees.ts";
import {
  BrownianPath,
  brownianReaders,
  readBrownianShape,
  readKey,
  structsOf,
  undifferentiated,
  type BrownianOptions,
  type BrownianShape,
  type BrownianStruct,
  type Moments,
} from "./brownian-path.ts";

/*
 * Within the tree time runs from 0 to 1. With the area H from time 0 to t known as H̄ = t H, and K as K̄ = t² K, the values on an
 * interval (s, u) follow from those at its ends, and those of a part of it are normal numbers given those of the whole:
 *
 * A. Jelinčič, J. Foster, P. Kidger, "Single-seed generation of Brownian paths and integrals for adaptive and high order SDE
 * solvers", arXiv:2405.06464 (2024); J. Foster, "Numerical approximations for stochastic differential equations", PhD thesis,
 * University of Oxford (2020), theorems 6.1.4 and 6.1.6.
 */

/** What {@link VirtualBrownianTree} is made from. */
export interface VirtualBrownianTreeOptions<W, Area extends LevyArea> extends BrownianOptions<Area> {
  /** Where the path begins: not behind the beginning of the integration. */
  readonly t0: ArrayLike;
  /** Where it ends: not before the end of the integration. */
  readonly t1: ArrayLike;
  /** The length of the intervals that are found by halving; less than the steps of the solver, such as dt0 / 2. */
  readonly tol: ArrayLike;
  /** The shape of one float32 array, or a tree of `ShapeDtypeStruct`. */
  readonly shape: BrownianShape<W>;
  /** A random key, uint32[2]. */
  readonly key: NDArray;
}

const readers: OptionReaders<VirtualBrownianTreeOptions<unknown, LevyArea>> = {
  ...brownianReaders,
  t0: arrayOption,
  t1: arrayOption,
  tol: arrayOption,
  shape: (value) => value,
  key: (value) => value as NDArray,
};

/** A quantity at the beginning s and the end u of an interval, and of the interval itself. */
interface Triple {
  readonly s: NDArray;
  readonly u: NDArray;
  readonly su: NDArray;
}

/** An interval of the tree: W, H̄ and K̄ there, as many as are known. */
interface Interval {
  readonly s: NDArray;
  /** Its length. */
  readonly su: NDArray;
  readonly key: NDArray;
  readonly moments: readonly Triple[];
}

/** The same motion at one time, counted from the beginning. */
interface Known {
  readonly t: NDArray;
  /** W, H̄ and K̄. */
  readonly bars: readonly NDArray[];
}

/**
 * A Brownian motion whose value at each time follows from the key alone: halving finds an interval as short as `tol` around the
 * time, and a bridge the value in it, with exactly the distribution that it has between the values at the ends. So it can be
 * asked for any times in any order, as adaptive steps and adjoints do.
 *
 * X. Li, T.-K. L. Wong, R. T. Q. Chen, D. Duvenaud, "Scalable gradients for stochastic differential equations", AISTATS (2020).
 *
 * @typeParam W - its values: a tree of arrays.
 * @typeParam Area - what is known of each interval.
 * @example
 * ```ts
 * import { VirtualBrownianTree } from "@proj/ode";
 * import { key } from "@proj/random";
 * const path = new VirtualBrownianTree({ t0: 0, t1: 2, tol: 1e-3, shape: [], key: key(0) });
 * path.evaluate(0).item(); // → 0
 * const [first, second, whole] = [path.evaluate(0, 0.7), path.evaluate(0.7, 2), path.evaluate(0, 2)];
 * first.add(second).sub(whole).abs().item() < 1e-6; // → true
 * ```
 */
export class VirtualBrownianTree<W = NDArray, Area extends LevyArea = typeof BrownianIncrement> extends BrownianPath<
  W,
  Area
> {
  readonly t0: ArrayLike;
  readonly t1: ArrayLike;
  /** In the time of the tree. */
  readonly tol: ArrayLike;
  readonly shape: unknown;
  readonly levyArea: Area;
  /** One for each array of the shape. */
  readonly keys: readonly NDArray[];

  /**
   * @param options - see {@link VirtualBrownianTreeOptions}.
   * @throws UsageError if t0 is not before t1, or the shape is no tree of floats.
   */
  constructor(options: VirtualBrownianTreeOptions<W, Area>) {
    super();
    const operation = "VirtualBrownianTree";
    const read = readNeededOptions(operation, options as VirtualBrownianTreeOptions<unknown, LevyArea>, readers, [
      "t0",
      "t1",
      "tol",
      "shape",
      "key",
    ]);
    const { t0, t1, tol } = read;
    const [from, to] = [toArray(t0), toArray(t1)].map((t) => knownNumbers(t)?.[0]);
    if (from !== undefined && to !== undefined && !(from < to)) throw noInterval(from, to);
    this.t0 = t0;
    this.t1 = t1;
    const known = [t0, t1, tol].every((x) => typeof x === "number");
    this.tol = known ? (tol as number) / ((t1 as number) - (t0 as number)) : toArray(tol).div(toArray(t1).sub(t0));
    this.shape = readBrownianShape(operation, read.shape);
    this.levyArea = (read.levyArea ?? BrownianIncrement) as Area;
    this.keys = subkeys<number>(readKey(operation, read.key), structsOf(this.shape).length);
    Object.freeze(this);
  }

  get [brownian](): "virtual" {
    return "virtual";
  }

  protected interval(t0: NDArray | null, t1: NDArray): readonly (readonly [dt: NDArray, Moments])[] {
    const [from, to] = [t0 === null ? null : inTree(this, t0), inTree(this, t1)];
    const length = toArray(this.t1).sub(this.t0);
    return structsOf(this.shape).map((struct, index) => {
      const key = this.keys[index]!;
      const end = motionAt(this, key, to, struct);
      const { dt, moments } = from === null ? fromBeginning(end) : between(motionAt(this, key, from, struct), end);
      const whole = inDTypeOf(length, dt);
      const root = sqrt(whole);
      return [dt.mul(whole), moments.map((x) => x.mul(root))];
    });
  }
}

/** A time in that of the tree; NaN outside of it where it is not known. */
function inTree<W, Area extends LevyArea>(self: VirtualBrownianTree<W, Area>, t: NDArray): NDArray {
  const time = undifferentiated(t);
  const r = time.sub(self.t0).div(toArray(self.t1).sub(self.t0));
  const known = knownNumbers(r);
  if (known === null) return where(logicalOr(r.lt(0), r.gt(1)), NaN, r);
  if (known[0]! < 0 || known[0]! > 1) throw outside(t, self.t0, self.t1);
  return r;
}

/** The motion of one array at a time. */
function motionAt<W, Area extends LevyArea>(
  self: VirtualBrownianTree<W, Area>,
  key: NDArray,
  time: NDArray,
  { shape, dtype }: BrownianStruct,
): Known {
  const r = time.astype(dtype);
  const count = momentsOf(self.levyArea);
  const [first, ...own] = subkeys<number>(key, count + 1);
  const nothing = zeros(shape, { dtype });
  const moments = own.map((momentKey, index) => {
    const end = index === 0 ? normal(momentKey, shape, dtype) : normal(momentKey, shape, dtype).div(scales[index]!);
    return { s: nothing, u: end, su: end };
  });
  const one = full([], 1, { dtype });
  const tol = isNDArray(self.tol) ? self.tol.astype(dtype) : self.tol;
  const interval = whileLoop<Interval>(
    ({ su }) => su.gt(tol),
    (whole) => half(whole, r),
    { s: one.mul(0), su: one, key: first!, moments },
  );
  return bridge(interval, r);
}

/** H and K on an interval of length 1 have the standard deviation of W divided by these. */
const scales = [1, Math.sqrt(12), Math.sqrt(720)];

/** The half of an interval in which r lies. */
function half({ s, su, key, moments }: Interval, r: NDArray): Interval {
  const [keySt, middle, keyTu] = subkeys(key, 3);
  const st = su.div(2);
  const t = s.add(st);
  const halves = halvesOf(su, st, middle, moments);
  const ends = endsOf(
    { s, r: t, sr: st },
    moments.map((moment) => moment.s),
    halves.map(([first]) => first),
  );
  const later = r.gt(t);
  return {
    s: where(later, t, s),
    su: st,
    key: where(later, keySt, keyTu),
    moments: moments.map((moment, index) => {
      const [first, second] = halves[index]!;
      return {
        s: where(later, ends[index]!, moment.s),
        u: where(later, moment.u, ends[index]!),
        su: where(later, second, first),
      };
    }),
  };
}

/** W, H̄ and K̄ at r, counted from 0, from those at s and those between. */
function endsOf(
  { s, r, sr }: { readonly s: NDArray; readonly r: NDArray; readonly sr: NDArray },
  [ws, hs, ks]: readonly NDArray[],
  [wsr, hsr, ksr]: readonly NDArray[],
): readonly NDArray[] {
  const w = ws!.add(wsr!);
  if (hs === undefined) return [w];
  const area = r.mul(ws!).sub(s.mul(w));
  const h = hs.add(hsr!).add(area.mul(0.5));
  if (ks === undefined) return [w, h];
  const k = ks
    .add(ksr!)
    .add(sr.div(2).mul(hs))
    .sub(s.div(2).mul(hsr!))
    .add(r.sub(s.mul(2)).div(12).mul(area));
  return [w, h, k];
}

/** The two halves of each quantity of an interval. */
function halvesOf(
  su: NDArray,
  st: NDArray,
  key: NDArray,
  [w, h, k]: readonly Triple[],
): readonly (readonly [NDArray, NDArray])[] {
  const { shape, dtype } = w!.su as NDArray & { readonly dtype: BrownianStruct["dtype"] };
  const mean = w!.su.div(2);
  const apart = (middle: NDArray, difference: NDArray): readonly [NDArray, NDArray] => [
    middle.add(difference),
    middle.sub(difference),
  ];
  if (h === undefined) return [apart(mean, normal(key, shape, dtype).mul(sqrt(su).div(2)))];
  const count = k === undefined ? 2 : 3;
  const [z1, z2, z3] = subkeys<number>(key, count).map((own) => normal(own, shape, dtype));
  const z = z1!.mul(sqrt(su).div(4));
  const first = apart(mean, h.su.mul(full([], 1.5, { dtype }).div(su)).add(z));
  const middle = h.su.div(8).sub(su.div(4).mul(z));
  if (k === undefined) return [first, apart(middle, su.div(4).mul(z2!.mul(sqrt(su.div(12)))))];
  const x1 = z2!.mul(sqrt(su.div(768)));
  const x2 = z3!.mul(sqrt(su.div(2880)));
  const square = su.mul(su);
  return [
    first,
    apart(middle, k.su.mul(full([], 1.875, { dtype }).div(su)).add(st.mul(x1))),
    apart(k.su.div(32).sub(square.div(8).mul(x1)), square.div(4).mul(x2)),
  ];
}

/** The motion at r in an interval that is not halved any more. */
function bridge({ s, su, key, moments }: Interval, r: NDArray): Known {
  const sr = relu(r.sub(s));
  const ru = relu(su.sub(sr));
  const between = moments.length === 3 ? bridgeOfThree : moments.length === 2 ? bridgeOfTwo : bridgeOfOne;
  const parts = between(
    { sr, ru, su },
    key,
    moments.map((moment) => moment.su),
  );
  return {
    t: r,
    bars: endsOf(
      { s, r, sr },
      moments.map((moment) => moment.s),
      parts,
    ),
  };
}

const relu = (x: NDArray): NDArray => where(x.lt(0), 0, x);

interface Lengths {
  readonly sr: NDArray;
  readonly ru: NDArray;
  readonly su: NDArray;
}

type Bridge = (lengths: Lengths, key: NDArray, moments: readonly NDArray[]) => readonly NDArray[];

const like = (x: NDArray, key: NDArray): NDArray => normal(key, x.shape, x.dtype as BrownianStruct["dtype"]);

const bridgeOfOne: Bridge = ({ sr, ru, su }, key, [w]) => [
  w!.mul(sr.div(su)).add(like(w!, key).mul(sqrt(sr.mul(ru).div(su)))),
];

const bridgeOfTwo: Bridge = ({ sr, ru, su }, key, [w, h]) => {
  const [key1, key2] = subkeys(key, 2);
  const [x1, x2] = [like(w!, key1), like(w!, key2)];
  const [sr3, ru3, su3] = [sr.pow(3), ru.pow(3), su.pow(3)];
  const root = sqrt(sr.mul(ru));
  const d = sqrt(sr3.add(ru3));
  const scale = full([], 1, { dtype: d.dtype }).div(su.mul(2).mul(d));
  const a = scale.mul(sr3).mul(root);
  const b = scale.mul(ru3).mul(root);
  const c = sqrt(sr3.mul(3).mul(ru3)).div(d.mul(6));
  return [
    w!
      .mul(sr.div(su))
      .add(h!.mul(sr.mul(6).mul(ru).div(su3)))
      .add(x1.mul(a.add(b).mul(2).div(su))),
    h!.mul(sr3.div(su3)).sub(x1.mul(a)).add(x2.mul(c)),
  ];
};

const bridgeOfThree: Bridge = ({ sr, ru, su }, key, [w, h, k]) => {
  const [p, q] = [sr.div(su), ru.div(su)];
  const [p3, pq] = [p.pow(3), p.mul(q)];
  const p5 = p3.mul(p).mul(p);
  const [sr2, ru2, su2, su3] = [square(sr), square(ru), square(su), su.pow(3)];
  const bend = h!.mul(pq.mul(6).div(su)).add(k!.mul(pq.mul(120).mul(p.neg().add(0.5)).div(su2)));
  const wMean = w!.mul(p).add(bend);
  const hMean = h!.add(k!.mul(q.mul(30).div(su))).mul(p.mul(p).div(su));
  const kMean = k!.mul(p3.div(su2));
  // How the three differ from their means together.
  const ww = pq.mul(sr.sub(ru).pow(4).add(sr2.mul(ru2).mul(4))).div(su3);
  const wh = p3.mul(q).mul(sr2.sub(sr.mul(3).mul(ru)).add(ru2.mul(6))).neg().div(su.mul(2)); // prettier-ignore
  const wk = p3.mul(p).mul(q).mul(sr.sub(ru)).div(12);
  const hh = sr.div(12).mul(p3.mul(sr2.add(sr.mul(2).mul(ru)).add(ru2.mul(16))).div(su2).neg().add(1)); // prettier-ignore
  const hk = ru.div(-24).mul(p5);
  const kk = sr.div(720).mul(p5.neg().add(1));
  const covariance = stack([stack([ww, wh, wk]), stack([wh, hh, hk]), stack([wk, hk, kk])]);
  const wide = promotedType("VirtualBrownianTree", [w!, zeros([], { dtype: "float32" })]).dtype;
  const apart = multivariateNormal(key, zeros([3], { dtype: wide }), covariance.astype(wide), {
    shape: w!.shape,
    dtype: wide as BrownianStruct["dtype"],
    method: "svd",
  }).astype(w!.dtype);
  const [wNoise, hNoise, kNoise] = [0, 1, 2].map((index) => apart.get("...", index)) as [NDArray, NDArray, NDArray];
  return [wMean.add(wNoise), hMean.add(hNoise).mul(sr), kMean.add(kNoise).mul(sr2)];
};

interface Increment {
  readonly dt: NDArray;
  readonly moments: Moments;
}

/** 1/x, and 0 where x is nearly 0. */
const inverse = (x: NDArray, size: NDArray): NDArray => {
  const tiny = size.lt(finfo(x.dtype as BrownianStruct["dtype"]).eps);
  return full([], 1, { dtype: x.dtype }).div(where(tiny, Infinity, x));
};

/** What is known of the interval from 0 to a time. */
function fromBeginning({ t, bars: [w, h, k] }: Known): Increment {
  if (h === undefined) return { dt: t, moments: [w!] };
  if (k === undefined) return { dt: t, moments: [w!, h.mul(inverse(t, abs(t)))] };
  const shorter = inverse(t, square(t));
  return { dt: t, moments: [w!, h.mul(shorter), k.mul(square(shorter))] };
}

/** What is known of the interval between two times. */
function between(from: Known, to: Known): Increment {
  const [s, u] = [from.t, to.t];
  const su = u.sub(s);
  const [ws, hs, ks] = from.bars as [NDArray, NDArray | undefined, NDArray | undefined];
  const [wu, hu, ku] = to.bars as [NDArray, NDArray | undefined, NDArray | undefined];
  const w = wu.sub(ws);
  if (hs === undefined || hu === undefined) return { dt: su, moments: [w] };
  const area = u.mul(ws).sub(s.mul(wu));
  const hBar = hu.sub(hs).sub(area.mul(0.5));
  const h = hBar.mul(inverse(su, abs(su)));
  if (ks === undefined || ku === undefined) return { dt: su, moments: [w, h] };
  const kBar = ku
    .sub(ks)
    .sub(su.div(2).mul(hs))
    .add(s.div(2).mul(hBar))
    .sub(u.sub(s.mul(2)).div(12).mul(area));
  const su2 = square(su);
  return { dt: su, moments: [w, h, kBar.mul(inverse(su2, su2))] };
}

function noInterval(t0: number, t1: number): UsageError {
  return new UsageError({
    operation: "VirtualBrownianTree",
    received: `t0 = ${t0} and t1 = ${t1}`,
    expected: "t0 before t1",
    remedy: "give the smaller time as t0; integrations may go through the path backwards",
  });
}

function outside(t: NDArray, t0: ArrayLike, t1: ArrayLike): UsageError {
  return new UsageError({
    operation: "VirtualBrownianTree.evaluate",
    received: `a time ${String(t.item())} outside of the path from ${String(t0)} to ${String(t1)}`,
    expected: "times between t0 and t1 of the path",
    remedy: "make the path as long as the integration",
  });
}
