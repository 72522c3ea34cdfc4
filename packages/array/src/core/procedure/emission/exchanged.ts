import type { ProcedureLocalId, ProcedureStatement } from "../procedure.ts";

/** What statements exchange with those around them. */
export interface Exchanged {
  /** The locals that they may read before they set them. */
  readonly read: ReadonlySet<ProcedureLocalId>;
  /** The locals that they may set. */
  readonly written: ReadonlySet<ProcedureLocalId>;
}

/** Calls `read` with each local that an expression mentions, or those of a statement do, as often as it is mentioned. */
function visitReads(part: unknown, read: (local: ProcedureLocalId) => void): void {
  if (typeof part !== "object" || part === null) return;
  if ("op" in part && part.op === "local") read((part as unknown as { readonly local: ProcedureLocalId }).local);
  for (const inner of Object.values(part)) visitReads(inner, read);
}

/** How often each local is read. */
export function readsOf(statements: readonly ProcedureStatement[]): ReadonlyMap<ProcedureLocalId, number> {
  const counts = new Map<ProcedureLocalId, number>();
  visitReads(statements, (local) => counts.set(local, (counts.get(local) ?? 0) + 1));
  return counts;
}

/**
 * What statements exchange with those around them.
 *
 * @param known - locals that are set before them, and those that they set themselves, whatever happens, afterwards.
 */
export function exchanged(statements: readonly ProcedureStatement[], known = new Set<ProcedureLocalId>()): Exchanged {
  const [read, written] = [new Set<ProcedureLocalId>(), new Set<ProcedureLocalId>()];
  const reads = (part: unknown): void => {
    visitReads(part, (local) => {
      if (!known.has(local)) read.add(local);
    });
  };
  const inside = (body: readonly ProcedureStatement[], also: readonly ProcedureLocalId[] = []) => {
    const after = new Set([...known, ...also]);
    const inner = exchanged(body, after);
    for (const local of inner.read) read.add(local);
    for (const local of inner.written) written.add(local);
    return after;
  };
  for (const statement of statements) {
    if (statement.do === "for") {
      reads([statement.from, statement.to, statement.atOnce]);
      written.add(statement.counter);
      inside(statement.body, [statement.counter]);
    } else if (statement.do === "while") {
      reads(statement.condition);
      inside(statement.body);
    } else if (statement.do === "if") {
      reads(statement.condition);
      const otherwise = inside(statement.otherwise);
      for (const local of inside(statement.then)) if (otherwise.has(local)) known.add(local);
    } else {
      reads(statement);
      if ("local" in statement) {
        written.add(statement.local);
        known.add(statement.local);
      }
    }
  }
  return { read, written };
}
