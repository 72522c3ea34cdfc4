import { concatenate, cos, sin, sqrt, stack, where, zeros, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";

/* The equations of tooling/reference/ode_steps.py. */

type Field = (t: NDArray, y: NDArray) => NDArray;

const f64 = (...values: readonly number[]): NDArray =>
  fromHostData(Float64Array.from(values), [values.length], "float64");
const zero = zeros(1, { dtype: "float64" });
const range = (n: number): readonly number[] => Array.from({ length: n }, (_, index) => index);

/** A system given by its components. */
const system =
  (n: number, f: (t: NDArray, y: readonly NDArray[]) => readonly NDArray[]): Field =>
  (t, y) =>
    stack(f(t, range(n).map((index) => y.get(index)))); // prettier-ignore

const chain = (rates: readonly number[], feeds: readonly number[]): Field => {
  const [lost, gained] = [f64(...rates), f64(...feeds.slice(1))];
  return (_t, y) =>
    lost
      .neg()
      .mul(y)
      .add(concatenate([zero, gained.mul(y.get(":-1"))], 0));
};
const diffusion: Field = (_t, y) =>
  y.mul(-2).add(concatenate([zero, y.get(":-1")], 0)).add(concatenate([y.get("1:"), zero], 0)); // prettier-ignore

const orbit = system(4, (_t, [x, y, u, v]) => {
  const r3 = x!.mul(x!).add(y!.mul(y!)).pow(1.5);
  return [u!, v!, x!.neg().div(r3), y!.neg().div(r3)];
});

const masses = f64(0.000954786104043, 0.000285583733151, 0.0000437273164546, 0.0000517759138449, 0.00000277777777778);
const fiveBodies: Field = (_t, state) => {
  const y = state.get(":15").reshape([5, 3]);
  const r3 = y.mul(y).sum(1).pow(1.5);
  const apart = y.reshape([1, 5, 3]).sub(y.reshape([5, 1, 3]));
  const d2 = apart.mul(apart).sum(2);
  const self = d2.eq(0);
  const d3 = where(self, 1, d2).pow(1.5);
  const pull = apart.div(d3.reshape([5, 5, 1])).sub(y.div(r3.reshape([5, 1])).reshape([1, 5, 3]));
  const pulls = where(self.reshape([5, 5, 1]), 0, pull.mul(masses.reshape([1, 5, 1]))).sum(1);
  const own = masses.add(1.00000597682).neg().div(r3).reshape([5, 1]).mul(y);
  return concatenate([state.get("15:"), own.add(pulls).mul(2.95912208286).reshape([15])], 0);
};

/** Ordinary differential equations by name. */
export const fields: Readonly<Record<string, Field>> = {
  A1: (_t, y) => y.neg(),
  A2: (_t, y) => y.pow(3).div(-2),
  A3: (t, y) => y.mul(cos(t)),
  A4: (_t, y) => y.div(4).mul(y.div(20).neg().add(1)),
  A5: (t, y) => y.sub(t).div(y.add(t)),
  B1: system(2, (_t, [a, b]) => [a!.sub(a!.mul(b!)).mul(2), b!.sub(a!.mul(b!)).neg()]),
  B2: system(3, (_t, [a, b, c]) => [b!.sub(a!), a!.sub(b!.mul(2)).add(c!), b!.sub(c!)]),
  B3: system(3, (_t, [a, b]) => [a!.neg(), a!.sub(b!.mul(b!)), b!.mul(b!)]),
  B4: system(3, (_t, [a, b, c]) => {
    const r = sqrt(a!.mul(a!).add(b!.mul(b!)));
    return [b!.neg().sub(a!.mul(c!).div(r)), a!.sub(b!.mul(c!).div(r)), a!.div(r)];
  }),
  B5: system(3, (_t, [a, b, c]) => [b!.mul(c!), a!.mul(c!).neg(), a!.mul(b!).mul(-0.51)]),
  C1: chain([...range(9).map(() => 1), 0], range(10).map(() => 1)), // prettier-ignore
  C2: chain([...range(9).map((index) => index + 1), 0], range(10)),
  C3: diffusion,
  C4: diffusion,
  C5: fiveBodies,
  ...Object.fromEntries(["D1", "D2", "D3", "D4", "D5"].map((name) => [name, orbit])),
  E1: system(2, (t, [a, b]) => {
    const s = t.add(1);
    return [b!, b!.div(s).add(s.mul(s).pow(-1).mul(-0.25).add(1).mul(a!)).neg()];
  }),
  E2: system(2, (_t, [a, b]) => [b!, a!.mul(a!).neg().add(1).mul(b!).sub(a!)]),
  E3: system(2, (t, [a, b]) => [
    b!,
    a!
      .pow(3)
      .div(6)
      .sub(a!)
      .add(sin(t.mul(2.78535)).mul(2)),
  ]),
  E4: system(2, (_t, [, b]) => [b!, b!.mul(b!).mul(-0.4).add(0.032)]),
  E5: system(2, (t, [, b]) => [b!, sqrt(b!.mul(b!).add(1)).div(t.neg().add(25))]),
  "Lotka-Volterra": system(2, (_t, [a, b]) => [a!.mul(1.5).sub(a!.mul(b!)), a!.mul(b!).sub(b!.mul(3))]),
  "Van der Pol": system(2, (_t, [a, b]) => [b!, a!.mul(a!).neg().add(1).mul(1000).mul(b!).sub(a!)]),
  Robertson: system(3, (_t, [a, b, c]) => {
    const [slow, back, fast] = [a!.mul(0.04), b!.mul(c!).mul(1e4), b!.mul(b!).mul(3e7)];
    return [back.sub(slow), slow.sub(back).sub(fast), fast];
  }),
  HIRES: system(8, (_t, y) => {
    const [a, b, c, d, e, f, g, h] = y as [NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray];
    const fh = f.mul(h).mul(280);
    return [
      a.mul(-1.71).add(b.mul(0.43)).add(c.mul(8.32)).add(0.0007),
      a.mul(1.71).sub(b.mul(8.75)),
      c.mul(-10.03).add(d.mul(0.43)).add(e.mul(0.035)),
      b.mul(8.32).add(c.mul(1.71)).sub(d.mul(1.12)),
      e.mul(-1.745).add(f.mul(0.43)).add(g.mul(0.43)),
      fh.neg().add(d.mul(0.69)).add(e.mul(1.71)).sub(f.mul(0.43)).add(g.mul(0.69)),
      fh.sub(g.mul(1.81)),
      g.mul(1.81).sub(fh),
    ];
  }),
};

/** Equations of a part that is treated explicitly and one that is treated implicitly. */
export const splitFields: Readonly<Record<string, readonly [Field, Field]>> = {
  "Van der Pol, split": [
    system(2, (_t, [a, b]) => [b!, a!.neg()]),
    system(2, (_t, [a, b]) => [a!.mul(0), a!.mul(a!).neg().add(1).mul(20).mul(b!)]),
  ],
  "Brusselator, split": [
    system(2, (_t, [a, b]) => [a!.mul(a!).mul(b!).add(1), a!.mul(a!).mul(b!).neg()]),
    system(2, (_t, [a, b]) => [a!.mul(-4).mul(a!.mul(0.01).add(1)), a!.mul(3).sub(b!.mul(b!).mul(0.01))]),
  ],
};
