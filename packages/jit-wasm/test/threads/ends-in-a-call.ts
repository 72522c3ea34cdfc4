import { ones, tanh, type NDArray } from "@proj/array";
import { callback } from "@proj/array/debug";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";

// A program for the tests with nothing more to do, which ends itself in the middle of a call when it is about to end.
const target = wasm({ threads: 3 });
const work = jit((x) => tanh(x).sum(), { target });
for (let n = 0; n < 20; n++) work(ones(1 << 20)).item();
const last = jit(
  (x) => {
    const y = tanh(x);
    callback((_: NDArray) => process.exit(7), y.sum());
    return tanh(y.mul(2));
  },
  { target },
);
process.on("beforeExit", () => last(ones(1 << 20)));
