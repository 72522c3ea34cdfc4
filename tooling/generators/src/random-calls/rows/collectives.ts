import * as np from "@proj/array";
import * as lax from "@proj/array/lax";
import { grad, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import type { Argument } from "../call.ts";
import type { Drawing, Value } from "../drawing.ts";
import type { Drawn, Rows } from "../row.ts";

type F = (...args: readonly np.NDArray[]) => np.NDArray;
type InAxes = readonly (number | null)[];
type Names = string | readonly string[];

const named = (each: F, inAxes: InAxes): F => vmap(each, { inAxes, axisName: "i" });

/** Where a collective stands: what makes a function of all members from that of one; `over_members` in JAX. */
const places = {
  vmap: named,
  jit: (each: F, inAxes: InAxes): F => jit(named(each, inAxes)),
  grad: (each: F, inAxes: InAxes): F => grad((...xs) => np.sum(np.sin(named(each, inAxes)(...xs)))),
  scan: (each: F, inAxes: InAxes): F =>
    named((...x) => np.scan((c: np.NDArray, _: np.NDArray) => [c, each(...x)], np.array(0), np.arange(2))[1], inAxes),
  cond: (each: F, inAxes: InAxes): F => named((...x) => np.cond(np.array(true), each, each, ...x), inAxes),
  nested: (each: F, inAxes: InAxes): F =>
    vmap(named(each, inAxes), { inAxes: inAxes.map(() => null), axisName: "j", axisSize: 2 }),
} as const;

type Place = keyof typeof places;

/** How a member's value goes into the collective: as it is, or with the length that parts need. */
type Finish = (inner: Drawing, params: readonly Value[], members: number) => Value;

const aValue: Finish = (inner, params) => inner.pool.filter(({ array: { size } }) => size > 0).at(-1) ?? params[0]!;

const resized =
  (shape: (inner: Drawing, members: number) => readonly number[]): Finish =>
  (inner, params, members) => {
    const args = [{ ref: aValue(inner, params, members).ref }, shape(inner, members)];
    return inner.make({ row: "jnp.resize", args, options: {} })?.[0] ?? params[0]!;
  };

/**
 * A row for a collective of what a body makes of each member.
 *
 * @param ours - the collective, of a member's value and of what `more` draws.
 * @param jax - the same in Python, of `y` and `more`.
 */
const collective = (
  ours: (y: np.NDArray, ...more: readonly never[]) => np.NDArray,
  jax: string,
  more: (d: Drawing, members: number, value: Value, place: Place) => readonly Argument[],
  finish: Finish = aValue,
): Rows[string] => ({
  nearness: "composed",
  ours: (place: Place, f: F, xs: readonly np.NDArray[], inAxes: InAxes, ...rest: readonly never[]) =>
    places[place]((...x) => ours(f(...x), ...rest), inAxes)(...xs),
  jax: `lambda place, f, xs, axes, *more: over_members(place, lambda *x: (${jax})(f(*x), *more), axes)(*xs)`,
  draw: (d): Drawn => {
    const members = d.whole(1, 3);
    const inner = d.pick<readonly number[]>([], [3], [2, 3]);
    const place = d.pick<Place>("vmap", "vmap", "jit", "grad", "grad", "scan", "cond", "nested");
    const kind = place === "grad" || d.chance(0.6) ? "float" : "any";
    const xs = [0, 1].slice(0, d.whole(1, 2)).map((k) => {
      const axis = k === 1 && d.chance(0.3) ? null : d.whole(0, inner.length);
      const shape = axis === null ? inner : inner.toSpliced(axis, 0, members);
      const x = d.input({
        kind: k === 0 ? kind : "float",
        shape,
        ...(kind === "float" ? { domain: [0.1, 0.9] as const } : {}),
      });
      return { x, axis, example: axis === null ? x.array : np.take(x.array, np.array(0, "int32"), { axis }) };
    });
    const { body, result } = d.body(
      xs.map(({ example }) => example),
      (last, params) => finish(last, params, members),
    );
    const refs = xs.map(({ x }) => ({ ref: x.ref }));
    return { args: [place, { body }, refs, xs.map(({ axis }) => axis), ...more(d, members, result, place)] };
  },
});

const names = (d: Drawing, _members: number, _value: Value, place: Place): readonly Argument[] => [
  place === "nested" ? d.pick<Argument>("i", "j", ["i", "j"], ["j", "i"]) : "i",
];

/** The numbers below a count in any order. */
const shuffled = (d: Drawing, count: number): number[] =>
  Array.from({ length: count }, (_, k) => k)
    .map((k) => [k, d.draw.uniform()] as const)
    .sort(([, a], [, b]) => a - b)
    .map(([k]) => k);

const parts = resized((inner, members) =>
  inner.pick<readonly number[]>([members], [members, 2], [2 * members, members], [members, members, 1]),
);

/** Exchanges between the members of a named axis, in bodies that `vmap` maps. */
export const collectives: Rows = {
  psum: collective((y, axis: Names) => lax.psum(y, axis), "lax.psum", names),
  pmean: collective((y, axis: Names) => lax.pmean(y, axis), "lax.pmean", names),
  pmax: collective((y, axis: Names) => lax.pmax(y, axis), "lax.pmax", names),
  pmin: collective((y, axis: Names) => lax.pmin(y, axis), "lax.pmin", names),
  axis_index: collective(
    (y, axis: Names) => np.multiply(y, np.add(lax.axisIndex(axis), lax.axisSize(axis))),
    "lambda y, axis: y * (lax.axis_index(axis) + lax.axis_size(axis))",
    names,
  ),
  all_gather: collective(
    (y, axis: number, tiled: boolean) => lax.allGather(y, "i", { axis, tiled }),
    "lambda y, axis, tiled: lax.all_gather(y, 'i', axis=axis, tiled=tiled)",
    (d, _, { array: { ndim } }) => {
      const tiled = ndim > 0 && d.chance(0.5);
      return [d.whole(0, tiled ? ndim - 1 : ndim), tiled];
    },
  ),
  ppermute: collective(
    (y, pairs: readonly (readonly [number, number])[]) => lax.ppermute(y, "i", pairs),
    "lambda y, pairs: lax.ppermute(y, 'i', pairs)",
    (d, members) => {
      const targets = shuffled(d, members);
      const pairs = shuffled(d, members).map((source, k): readonly Argument[] => [source, targets[k]!]);
      // JAX maps whole permutations only.
      return [pairs];
    },
  ),
  pshuffle: collective(
    (y, sources: readonly number[]) => lax.pshuffle(y, "i", sources),
    "lambda y, sources: lax.pshuffle(y, 'i', sources)",
    (d, members) => [shuffled(d, members)],
  ),
  pbroadcast: collective(
    (y, source: number) => lax.pbroadcast(y, "i", source),
    "lambda y, source: lax.pbroadcast(y, 'i', source)",
    (d, members) => [d.whole(0, members - 1)],
  ),
  all_to_all: collective(
    (y, split: number, concat: number, tiled: boolean) => lax.allToAll(y, "i", split, concat, { tiled }),
    "lambda y, split, concat, tiled: lax.all_to_all(y, 'i', split, concat, tiled=tiled)",
    (d, members, { array: { shape } }) => {
      const whole = shape.flatMap((length, axis) => (length === members ? [axis] : []));
      return [d.pick(...whole), d.whole(0, shape.length - 1), d.chance(0.5)];
    },
    parts,
  ),
  psum_scatter: collective(
    (y, scatterDimension: number, tiled: boolean) => lax.psumScatter(y, "i", { scatterDimension, tiled }),
    "lambda y, axis, tiled: lax.psum_scatter(y, 'i', scatter_dimension=axis, tiled=tiled)",
    (d, members, { array: { shape } }) => {
      const whole = shape.flatMap((length, axis) => (length === members ? [axis] : []));
      return [d.pick(...whole), d.chance(0.5)];
    },
    parts,
  ),
  pswapaxes: collective(
    (y, axis: number) => lax.pswapaxes(y, "i", axis),
    "lambda y, axis: lax.pswapaxes(y, 'i', axis)",
    (d, members, { array: { shape } }) => [
      d.pick(...shape.flatMap((length, axis) => (length === members ? [axis] : []))),
    ],
    parts,
  ),
};
