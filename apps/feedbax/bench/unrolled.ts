/*
 * What compiling an unrolled pendulum and its gradient takes, by the number of its steps: both columns should double with it.
 *
 *     node --conditions=@proj/source --import tsx bench/unrolled.ts
 */
import { ones, sin, type NDArray } from "@proj/array";
import { grad } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";

const pendulum =
  (steps: number) =>
  (start: NDArray): NDArray => {
    let [angle, speed] = [start, start.mul(0)];
    for (let step = 0; step < steps; step++) {
      speed = speed.sub(sin(angle).mul(0.05));
      angle = angle.add(speed.mul(0.05));
    }
    return angle.sum();
  };

for (const [name, make] of [
  ["forward", pendulum],
  ["gradient", (steps: number) => grad(pendulum(steps))],
] as const) {
  for (const steps of [500, 1000, 2000, 4000, 8000]) {
    const [start, memory] = [process.cpuUsage(), process.memoryUsage().rss];
    jit(make(steps), { target: wasm() })(ones(64));
    const { user, system } = process.cpuUsage(start);
    const mebibytes = (process.memoryUsage().rss - memory) / 2 ** 20;
    console.log(
      `${name}, ${steps} steps: ${Math.round((user + system) / 1000)} ms of processors, ${Math.round(mebibytes)} MiB`,
    );
  }
}
