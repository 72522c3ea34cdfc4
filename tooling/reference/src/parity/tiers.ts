import { readFileSync } from "node:fs";

/*
 * How much a name is needed: T1 by nearly every program, T2 by many, T3, all that `tiers.json` does not list, by some.
 */

/** One of three. */
type Tier = "T1" | "T2" | "T3";

export const tiers: readonly Tier[] = ["T1", "T2", "T3"];

type Listed = Readonly<Record<string, { readonly T1: string; readonly T2: string }>>;

const listed = JSON.parse(readFileSync(new URL("../../tiers.json", import.meta.url), "utf8")) as Listed;

/** The tier of a public name. */
export function tierOf(namespace: string, name: string): Tier {
  const { T1 = "", T2 = "" } = listed[namespace] ?? {};
  if (T1.split(" ").includes(name)) return "T1";
  return T2.split(" ").includes(name) ? "T2" : "T3";
}
