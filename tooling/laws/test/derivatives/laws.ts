import { stack, type NDArray } from "@proj/array";
import { fromHostData, toHost } from "@proj/array/core";
import { jvp, vjp, vmap } from "@proj/autodiff";
import { isInexact, noise, type SampleCall } from "./calls.ts";

/*
 * Laws of derivatives and batches, in double precision. Products of complex numbers are those of JAX's convention, Re Σ a·b without a
 * conjugate, in which what goes backwards is the transpose. What is infinite has no derivative: it is not compared, and no cotangent comes
 * from it. Where a result is not a number, nothing is compared.
 */

/** The laws. */
export const laws = {
  value: "it can be called",
  tangent: "its tangent is the difference along a direction",
  cotangent: "what goes backwards is the transpose of what goes forwards",
  second: "the tangent of its gradient is a difference, and forwards over backwards is backwards over forwards",
  batch: "it gives a batch what it gives its members",
  "batch of gradients": "its gradient gives a batch what it gives its members",
} as const;

/** The name of a law. */
export type Law = keyof typeof laws;

/** What is wrong with a call. */
export interface Complaint {
  readonly law: Law;
  readonly said: string;
}

type Arrays = readonly NDArray[];
type ArrayFunction = (x: Arrays) => Arrays;

const numbersOf = (arrays: Arrays): number[] => arrays.flatMap((x) => Array.from(toHost(x, "laws").data, Number));

/** Arrays of the types of others with other numbers, parts of complex ones in turn. */
function filled(arrays: Arrays, number: (place: number, value: number) => number): NDArray[] {
  let place = 0;
  return arrays.map((x) => {
    const data = Float64Array.from(toHost(x, "laws").data, (value) => number(place++, value));
    return fromHostData(data, x.shape, x.dtype);
  });
}

/** A direction in which nothing is equal. */
const direction = (arrays: Arrays, seed: number): NDArray[] => filled(arrays, (place) => noise(place + seed));

function moved(x: Arrays, along: Arrays, by: number): NDArray[] {
  const t = numbersOf(along);
  return filled(x, (place, value) => value + by * t[place]!);
}

function product(a: Arrays, b: Arrays): number {
  let sum = 0;
  for (const [k, x] of a.entries()) {
    const [left, right] = [numbersOf([x]), numbersOf([b[k]!])];
    // i · i = -1
    const sign = (place: number): number => (x.dtype === "complex128" && place % 2 === 1 ? -1 : 1);
    left.forEach((value, place) => (sum += value === 0 ? 0 : sign(place) * value * right[place]!));
  }
  return sum;
}

/** Half the distance of points whose difference is taken. */
const step = 2 ** -19;

/** How far numbers may be off, relative to the largest. */
const nearness = { difference: 1e-6, same: 1e-9 } as const;

function disagreement(found: readonly number[], wanted: readonly number[], near: number): string | null {
  if (found.length !== wanted.length) return `${found.length} numbers instead of ${wanted.length}`;
  const scale = Math.max(1, ...wanted.filter(Number.isFinite).map(Math.abs));
  const place = found.findIndex((value, k) => {
    const right = wanted[k]!;
    return !Object.is(value, right) && value !== right && !(Math.abs(value - right) <= near * scale);
  });
  return place < 0 ? null : `element ${place} is ${found[place]} instead of ${wanted[place]}`;
}

const difference = (after: Arrays, before: Arrays): number[] => {
  const start = numbersOf(before);
  return numbersOf(after).map((value, k) => (value - start[k]!) / (2 * step));
};

const together = (members: readonly Arrays[]): NDArray[] =>
  members[0]!.map((_, k) => stack(members.map((one) => one[k]!)));

const mapped = (f: ArrayFunction, members: readonly Arrays[]): Arrays =>
  vmap((...x: NDArray[]) => f(x))(...together(members));

const tangentsOf = (f: ArrayFunction, x: Arrays, t: Arrays): readonly [values: Arrays, tangents: Arrays] =>
  jvp((...given: NDArray[]) => f(given), x as NDArray[], t as NDArray[]);

const pulledBack = (f: ArrayFunction, x: Arrays, w: Arrays): Arrays =>
  vjp((...given: NDArray[]) => f(given), x as NDArray[])[1](w);

/** Another member of a batch: floats are near, integers in reverse. */
const other = (at: Arrays): NDArray[] =>
  at.map((x) => {
    const { data } = toHost(x, "laws");
    return isInexact(x)
      ? filled([x], (place, value) => 0.97 * value + 0.005 + 0.005 * noise(place + 29))[0]!
      : fromHostData(data.slice().reverse(), x.shape, x.dtype);
  });

/** A call as a function of its floats, to floats. */
function ofFloats({ at, answer }: SampleCall): ArrayFunction {
  return (x) => {
    const rest = x[Symbol.iterator]();
    return answer(at.map((one) => (isInexact(one) ? rest.next().value! : one))).filter(isInexact);
  };
}

/** What came of a call. */
export interface Verdict {
  readonly complaints: readonly Complaint[];
  /** Whether floats come out. */
  readonly givesFloats: boolean;
  /** Whether it has floats in and out, none of them NaN, and some finite. */
  readonly isSmooth: boolean;
  /** Whether anything moves along a direction. */
  readonly moves: boolean;
}

/** Holds a call to the laws. */
export function verdictOn(call: SampleCall): Verdict {
  const { at, answer } = call;
  const complaints: Complaint[] = [];
  const holds = (law: Law, wrong: () => string | null): void => {
    let said;
    try {
      said = wrong();
    } catch (error) {
      said = `it is refused: ${String(error).replaceAll("\n", " ")}`;
    }
    if (said !== null) complaints.push({ law, said });
  };
  let whole: Arrays = [];
  holds("value", () => {
    whole = answer(at);
    return null;
  });
  const values = whole.filter(isInexact);
  const x = at.filter(isInexact);
  const elements = numbersOf(values);
  const finite = elements.map(Number.isFinite);
  if (at.length > 0 && whole.length > 0)
    holds("batch", () => {
      const member = other(at);
      const wanted = numbersOf(together([whole, answer(member)]));
      return disagreement(numbersOf(mapped(answer, [at, member])), wanted, nearness.same);
    });
  if (elements.includes(NaN) || !finite.includes(true) || numbersOf(x).length === 0)
    return { complaints, givesFloats: values.length > 0, isSmooth: false, moves: false };

  const f = ofFloats(call);
  const t = direction(x, 3);
  const [after, before] = [moved(x, t, step), moved(x, t, -step)];
  const w = filled(values, (place) => (finite[place]! ? noise(place + 5) : 0));
  const gradient: ArrayFunction = (y) => pulledBack(f, y, w);
  const ofFinite = (numbers: readonly number[]): number[] => numbers.filter((_, place) => finite[place]!);
  let tangents: Arrays = [];
  let slopes: Arrays = [];
  holds("tangent", () => {
    [, tangents] = tangentsOf(f, x, t);
    const wanted = difference(f(after), f(before));
    return disagreement(ofFinite(numbersOf(tangents)), ofFinite(wanted), nearness.difference);
  });
  const moves = tangents.length === 0 || numbersOf(tangents).some((value) => value !== 0);
  const verdict = { complaints, givesFloats: true, isSmooth: true, moves };
  if (tangents.length === 0) return verdict;
  holds("cotangent", () => {
    slopes = gradient(x);
    return disagreement([product(slopes, t)], [product(w, tangents)], nearness.same);
  });
  if (slopes.length === 0) return verdict;
  const [later, earlier, elsewhere] = [after, before, other(x)].map(gradient) as [Arrays, Arrays, Arrays];
  holds("batch of gradients", () => {
    const found = numbersOf(mapped(gradient, [after, other(x)]));
    return disagreement(found, numbersOf(together([later, elsewhere])), nearness.same);
  });
  holds("second", () => {
    const [, alongside] = tangentsOf(gradient, x, t);
    const wrong = disagreement(numbersOf(alongside), difference(later, earlier), nearness.difference);
    if (wrong !== null) return `forwards over backwards: ${wrong}`;
    const back = pulledBack((y) => tangentsOf(f, y, t)[1], x, w);
    const unlike = disagreement(numbersOf(back), numbersOf(alongside), nearness.same);
    return unlike === null ? null : `backwards over forwards: ${unlike}`;
  });
  return verdict;
}
