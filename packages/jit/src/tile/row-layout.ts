import { strideAlong, type Place, type ViewAccess } from "../program/accesses.ts";
import type { CounterId, View } from "../program/program.ts";

/*
 * How rows lie in a buffer of many rows: the element at address
 *
 *     q · (rows · stride) + d · stride + r,   0 ≤ r < stride
 *
 * belongs to row d. So batches lie in stacks [time, batch, features] (q the time, r the feature), in [batch, time, features]
 * (r both) and in [features, batch] (q the feature, stride 1).
 */

/** Where rows lie in a buffer. */
export interface RowLayout {
  readonly rows: number;
  readonly stride: number;
}

/** The part of an address that is not the row: what it is at least, and how far it reaches within a row. */
function withinRow(
  { rows, stride }: RowLayout,
  { view, axes, displaced }: ViewAccess,
  domain: readonly number[],
  axis: number,
  positions: ReadonlyMap<CounterId, number>,
): readonly [least: number, reach: number] {
  let [least, reach] = [view.offset, 0];
  const add = (step: number, count: number): void => {
    if (count <= 1 || step % (rows * stride) === 0) return;
    least += Math.min(0, step * (count - 1));
    reach += Math.abs(step) * (count - 1);
  };
  view.strides.forEach((step, n) => {
    if (axes[n] !== axis) add(step, domain[axes[n]!]!);
  });
  for (const index of view.dynamic)
    add(index.stride, index.kind === "counter" ? positions.get(index.counter)! : index.limit + 1);
  for (const { stride, limit } of displaced) add(stride, limit + 1);
  return [least, reach];
}

/** The stride of the rows in a buffer if an access with row `d` of the domain touches row `d` of the buffer only; else null. */
export function rowStride(
  access: ViewAccess,
  size: number,
  domain: readonly number[],
  axis: number,
  positions: ReadonlyMap<CounterId, number>,
): number | null {
  const layout = { rows: domain[axis]!, stride: strideAlong(access, axis) };
  const block = layout.rows * layout.stride;
  if (layout.stride <= 0 || size % block !== 0) return null;
  const [least, reach] = withinRow(layout, access, domain, axis, positions);
  return (((least % block) + block) % block) + reach < layout.stride ? layout.stride : null;
}

/** An access to a buffer of rows in a buffer of fewer rows, which have the same stride. */
export function amongFewerRows(
  layout: RowLayout,
  rows: number,
  access: ViewAccess,
  domain: readonly number[],
  axis: number,
  positions: ReadonlyMap<CounterId, number>,
): Place {
  const block = layout.rows * layout.stride;
  const scaled = (step: number): number => (step % block === 0 ? (step / block) * rows * layout.stride : step);
  const { view, axes } = access;
  const [least] = withinRow(layout, access, domain, axis, positions);
  const before = Math.floor(least / block);
  const moved: View = {
    ...view,
    offset: view.offset - before * block + before * rows * layout.stride,
    strides: view.strides.map((step, n) => (axes[n] === axis ? step : scaled(step))),
    dynamic: view.dynamic.map((index) => ({ ...index, stride: scaled(index.stride) })),
  };
  return { view: moved, displaced: access.displaced.map(({ stride }) => scaled(stride)) };
}
