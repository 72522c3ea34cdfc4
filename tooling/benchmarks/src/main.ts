/* `bench`: every target beside jax-js; `bench --suite cpu`: operations on one core beside JAX and NumPy; `bench --suite optimisers`: those of the
 * list on three problems, beside Optax; `bench --suite ode`: programs that solve differential equations, beside Diffrax. */
const suites = {
  targets: () => import("./targets.ts"),
  cpu: () => import("./cpu/main.ts"),
  optimisers: () => import("./optimisers/main.ts"),
  ode: () => import("./programs/ode/main.ts"),
};

const at = process.argv.indexOf("--suite");
const [, name = "targets"] = at < 0 ? [] : process.argv.splice(at, 2);
if (name !== "targets" && name !== "cpu" && name !== "optimisers" && name !== "ode")
  throw new Error(`--suite ${name}: there are ${Object.keys(suites).join(", ")}`);
await suites[name]();

export {};
