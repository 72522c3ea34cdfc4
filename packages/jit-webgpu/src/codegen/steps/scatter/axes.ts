import type { Scatter } from "@proj/jit/core";

/** Whether sums of `stride · i`, 0 ≤ i < length, are different for different positions. */
export function areDistinct(steps: readonly { readonly stride: number; readonly length: number }[]): boolean {
  let reach = 0;
  for (const { stride, length } of [...steps].sort((a, b) => Math.abs(a.stride) - Math.abs(b.stride))) {
    if (length === 1) continue;
    if (Math.abs(stride) <= reach) return false;
    reach += Math.abs(stride) * (length - 1);
  }
  return true;
}

/** The axes of a scatter's domain that are longer than 1, in two kinds. */
export interface ScatterAxes {
  /** Points that differ along these never meet, whatever the indices are. */
  readonly apart: readonly number[];
  readonly meeting: readonly number[];
}

/** Divides the axes of a domain. */
export function scatterAxes({ domain, target, indices }: Scatter): ScatterAxes {
  const displacements = indices.map(({ limit, stride }) => ({ stride, length: limit + 1 }));
  const apart: number[] = [];
  domain.forEach((length, axis) => {
    if (length === 1) return;
    const axes = [...apart, axis].map((one) => ({ stride: target.strides[one]!, length: domain[one]! }));
    if (areDistinct([...displacements, ...axes])) apart.push(axis);
  });
  return { apart, meeting: domain.flatMap((length, axis) => (length > 1 && !apart.includes(axis) ? [axis] : [])) };
}
