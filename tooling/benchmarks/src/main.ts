/* `bench`: every target beside jax-js; `bench --suite cpu`: operations on one core beside JAX and NumPy. */
const suites = {
  targets: () => import("./targets.ts"),
  cpu: () => import("./cpu/main.ts"),
};

const at = process.argv.indexOf("--suite");
const [, name = "targets"] = at < 0 ? [] : process.argv.splice(at, 2);
if (name !== "targets" && name !== "cpu")
  throw new Error(`--suite ${name}: there are ${Object.keys(suites).join(" and ")}`);
await suites[name]();

export {};
