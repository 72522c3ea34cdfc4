import fc from "fast-check";

/** A view over a domain, and how large a buffer it needs. */
export interface DrawnView {
  readonly strides: readonly number[];
  readonly offset: number;
  readonly size: number;
}

/**
 * Views over a domain that stay inside a buffer made for them: axes in any order, each forwards, backwards or repeated.
 *
 * @param lengths - of the domain's axes.
 * @param injective - whether every point has an element of its own, as stores need.
 */
export function drawnViews(lengths: readonly number[], injective: boolean): fc.Arbitrary<DrawnView> {
  const all = lengths.map((_, axis) => axis);
  const rank = { minLength: lengths.length, maxLength: lengths.length };
  return fc
    .record({
      order: fc.shuffledSubarray(all, rank),
      modes: fc.array(fc.constantFrom(1, 1, 1, -1, ...(injective ? [] : [0])), rank),
      sorted: fc.boolean(),
      gap: fc.integer({ min: 1, max: 2 }),
      start: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ order, modes, sorted, gap, start }) => {
      const strides = lengths.map(() => 0);
      let step = gap;
      let offset = start;
      for (const axis of [...(sorted ? all : order)].reverse()) {
        const [mode, length] = [modes[axis]!, lengths[axis]!];
        if (mode === 0) continue;
        strides[axis] = mode * step;
        if (mode < 0) offset += step * (length - 1);
        step *= length;
      }
      return { strides, offset, size: start + step + 1 };
    });
}
