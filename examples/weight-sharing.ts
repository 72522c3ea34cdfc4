/*
 * An autoencoder whose decoder has the weights of its encoder, transposed: they are held once, so they learn as one. It finds few
 * numbers for images of bumps.
 */
import { arange, exp, nn, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { filterJit, filterValueAndGrad, Linear, Module, Shared } from "@proj/module";
import { adam, applyUpdates, l2Loss, type StateOf } from "@proj/optim";
import { key, subkeys, uniform } from "@proj/random";

setDefaultTarget(wasm());

// A bump somewhere in each image.
const size = 8;
const along = (place: NDArray): NDArray => exp(arange(size).sub(place).pow(2).neg().div(4));
const bump = (place: NDArray): NDArray =>
  along(place.get(0))
    .mul(along(place.get(1)).reshape([size, 1]))
    .flatten();
const images = vmap(bump)(uniform(key(1), [128, 2], { minval: 1, maxval: 6 }));

class Autoencoder extends Module<{ readonly encoder: Linear; readonly decoder: Linear }> {
  static init(inSize: number, codeSize: number, { key }: { readonly key: NDArray }): Autoencoder {
    const [first, second] = subkeys(key);
    return new Autoencoder({
      encoder: Linear.init(inSize, codeSize, { key: first }),
      decoder: Linear.init(codeSize, inSize, { key: second }),
    });
  }

  call(image: NDArray): NDArray {
    return this.decoder.call(nn.elu(this.encoder.call(image)));
  }
}

function makeShared(key: NDArray): Shared<Autoencoder> {
  const model = Autoencoder.init(size * size, 8, { key });
  return Shared.init(
    model,
    ({ decoder }) => decoder.weight,
    ({ encoder }) => encoder.weight.T,
  );
}

const loss = (shared: Shared<Autoencoder>): NDArray => {
  const model = shared.call();
  return l2Loss(vmap((image) => model.call(image))(images), images).mean();
};

const optimiser = adam(1e-2);

interface Training {
  readonly shared: Shared<Autoencoder>;
  readonly state: StateOf<typeof optimiser>;
}

export function start(): Training {
  const shared = makeShared(key(0));
  return { shared, state: optimiser.init(shared) };
}

export const step = filterJit(({ shared, state }: Training): readonly [Training, NDArray] => {
  const [value, gradient] = filterValueAndGrad(loss)(shared);
  const [updates, next] = optimiser.update(gradient, state, shared);
  return [{ shared: applyUpdates(shared, updates), state: next }, value];
});
