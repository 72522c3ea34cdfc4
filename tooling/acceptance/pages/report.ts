import { compute, computeLong, type Results } from "./computations.ts";

/** What a page found out. */
export interface Report {
  readonly wasm: Results;
  readonly webgpu: Results;
  /** What takes long enough for threads, on WebAssembly. */
  readonly long: readonly number[];
  /** Whether code made of strings is refused, as the policy of the page wants it. */
  readonly refusesStrings: boolean;
}

/** Computes on each device in turn. */
export async function makeReport(): Promise<Report> {
  return {
    wasm: await compute("wasm"),
    long: await computeLong(),
    webgpu: await compute("webgpu"),
    refusesStrings: refusesStrings(),
  };
}

/** Tries what the policy forbids; that it is refused shows that the policy is in force. */
function refusesStrings(): boolean {
  try {
    // eslint-disable-next-line no-new-func, @typescript-eslint/no-implied-eval -- it has to fail
    new Function("");
    return false;
  } catch {
    return true;
  }
}
