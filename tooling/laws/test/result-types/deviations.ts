/** A result that is not JAX's. */
export interface Deviation {
  readonly group: string;
  readonly name: string;
  readonly kinds: readonly string[];
  /** What JAX gives, `!` for an error. */
  readonly jax: string;
  readonly ours: string;
}

/** Why results are not those of JAX, and which. */
const deviations: readonly { readonly reason: string; readonly covers: (deviation: Deviation) => boolean }[] = [];

/** Why a result may differ from JAX's; null if it must not. */
export function deviation(found: Deviation): string | null {
  return deviations.find(({ covers }) => covers(found))?.reason ?? null;
}
