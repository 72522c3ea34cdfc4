import { UsageError } from "@proj/array";
import { convert, fromHostData } from "@proj/array/core";
import { caseOf, type Case } from "../case.ts";
import type { Subject } from "../subject.ts";
import { disagreement } from "./compare.ts";
import { refusal, type RecordedCall } from "./play.ts";

/*
 * Recorded calls as programs of the arrays that they read, some of them put together, since each by itself would take ten times as long to
 * compile.
 */

/** A call with its program. */
export interface Staged {
  readonly call: RecordedCall;
  readonly program: Case;
}

/** A call that is said something about. */
export interface Remark {
  readonly call: RecordedCall;
  readonly said: string;
}

/** The program of a call, or why there is none. */
export function staged(call: RecordedCall): Staged | Remark {
  try {
    return { call, program: caseOf(call.text, call.answer, call.reads) };
  } catch (error) {
    return { call, said: complaintOf(error) };
  }
}

const complaintOf = (error: unknown): string =>
  error instanceof UsageError ? refusal(error) : `it breaks: ${String(error)}`;

/** What a subject does wrong with calls, which it is given `each` at a time. */
export async function remarksOn(all: readonly Staged[], subject: Subject, each: number): Promise<readonly Remark[]> {
  const remarks: Remark[] = [];
  for (let first = 0; first < all.length; first += each)
    remarks.push(...(await remarksTogether(all.slice(first, first + each), subject)));
  return remarks;
}

/** What is wrong with calls that are compiled together; alone, if all of them together cannot be compiled. */
async function remarksTogether(some: readonly Staged[], subject: Subject): Promise<readonly Remark[]> {
  const programs = some.map(({ program }) => program);
  const jaxpr = {
    binders: programs.flatMap(({ jaxpr }) => jaxpr.binders),
    equations: programs.flatMap(({ jaxpr }) => jaxpr.equations),
    outputs: programs.flatMap(({ jaxpr }) => jaxpr.outputs),
  };
  const inputs = programs.flatMap(({ inputs }) => inputs);
  let data;
  try {
    data = await subject.run(programs.map(({ title }) => title).join(), jaxpr, inputs);
  } catch (error) {
    const [{ call }] = some as readonly [Staged];
    if (some.length === 1) return [{ call, said: complaintOf(error) }];
    return remarksOn(some, subject, Math.ceil(some.length / 2));
  }
  const results = jaxpr.outputs.map(({ aval: { shape, dtype, weakType } }, k) =>
    convert(fromHostData(data[k]!, shape, dtype), dtype, weakType),
  );
  return some.flatMap(({ call, program }) => {
    const said = disagreement(call.recorded, results.splice(0, program.jaxpr.outputs.length), call.reads);
    return said === null ? [] : [{ call, said }];
  });
}
