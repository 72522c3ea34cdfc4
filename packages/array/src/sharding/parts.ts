import { sizeOf, stridesOf, type Shape } from "../core/types/shape.ts";
import type { TypedArray } from "../core/types/dtype.ts";
import type { Span } from "../core/sharding/sharding.ts";

/** Calls `each` with the places of every row of a part: in the whole, in the part, and how long it is. */
function rows(shape: Shape, spans: readonly Span[], each: (whole: number, part: number, length: number) => void): void {
  const own = spans.map(({ start, stop }) => stop - start);
  if (shape.length === 0) {
    each(0, 0, 1);
    return;
  }
  if (sizeOf(own) === 0) return;
  const strides = stridesOf(shape);
  const last = shape.length - 1;
  const length = own[last]!;
  const count = sizeOf(own) / length;
  for (let row = 0; row < count; row++) {
    let rest = row;
    let whole = spans[last]!.start;
    for (let axis = last - 1; axis >= 0; axis--) {
      whole += (spans[axis]!.start + (rest % own[axis]!)) * strides[axis]!;
      rest = Math.floor(rest / own[axis]!);
    }
    each(whole, row * length, length);
  }
}

/** The values of a part; a copy. */
export function cutPart(whole: TypedArray, shape: Shape, spans: readonly Span[]): TypedArray {
  const part = whole.slice(0, sizeOf(spans.map(({ start, stop }) => stop - start)));
  rows(shape, spans, (from, to, length) => {
    for (let k = 0; k < length; k++) part[to + k] = whole[from + k]!;
  });
  return part;
}

/** Writes the values of a part to their places. */
export function pastePart(whole: TypedArray, shape: Shape, spans: readonly Span[], part: TypedArray): void {
  rows(shape, spans, (to, from, length) => {
    for (let k = 0; k < length; k++) whole[to + k] = part[from + k]!;
  });
}
