import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { dotProductAttention, softmax } from "@proj/array/nn";
import { grad, hvp, jvp, vmap } from "@proj/autodiff";
import { describe, expect, test } from "vitest";
import { expectClose, values } from "./numeric.ts";

/*
 * Attention to so many keys that they go by in blocks, held to the same formula written out.
 */

const [batch, queries, keys, heads, features] = [2, 3, 600, 2, 2];
const waves = (shape: readonly number[], step: number): NDArray =>
  np.sin(np.arange(shape.reduce((a, b) => a * b)).mul(step)).reshape(shape);
const q = waves([batch, queries, heads, features], 0.7).mul(2);
const k = waves([batch, keys, 1, features], 1.3);
const v = waves([batch, keys, 1, features], 0.37);
const bias = waves([1, heads, 1, keys], 2.1);
const seen = waves([batch, 1, queries, keys], 0.9).gt(-0.5);

const fused = (query: NDArray, key: NDArray, value: NDArray, added: NDArray): NDArray =>
  dotProductAttention(query, key, value, { bias: added, mask: seen, localWindowSize: [9, 500] });

function writtenOut(query: NDArray, key: NDArray, value: NDArray, added: NDArray): NDArray {
  const logits = np.einsum("btnh,bsnh->bnts", query, np.repeat(key, heads, { axis: 2 })).mul(1 / Math.sqrt(features));
  const rows = np.arange(queries).reshape([queries, 1]);
  const columns = np.arange(keys);
  const near = columns.ge(rows.sub(9)).mul(columns.le(rows.add(500)));
  const weights = softmax(np.where(np.logicalAnd(seen, near), logits.add(added), -3e38), -1);
  return np.einsum("bnts,bsnh->btnh", weights, np.repeat(value, heads, { axis: 2 }));
}

const args = [q, k, v, bias] as const;
type Attention = typeof fused;
const loss = (attention: Attention) => (a: NDArray, b: NDArray, c: NDArray, d: NDArray) =>
  np.square(attention(a, b, c, d)).sum();
const along = args.map((x) => np.cos(x.mul(3))) as unknown as [NDArray, NDArray, NDArray, NDArray];

/** What is compared: values and derivatives, each a function of the formula. */
const compared: { readonly [name: string]: (attention: Attention) => readonly NDArray[] } = {
  value: (f) => [f(...args)],
  gradient: (f) => grad(loss(f), [0, 1, 2, 3])(...args),
  tangent: (f) => [jvp(f, [...args], along)[1]],
  "tangent in some arguments": (f) => [
    jvp((b: NDArray, c: NDArray) => f(q, b, c, bias), [k, v], [along[1], along[2]])[1],
  ],
  "second derivative": (f) => [hvp((a: NDArray) => loss(f)(a, k, v, bias), [q], [along[0]])],
  batch: (f) => [vmap((a: NDArray) => f(a, k, v, bias))(np.stack([q, q.mul(-0.5)]))],
};

describe("attention to many keys", () => {
  test.each(Object.keys(compared))("has the %s of its formula", (name) => {
    const [found, wanted] = [fused, writtenOut].map((f) => values([compared[name]!(f)].flat(2)));
    expect(found!.length).toBe(wanted!.length);
    expectClose(found!, wanted!, 1e-4);
  });
});
