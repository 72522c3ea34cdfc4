import { visitSteps, type BufferId, type Loop, type Program, type Step } from "@proj/jit/core";
import type { Layout } from "../../layout.ts";

/** So many loops that are alike are worth one function, which has a pointer for each buffer. */
const leastAlike = 16;

/** What a loop has in common with others, and the buffers in which it differs from them, in order. */
export interface AlikeLoop {
  readonly key: string;
  readonly buffers: readonly BufferId[];
}

function keyOf(loop: Loop, layout: Layout): AlikeLoop {
  const buffers = new Map<string, BufferId>();
  const text = JSON.stringify(loop, (name, value: unknown) => {
    if (name === "buffer") {
      // Buffers in one place are one: whether a loop works in place is a part of what it does.
      const place = layout.placeOf(value as BufferId);
      if (!buffers.has(place)) buffers.set(place, value as BufferId);
      return [...buffers.keys()].indexOf(place);
    }
    const isJson =
      typeof value === "number" ? Number.isFinite(value) && !Object.is(value, -0) : typeof value !== "bigint";
    return isJson ? value : `${Object.is(value, -0) ? "-" : ""}${String(value)} ${typeof value}`;
  });
  return {
    key: text + [...buffers.values()].map((buffer) => layout.dtype(buffer)).join(),
    buffers: [...buffers.values()],
  };
}

/** The loops of a program that differ from many others only in where their buffers are. */
export function alikeLoops({ steps }: Program, layout: Layout): ReadonlyMap<Step, AlikeLoop> {
  const loops: Loop[] = [];
  visitSteps(steps, (step) => {
    if (step.kind === "loop") loops.push(step);
  });
  if (loops.length < leastAlike) return new Map();
  const alike = new Map<string, [Loop, AlikeLoop][]>();
  for (const loop of loops) {
    const found = keyOf(loop, layout);
    const others = alike.get(found.key);
    if (others === undefined) alike.set(found.key, [[loop, found]]);
    else others.push([loop, found]);
  }
  return new Map([...alike.values()].filter(({ length }) => length >= leastAlike).flat());
}
