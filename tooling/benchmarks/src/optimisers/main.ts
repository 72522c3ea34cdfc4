/*
 * A hundred steps of every optimiser of the list, compiled as one program on WebAssembly, beside Optax on one thread where there is a Python that has it:
 *
 *     taskset -c 0 npx -y pnpm@12.21.0 bench --suite optimisers --jax <python>
 */
import { scan, type NDArray } from "@proj/array";
import { valueAndGrad } from "@proj/autodiff";
import { jit, setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import * as optim from "@proj/optim";
import * as contrib from "@proj/optim/contrib";
import type { GradientTransformation } from "@proj/optim";
import { descendingRows, madeBy, type OptimiserRow, type RecordedCall } from "@proj/reference";
import Table from "cli-table3";
import { Command } from "commander";
import { bestInTurns, inThisProcess } from "../cpu/measure.ts";
import { Peer } from "../cpu/peer.ts";
import { problems, type Problem } from "./problems.ts";
import { pythonOf } from "./python.ts";

type Params = readonly [NDArray, NDArray, NDArray];

const options = new Command("bench --suite optimisers")
  .option("--jax <python>", "a Python with JAX and Optax")
  .option("--seconds <s>", "time for each measurement", "0.2")
  .option("--only <text>", "optimisers whose name contains this", "")
  .parse()
  .opts<{ jax?: string; seconds: string; only: string }>();

const steps = 100;
const functions: Readonly<Record<string, unknown>> = { ...optim, ...contrib };

setDefaultTarget(wasm());
const peer = options.jax === undefined ? null : new Peer(options.jax, { threads: 1, clock: "processor", keep: false });

/** The parameters after all steps. */
function minimised(problem: Problem, call: RecordedCall, start: Params): Params {
  const { init, update } = madeBy(functions, call) as GradientTransformation<unknown>;
  const valueFn = (params: Params): NDArray => problem.loss(...params);
  const [[end]] = scan(
    ([params, state]: [Params, unknown]): [[Params, unknown], null] => {
      const [value, grad] = valueAndGrad(valueFn)(params);
      const [updates, next] = update(grad, state, params, { value, grad, valueFn });
      return [[optim.applyUpdates(params, updates), next], null];
    },
    [start, init(start)] as [Params, unknown],
    null,
    { length: steps },
  );
  return end;
}

/** The same in Python, as a function of the three arrays. Not every optimiser of Optax takes arguments that it does not know. */
const pythonProgram = ({ python }: Problem, call: RecordedCall): string => `(lambda optax, loss: (lambda find: (
  lambda opt: (lambda known: lambda *start: jax.lax.fori_loop(0, ${steps}, lambda _, c: (lambda vg: (lambda u: (
    optax.apply_updates(c[0], u[0]), u[1]))(opt.update(vg[1], c[1], c[0], **known(
      {"value": vg[0], "grad": vg[1], "value_fn": lambda p: loss(*p)}))))(
    jax.value_and_grad(lambda p: loss(*p))(c[0])), (start, opt.init(start)))[0])(
  lambda extra: (lambda names: {k: v for k, v in extra.items() if k in names or any(p.kind == p.VAR_KEYWORD for p in names.values())})(
    __import__("inspect").signature(opt.update).parameters)))(
  optax.with_extra_args_support(${pythonOf(call)})))(
  lambda name: next(getattr(m, name) for m in (optax, optax.contrib, optax.schedules) if hasattr(m, name))))(
  __import__("optax"), ${python})`;

const digits = (x: number): string => (Number.isNaN(x) ? "" : x.toPrecision(3));
const head = ["µs a step", "problem", "ours", ...(peer === null ? [] : ["Optax"]), "loss at the end"];
const table = new Table({ head, style: { head: [], border: [] } });
/** Masks and labels of the list are for other parameters than those of the problems. */
const isForAnyParameters = ({ call }: OptimiserRow): boolean => !JSON.stringify(call).includes('"none"');

for (const { name, call } of descendingRows().filter(
  (row) => row.name.includes(options.only) && isForAnyParameters(row),
))
  for (const problem of problems) {
    const start = problem.start();
    const run = jit((...params: [NDArray, NDArray, NDArray]) => minimised(problem, call, params), { name });
    const loss = problem.loss(...run(...start)).item();
    const runs = [inThisProcess(() => void run(...start), "processor")];
    if (peer !== null) runs.push(await peer.prepare("jax", pythonProgram(problem, call), start));
    const seconds = await bestInTurns(runs, Number(options.seconds));
    const cells = [name, problem.title, ...seconds.map((s) => digits((1e6 * s) / steps)), digits(loss)];
    console.log(cells.join(" | "));
    table.push(cells);
  }
console.log(table.toString());
peer?.close();
