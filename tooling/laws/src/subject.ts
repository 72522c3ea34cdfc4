import { devicePut, type Device, type DType, type TypedArray } from "@proj/array";
import { dtypes, evaluateJaxpr, fromHostData, outputTypes, sizeOf, type HostArray, type Jaxpr } from "@proj/array/core";
import type { Target } from "@proj/jit";
import { compile } from "@proj/jit/core";

/** Something that runs programs and is to give what the reference gives. */
export interface Subject {
  readonly name: string;
  readonly dtypes: readonly DType[];
  /** The values of a program's results. */
  run(title: string, jaxpr: Jaxpr, inputs: readonly HostArray[]): Promise<readonly TypedArray[]>;
}

/** Evaluation of one primitive after the other, which is what the others are compared with. */
export const reference: Subject = {
  name: "reference",
  dtypes: Object.keys(dtypes) as DType[],
  run: (_, jaxpr, inputs) => attempt(() => evaluateJaxpr(jaxpr, inputs).map(({ data }) => data)),
};

/** Programs compiled for the host. */
export function hostSubject(name: string, target: Target): Subject {
  return {
    name,
    dtypes: target.limits.dtypes,
    run: (title, jaxpr, inputs) =>
      attempt(() => {
        // Results that nobody writes are to be seen.
        const outputs = outputTypes(jaxpr).map(({ shape, dtype }) => strewn(dtypes[dtype].allocate(sizeOf(shape))));
        compile(title, jaxpr, target).executable.run(
          inputs.map(({ data }) => data),
          outputs,
        );
        return outputs;
      }),
  };
}

/** An array that is full of something. */
function strewn(data: TypedArray): TypedArray {
  new Uint8Array(data.buffer).fill(1);
  return data;
}

/** Programs run by a device, with its own memory. */
export function deviceSubject(device: Device): Subject {
  return {
    name: device.name,
    dtypes: device.dtypes,
    run: async (title, jaxpr, inputs) => {
      const placed = inputs.map(({ data, shape, dtype }) => devicePut(fromHostData(data, shape, dtype), device));
      const arguments_ = placed.map((x) => x.storage(title));
      const results = await attempt(() => device.run(title, jaxpr, arguments_));
      try {
        return await Promise.all(results.map((result) => result.read()));
      } finally {
        for (const storage of [...arguments_, ...results]) storage.free();
      }
    },
  };
}

/** Makes a promise of a computation, rejected if it throws. */
const attempt = <T>(compute: () => T): Promise<T> => Promise.resolve().then(compute);
