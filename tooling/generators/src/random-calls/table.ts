import { weighted } from "../random-programs/choose.ts";
import type { Drawing } from "./drawing.ts";
import type { Row, Rows } from "./row.ts";
import { arrangement } from "./rows/arrangement.ts";
import { collectives } from "./rows/collectives.ts";
import { controlFlow } from "./rows/control-flow.ts";
import { convolutions } from "./rows/convolutions.ts";
import { derivatives } from "./rows/derivatives.ts";
import { elementwise } from "./rows/elementwise.ts";
import { implicit } from "./rows/implicit.ts";
import { indexBuilders } from "./rows/index-builders.ts";
import { indexing } from "./rows/indexing.ts";
import { linearAlgebra } from "./rows/linear-algebra.ts";
import { ordering } from "./rows/ordering.ts";
import { polynomials } from "./rows/polynomials.ts";
import { products } from "./rows/products.ts";
import { random } from "./rows/random.ts";
import { reductions } from "./rows/reductions.ts";
import { signals } from "./rows/signals.ts";
import { special } from "./rows/special.ts";
import { transforms } from "./rows/transforms.ts";
import { gatherScatter } from "./rows/gather-scatter.ts";

/** Families of functions, and how often each is drawn. */
const families: readonly (readonly [rows: Rows, weight: number])[] = [
  [elementwise, 6],
  [reductions, 4],
  [ordering, 2],
  [arrangement, 4],
  [indexing, 3],
  [gatherScatter, 1],
  [indexBuilders, 0.5],
  [products, 2],
  [convolutions, 0.8],
  [signals, 0.8],
  [polynomials, 0.6],
  [linearAlgebra, 1.5],
  [transforms, 0.7],
  [special, 2],
  [random, 1.5],
];

/** Those with bodies. */
const nested: readonly (readonly [rows: Rows, weight: number])[] = [
  [derivatives, 0.8],
  [controlFlow, 0.8],
  [collectives, 0.4],
  [implicit, 0.15],
];

const all = new Map<string, Row>([...families, ...nested].flatMap(([rows]) => Object.entries(rows)));

/** The names of all rows. */
export const rowNames: readonly string[] = [...all.keys()];

/** The row of a name. */
export function rowOf(name: string): Row {
  const row = all.get(name);
  if (row === undefined) throw new Error(`there is no row ${name}`);
  return row;
}

/** A function that may be called next, with its name. */
export function drawRow({ draw, depth }: Drawing): readonly [name: string, row: Row] {
  const rows = weighted(draw, depth < 2 ? [...families, ...nested] : families);
  return weighted(
    draw,
    Object.entries(rows).map((entry) => [entry, entry[1].weight ?? 1]),
  );
}
