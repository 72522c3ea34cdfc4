import { array } from "@proj/array";
import { number, options, x } from "../arguments.ts";
import type { Call } from "../calls.ts";

const z = array([{ re: 1, im: 2 }, 3]);

/** Complex numbers of `@proj/array`. */
export const complexNumbers: Record<string, Call> = {
  angle: [x(z), options({ deg: true })],
  complex: [number(1), number(2)],
  conj: [x(z)],
  conjugate: [x(z)],
  imag: [x(z)],
  iscomplex: [x(z)],
  iscomplexobj: [x(z)],
  isreal: [x(z)],
  isrealobj: [x(z)],
  real: [x(z)],
  sortComplex: [x(z)],
};

/** The same in `@proj/array/lax`. */
export const complexLax: Record<string, Call> = {
  complex: [x(), x()],
  conj: [x(z)],
  imag: [x(z)],
  real: [x(z)],
};
