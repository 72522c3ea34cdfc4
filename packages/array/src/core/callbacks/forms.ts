import { allocate, type HostArray } from "../evaluate/host-array.ts";
import type { CallbackParams } from "../primitives.ts";
import type { AbstractArray } from "../types/abstract-array.ts";
import { isComplexDType, partDType, type DType } from "../types/dtype.ts";
import type { HostCall } from "./host-function.ts";

/*
 * What is called instead of a callback where a program holds its operands and results in another form. The token is neither.
 */

/** The types among operands or results that a callback sees. */
function seen<T>({ hasToken }: CallbackParams, all: readonly T[]): readonly T[] {
  return hasToken ? all.slice(1) : all;
}

/** The call for the parts of complex numbers, two arrays each. */
export function callOfParts(params: CallbackParams, operands: readonly AbstractArray[]): HostCall {
  const types = seen(params, operands);
  const whole = seen(params, params.results);
  return (parts) => {
    let next = 0;
    const given = types.map((aval): HostArray => {
      const re = parts[next++]!;
      if (!isComplexDType(aval.dtype)) return re;
      const im = parts[next++]!;
      const { data, shape, dtype } = allocate(aval);
      re.data.forEach((value, k) => {
        data[2 * k] = value;
        data[2 * k + 1] = im.data[k]!;
      });
      return { data, shape, dtype };
    });
    return params.function.call(given, whole).flatMap((result): HostArray[] => {
      if (!isComplexDType(result.dtype)) return [result];
      const type = { shape: result.shape, dtype: partDType(result.dtype) };
      return [0, 1].map((offset) => {
        const part = allocate(type);
        for (let k = 0; k < part.data.length; k++) part.data[k] = result.data[2 * k + offset]!;
        return part;
      });
    });
  };
}

/** The call for arrays of wider dtypes that hold the same numbers. */
export function callOfCarriers(params: CallbackParams, operands: readonly DType[]): HostCall {
  const dtypes = seen(params, operands);
  const narrow = seen(params, params.results);
  return (wide, types) =>
    params.function
      .call(
        wide.map((x, k) => inDType(x, dtypes[k]!)),
        narrow,
      )
      .map((x, k) => inDType(x, types[k]!.dtype));
}

/** An array of numbers that another dtype holds too, in that dtype. */
function inDType(x: HostArray, dtype: DType): HostArray {
  if (x.dtype === dtype) return x;
  const same = allocate({ shape: x.shape, dtype });
  same.data.set(x.data);
  return same;
}
