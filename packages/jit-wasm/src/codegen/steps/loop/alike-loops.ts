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

/** What is the same in loops that are alike, and told without looking at all that they are made of. */
const outlineOf = ({ parallel, reduced, expressions, stores }: Loop): string =>
  `${parallel.join()} ${reduced.join()} ${String(expressions.length)} ${String(stores.length)}`;

/** Members that have a key in common, of those keys that many have. */
function manyAlike<T>(members: readonly T[], keyOf: (member: T) => string): readonly T[] {
  const alike = new Map<string, T[]>();
  for (const member of members) {
    const key = keyOf(member);
    const others = alike.get(key);
    if (others === undefined) alike.set(key, [member]);
    else others.push(member);
  }
  return [...alike.values()].filter(({ length }) => length >= leastAlike).flat();
}

/** The loops of a program that differ from many others only in where their buffers are. */
export function alikeLoops({ steps }: Program, layout: Layout): ReadonlyMap<Step, AlikeLoop> {
  const loops: Loop[] = [];
  visitSteps(steps, (step) => {
    if (step.kind === "loop") loops.push(step);
  });
  const found = manyAlike(loops, outlineOf).map((loop) => [loop, keyOf(loop, layout)] as const);
  return new Map(manyAlike(found, ([, { key }]) => key));
}
