import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { formatJaxpr } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { makeMesh, NamedSharding, P, virtualDevices } from "@proj/array/sharding";
import { grad, shardMap, vmap, withShardingConstraint } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { describe, expect, it } from "vitest";

const mesh = makeMesh([4, 2], ["data", "model"], { devices: virtualDevices(8) });
const rows = P("data");
const specOf = ({ sharding }: NDArray): string =>
  sharding instanceof NamedSharding ? sharding.spec.toString() : "none";

describe("a constraint", () => {
  const rowwise = new NamedSharding(mesh, rows);
  const x = np.arange(24, { dtype: "float32" }).reshape([8, 3]);

  it("holds in a compiled program, whose arguments may come from the host", () => {
    const f = jit((y: NDArray) => [withShardingConstraint(y.mul(2), rowwise), y.add(1)]);
    const [kept, free] = f(x) as [NDArray, NDArray];
    expect([specOf(kept), specOf(free)]).toEqual(['P("data")', "P()"]);
    expect(kept.toList()).toEqual(x.mul(2).toList());
    expect(specOf(jit((y: NDArray) => f(y)[0]!.add(1))(x))).toBe('P("data")');
  });

  it("is the identity to derivatives and batches", () => {
    const f = (y: NDArray): NDArray => withShardingConstraint(np.sin(y), rowwise);
    const total = jit(grad((y: NDArray) => f(y).pow(2).sum()));
    expect(np.allclose(total(x), grad((y: NDArray) => np.sin(y).pow(2).sum())(x))).toBe(true);
    expect(specOf(total(x))).toBe('P("data")');
    const batch = jit(vmap(f, { inAxes: 1, outAxes: 1 }))(np.stack([x, x.neg()], 1));
    expect(np.allclose(np.take(batch, 1, 1), np.sin(x.neg()))).toBe(true);
    expect(specOf(batch)).toBe('P("data")');
  });

  it("leaves unconstrained axes as they are", () => {
    const open = new NamedSharding(mesh, P(P.UNCONSTRAINED, "model"));
    const y = np.devicePut(np.zeros([8, 4]), rowwise);
    expect(specOf(withShardingConstraint(y, open))).toBe('P("data", "model")');
    expect(specOf(jit((z: NDArray) => withShardingConstraint(z, open))(y))).toBe('P("data", "model")');
    expect(() => np.devicePut(y, open)).toThrow("P.UNCONSTRAINED");
  });

  it("is printed as JAX calls it", () => {
    const text = formatJaxpr(np.makeJaxpr((y: NDArray) => withShardingConstraint(y, rowwise))(x).jaxpr);
    expect(text).toContain('sharding_constraint[sharding=NamedSharding(Mesh("data": 4, "model": 2), P("data"))]');
  });
});

it("a compiled step of shardMap and its gradient are those of the whole, and lie as the specs say", () => {
  const x = np.sin(np.arange(24)).reshape([8, 3]);
  const w = np.cos(np.arange(12)).reshape([3, 4]);
  const loss = (a: NDArray, b: NDArray): NDArray => np.tanh(a.matmul(b)).pow(2).mean();
  const cut = shardMap((a: NDArray, b: NDArray) => lax.pmean(loss(a, b), ["data", "model"]), {
    mesh,
    inSpecs: [P("data"), P(null, "model")],
    outSpecs: P(),
  });
  const step = jit((a: NDArray, b: NDArray) => [cut(a, b), grad(cut, 1)(a, b)] as const);
  const [value, gradient] = step(x, w);
  expect(np.allclose(value, loss(x, w))).toBe(true);
  expect(np.allclose(gradient, grad(loss, 1)(x, w))).toBe(true);
  expect(specOf(gradient)).toBe('P(null, "model")');
});
