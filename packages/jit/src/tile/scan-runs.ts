import { touchedBuffers, writtenBuffers } from "../program/accesses.ts";
import type { BufferId, Scan, Step } from "../program/program.ts";

/*
 * Runs of scans that hand rows to each other, as a recurrence and its gradient do. In the same tiles, some rows go through all of
 * them before the next do: what one scan stacks for another then needs no memory for more rows than a tile has, and is read while it is
 * near. The loops between the scans come along; what does not stand between them comes before or after.
 */

/** Scans and what stands between them, in order, and what need not. */
export interface ScanRun {
  readonly before: readonly Step[];
  readonly members: readonly [...Step[], Scan];
  readonly after: readonly Step[];
}

const meet = (a: ReadonlySet<BufferId>, b: ReadonlySet<BufferId>): boolean => [...a].some((buffer) => b.has(buffer));

/** Which steps have to keep their places behind the first, or behind one that has to. */
function standBehind(steps: readonly Step[]): readonly boolean[] {
  const [touched, written] = [new Set<BufferId>(), new Set<BufferId>()];
  return steps.map((step, n) => {
    const own = { touched: touchedBuffers([step]), written: writtenBuffers([step]) };
    const isBehind = n === 0 || meet(own.touched, written) || meet(own.written, touched);
    if (isBehind) {
      own.touched.forEach((buffer) => touched.add(buffer));
      own.written.forEach((buffer) => written.add(buffer));
    }
    return isBehind;
  });
}

/**
 * Some steps as a run.
 *
 * @param steps - from one scan to another, in order.
 * @returns null if a scan among them does not stand between the first and the last, or has another length.
 */
export function scanRunOf(steps: readonly [...Step[], Scan]): ScanRun | null {
  const last = steps.at(-1) as Scan;
  const isLate = standBehind(steps);
  const isEarly = standBehind(steps.toReversed()).toReversed();
  const isMember = (n: number): boolean => isLate[n]! && isEarly[n]!;
  if (steps.some((step, n) => step.kind === "scan" && (!isMember(n) || step.length !== last.length))) return null;
  return {
    before: steps.filter((_, n) => !isLate[n]),
    members: [...steps.slice(0, -1).filter((_, n) => isMember(n)), last],
    after: steps.filter((_, n) => isLate[n] && !isEarly[n]),
  };
}

/** A run as a scan of one iteration, that carries what the scans in it begin with. */
export function asOneScan(members: readonly [...Step[], Scan]): Scan {
  if (members.length === 1) return members[0] as Scan;
  const carries = members.flatMap((step) => (step.kind === "scan" ? step.carries : []));
  return {
    kind: "scan",
    counter: -1,
    length: 1,
    reverse: false,
    carries: carries.map(({ current }) => ({ current, next: current })),
    body: members,
  };
}
