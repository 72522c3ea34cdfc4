/* `bench`: every target beside jax-js; `bench --suite cpu`: operations on one core beside JAX and NumPy; `bench --suite optimisers`: those of the
 * list on three problems, beside Optax; `bench --suite ode`: programs that solve differential equations, beside Diffrax;
 * `bench --suite examples`: all programs of `examples`, beside JAX; `bench --suite xla`: calls,
 * transfers and training on XLA's devices, beside JAX; `bench --suite start`: loading, and first results. */
const suites = {
  targets: () => import("./targets.ts"),
  cpu: () => import("./cpu/main.ts"),
  optimisers: () => import("./optimisers/main.ts"),
  ode: () => import("./programs/ode/main.ts"),
  examples: () => import("./programs/examples.ts"),
  xla: () => import("./xla/main.ts"),
  start: () => import("./start/main.ts"),
};

const at = process.argv.indexOf("--suite");
const [, name = "targets"] = at < 0 ? [] : process.argv.splice(at, 2);
const isSuite = (name: string): name is keyof typeof suites => Object.hasOwn(suites, name);
if (!isSuite(name)) throw new Error(`--suite ${name}: there are ${Object.keys(suites).join(", ")}`);
await suites[name]();

export {};
