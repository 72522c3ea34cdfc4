/**
 * Small programs of JavaScript, by what they import. Each exports `first`, which computes its first result.
 */
export const programs: Readonly<Record<string, string>> = {
  add: `
    import { add, array } from "@proj/array";
    export const first = () => add(array([1, 2]), array([3, 4])).toList();`,
  grad: `
    import { array } from "@proj/array";
    import { grad } from "@proj/autodiff";
    export const first = () => grad((x) => x.mul(x).sum())(array([1, 2])).toList();`,
  "grad, jit, wasm": `
    import { array, ones, tanh } from "@proj/array";
    import { grad } from "@proj/autodiff";
    import { jit } from "@proj/jit";
    import { wasm } from "@proj/jit-wasm";
    export const first = () => {
      const loss = (w, x) => tanh(x.matmul(w)).mul(x).sum();
      return jit(grad(loss), { target: wasm() })(ones([8, 8]), ones([4, 8])).toList();
    };`,
  "a perceptron trained by Adam": `
    import { array, linspace, nn, sin, square, subtract } from "@proj/array";
    import { setDefaultTarget } from "@proj/jit";
    import { wasm } from "@proj/jit-wasm";
    import { filterJit, filterValueAndGrad, MLP } from "@proj/module";
    import { adam, applyUpdates } from "@proj/optim";
    import { key } from "@proj/random";
    import { vmap } from "@proj/autodiff";
    export const first = () => {
      setDefaultTarget(wasm());
      const x = linspace(0, 1, 32).reshape([32, 1]);
      const model = MLP.init(1, 1, { widthSize: 8, depth: 1, key: key(0) });
      const optimiser = adam(1e-2);
      const loss = (m) => square(subtract(vmap((row) => m.call(row))(x), sin(x))).mean();
      const step = filterJit((m, state) => {
        const [value, gradient] = filterValueAndGrad(loss)(m);
        const [updates, next] = optimiser.update(gradient, state, m);
        return [applyUpdates(m, updates), next, value];
      });
      return step(model, optimiser.init(model))[2].item();
    };`,
};
