import { array, cpu, deviceGet, devicePut, setDefaultDevice, type NDArray } from "@proj/array";
import { fakeDevice } from "@proj/devices/fake-device";
import { diffeqsolve, Euler, ODETerm, Tsit5, type Solution, type Solver } from "@proj/ode";
import { afterEach, expect, test } from "vitest";

afterEach(() => setDefaultDevice(cpu));

const spring = new ODETerm((_t, y: NDArray, k: NDArray) =>
  array([0, 1])
    .mul(y.get(0).mul(k).neg())
    .add(array([1, 0]).mul(y.get(1))),
);

function solve(solver: Solver<"term">, y0: NDArray): Solution<NDArray> {
  const saveat = { t0: true, ts: [0.25, 0.7], t1: true };
  return diffeqsolve(spring, solver, { t0: 0, t1: 1, dt0: 0.1, y0, args: array(4), saveat });
}

test.each([new Euler(), new Tsit5()])("an equation is solved on a device as on the host: %o", async (solver) => {
  const y0 = array([1, 0]);
  const expected = solve(solver, y0);
  const device = fakeDevice();
  const there = solve(solver, devicePut(y0, device));
  expect(there.ys.device).toBe(device);
  const { ts, ys } = await deviceGet({ ts: there.ts, ys: there.ys });
  expect(ts.toList()).toEqual(expected.ts.toList());
  expect(ys.toList()).toEqual(expected.ys.toList());
  expect(device.runs.filter((name) => name === "while")).toHaveLength(1);
  setDefaultDevice(device);
  expect((await deviceGet(solve(solver, y0).ys)).toList()).toEqual(expected.ys.toList());
});
