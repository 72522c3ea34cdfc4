/*
 * In which order several operands of a product are contracted, told by the names of their axes alone.
 */

/** The names of an operand's axes. */
export type Labels = readonly string[];

/** Which two operands are contracted, by their places; the product is then the last of those that are left. */
export type Pair = readonly [first: number, second: number];

/** Up to so many operands every order is compared; the number of comparisons is 3 to that power. */
const mostCompared = 8;

const sizeOf = (labels: Iterable<string>, lengths: ReadonlyMap<string, number>): number =>
  [...labels].reduce((size, label) => size * lengths.get(label)!, 1);

/** The labels that are needed once the operands at some places are contracted: those of the others and of the result. */
export function neededWithout(operands: readonly Labels[], places: readonly number[], output: Labels): Set<string> {
  return new Set([...output, ...operands.flatMap((labels, place) => (places.includes(place) ? [] : labels))]);
}

/**
 * The order in which operands are contracted.
 *
 * @param optimize - `false` goes from left to right, `"greedy"` takes the cheapest pair first; everything else compares all orders,
 *   unless there are too many operands for that.
 */
export function contractionPath(
  operands: readonly Labels[],
  output: Labels,
  lengths: ReadonlyMap<string, number>,
  optimize: boolean | "auto" | "greedy" | "optimal",
): readonly Pair[] {
  if (operands.length < 2) return [];
  if (operands.length === 2) return [[0, 1]];
  if (optimize === false)
    return Array.from({ length: operands.length - 1 }, (_, step): Pair =>
      step === 0 ? [0, 1] : [operands.length - 1 - step, 0],
    );
  const compares = optimize !== "greedy" && (operands.length <= mostCompared || optimize === "optimal");
  return compares ? cheapestPath(operands, output, lengths) : greedyPath(operands, output, lengths);
}

/** The pair whose product is smallest compared with what it replaces, and so on. */
function greedyPath(
  operands: readonly Labels[],
  output: Labels,
  lengths: ReadonlyMap<string, number>,
): readonly Pair[] {
  const path: Pair[] = [];
  let left = operands;
  while (left.length > 1) {
    let best: Pair = [0, 1];
    let bestCost: readonly [growth: number, work: number] = [Infinity, Infinity];
    for (let i = 0; i < left.length; i++) {
      for (let j = i + 1; j < left.length; j++) {
        const both = new Set([...left[i]!, ...left[j]!]);
        const kept = neededWithout(left, [i, j], output);
        const product = [...both].filter((label) => kept.has(label));
        const growth = sizeOf(product, lengths) - sizeOf(left[i]!, lengths) - sizeOf(left[j]!, lengths);
        const work = sizeOf(both, lengths);
        if (growth < bestCost[0] || (growth === bestCost[0] && work < bestCost[1])) {
          best = [i, j];
          bestCost = [growth, work];
        }
      }
    }
    path.push(best);
    const needed = neededWithout(left, best, output);
    const product = [...new Set([...left[best[0]]!, ...left[best[1]]!])].filter((label) => needed.has(label));
    left = [...left.filter((_, place) => !best.includes(place)), product];
  }
  return path;
}

/** The cheapest way to contract some of the operands, which are the bits of a number. */
interface Plan {
  readonly labels: ReadonlySet<string>;
  readonly cost: number;
  /** The two sets of operands whose products are contracted last; null for a single operand. */
  readonly parts: readonly [number, number] | null;
}

/** The order with the fewest multiplications and additions, from the cheapest orders of all subsets. */
function cheapestPath(
  operands: readonly Labels[],
  output: Labels,
  lengths: ReadonlyMap<string, number>,
): readonly Pair[] {
  const all = 2 ** operands.length - 1;
  const plans = new Map<number, Plan>();
  const members = (mask: number): number[] => [...operands.keys()].filter((place) => ((mask >> place) & 1) === 1);
  for (let mask = 1; mask <= all; mask++) {
    const places = members(mask);
    if (places.length === 1) {
      plans.set(mask, { labels: new Set(operands[places[0]!]), cost: 0, parts: null });
      continue;
    }
    const needed = neededWithout(operands, places, output);
    for (let part = (mask - 1) & mask; part > (mask ^ part); part = (part - 1) & mask) {
      const [a, b] = [plans.get(part)!, plans.get(mask ^ part)!];
      const both = new Set([...a.labels, ...b.labels]);
      const kept = [...both].filter((label) => needed.has(label));
      const work = sizeOf(both, lengths) * (kept.length < both.size ? 2 : 1);
      const cost = a.cost + b.cost + work;
      if (cost < (plans.get(mask)?.cost ?? Infinity))
        plans.set(mask, { labels: new Set(kept), cost, parts: [mask ^ part, part] });
    }
  }
  const path: Pair[] = [];
  const left = Array.from(operands, (_, place) => 1 << place);
  const contract = (mask: number): void => {
    const parts = plans.get(mask)!.parts;
    if (parts === null) return;
    parts.forEach(contract);
    const [i, j] = [left.indexOf(parts[0]), left.indexOf(parts[1])].toSorted((a, b) => a - b) as [number, number];
    path.push([i, j]);
    left.splice(j, 1);
    left.splice(i, 1);
    left.push(mask);
  };
  contract(all);
  return path;
}

/** The number of multiplications and additions of a path. */
export function costOf(
  path: readonly Pair[],
  operands: readonly Labels[],
  output: Labels,
  lengths: ReadonlyMap<string, number>,
): number {
  let left = operands;
  let cost = 0;
  for (const pair of path) {
    const needed = neededWithout(left, pair, output);
    const both = new Set([...left[pair[0]]!, ...left[pair[1]]!]);
    const product = [...both].filter((label) => needed.has(label));
    cost += sizeOf(both, lengths) * (product.length < both.size ? 2 : 1);
    left = [...left.filter((_, place) => !pair.includes(place)), product];
  }
  return cost;
}
