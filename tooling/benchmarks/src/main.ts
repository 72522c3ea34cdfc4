/* `bench`: every target beside jax-js; `bench --suite cpu`: operations on one core beside JAX and NumPy; `bench --suite optimisers`: those of the
 * list on three problems, beside Optax. */
const suites = {
  targets: () => import("./targets.ts"),
  cpu: () => import("./cpu/main.ts"),
  optimisers: () => import("./optimisers/main.ts"),
};

const at = process.argv.indexOf("--suite");
const [, name = "targets"] = at < 0 ? [] : process.argv.splice(at, 2);
if (name !== "targets" && name !== "cpu" && name !== "optimisers")
  throw new Error(`--suite ${name}: there are ${Object.keys(suites).join(", ")}`);
await suites[name]();

export {};
