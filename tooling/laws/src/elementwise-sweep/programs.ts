import { array, fullLike, type FloatDType, type NDArray } from "@proj/array";
import { grad, jvp } from "@proj/autodiff";
import { findCase, input, loadGroup, type Case as Recorded } from "@proj/reference";
import { caseOf, type Case } from "../case.ts";
import { binaryFunctions, unaryFunctions } from "./functions.ts";

/** What is computed of a function, and which derivative it is. */
export const orders = {
  value: 0,
  d: 1,
  dx: 1,
  dy: 1,
  jvp: 1,
  dd: 2,
  dxx: 2,
  dxy: 2,
  dyy: 2,
  ddd: 3,
} as const;

/** The name of one of the {@link orders}. */
export type Quantity = keyof typeof orders;

/** A function at the special points of one dtype, with what the reference gives. */
export interface Row {
  readonly name: string;
  readonly dtype: FloatDType;
  /** The points: one list for each operand. */
  readonly points: readonly (readonly number[])[];
  readonly quantities: readonly Quantity[];
  readonly expected: Readonly<Partial<Record<Quantity, readonly number[]>>>;
}

type Elementwise = (...x: readonly NDArray[]) => NDArray;

/** Along which direction the operands move in `jvp`. */
const direction = [-2, 3];

const slope =
  (f: Elementwise, operand: number): Elementwise =>
  (...x) =>
    grad((...args: NDArray[]) => f(...args).sum(), operand)(...x);

const quantityOf: { readonly [Q in Quantity]: (f: Elementwise) => Elementwise } = {
  value: (f) => f,
  d: (f) => slope(f, 0),
  dx: (f) => slope(f, 0),
  dy: (f) => slope(f, 1),
  jvp:
    (f) =>
    (...x) =>
      jvp(
        f,
        x,
        x.map((operand, k) => fullLike(operand, direction[k]!)),
      )[1],
  dd: (f) => slope(slope(f, 0), 0),
  dxx: (f) => slope(slope(f, 0), 0),
  dxy: (f) => slope(slope(f, 0), 1),
  dyy: (f) => slope(slope(f, 1), 1),
  ddd: (f) => slope(slope(slope(f, 0), 0), 0),
};

const groups = { unary: unaryFunctions, binary: binaryFunctions };

/** Which functions of one and of two numbers the reference knows. */
export const recordedNames = (group: keyof typeof groups): readonly string[] => [
  ...new Set(loadGroup("elementwise-sweep", group).map(({ params }) => params.function as string)),
];

const pointsOf = (group: keyof typeof groups, dtype: FloatDType): number[][] => {
  const points = findCase("elementwise-sweep", "points", `${group} ${dtype}`);
  return Object.keys(points.inputs).map((name) => Array.from(input(points, name).data));
};

function rowOf({ params, outputs }: Recorded, dtype: FloatDType, points: readonly (readonly number[])[]): Row {
  const expected = Object.entries(outputs).map(([name, { data }]) => [name, Array.from(data)] as const);
  return {
    name: params.function as string,
    dtype,
    points,
    quantities: Object.keys(outputs) as Quantity[],
    expected: Object.fromEntries(expected),
  };
}

/** Functions together with the program that computes everything of all of them. */
export interface Programs {
  readonly rows: readonly Row[];
  readonly program: Case;
}

/** All rows of one dtype, some to a program. */
export function programsOf(group: keyof typeof groups, dtype: FloatDType, rowsEach: number): readonly Programs[] {
  const points = pointsOf(group, dtype);
  const rows = loadGroup("elementwise-sweep", group)
    .filter(({ params }) => params.dtype === dtype)
    .map((recorded) => rowOf(recorded, dtype, points));
  const args = points.map((x) => array(x, { dtype }));
  const functions: Readonly<Record<string, Elementwise>> = groups[group];
  return Array.from({ length: Math.ceil(rows.length / rowsEach) }, (_, k) => {
    const some = rows.slice(k * rowsEach, (k + 1) * rowsEach);
    const compute = (x: readonly NDArray[]): NDArray[] =>
      some.flatMap(({ name, quantities }) =>
        quantities.map((quantity) => quantityOf[quantity](functions[name]!)(...x)),
      );
    return { rows: some, program: caseOf(some.map(({ name }) => name).join(), compute, args) };
  });
}
