import { expect, test } from "vitest";
import { ProcedureBuilder } from "../src/core/procedure/builder.ts";
import type { Local } from "../src/core/procedure/scalar.ts";
import { exchanged } from "../src/core/procedure/emission/exchanged.ts";

/** What some statements read and write of the locals x, y and z. */
function exchange(write: (p: ProcedureBuilder, x: Local, y: Local, z: Local) => void): readonly string[] {
  const p = new ProcedureBuilder("float32");
  const names = ["x", "y", "z"];
  const [x, y, z] = names.map(() => p.local("float32")) as [Local, Local, Local];
  write(p, x, y, z);
  const { read, written } = exchanged(p.finish().body);
  return [read, written].map((of) => names.filter((_, local) => of.has(local)).join(" "));
}

test.each([
  ["what is set at once is not read before", (_, x, y) => { x.set(1); y.set(x.add(1)); }, "", "x y"],
  ["what is set from itself is", (_, x) => { x.set(x.add(1)); }, "x", "x"],
  ["one branch may not set it", (p, x, y, z) => { p.if(z.gt(0), () => { x.set(1); }); y.set(x); }, "x z", "x y"],
  ["both branches do", (p, x, y, z) => { p.if(z.gt(0), () => { x.set(1); }, () => { x.set(2); }); y.set(x); }, "z", "x y"],
  ["a branch reads what the other sets", (p, x, y, z) => { p.if(z.gt(0), () => { x.set(1); }, () => { y.set(x); }); }, "x z", "x y"],
  ["a loop may have no round", (p, x, y) => { p.for(0, 3, () => { x.set(1); }); y.set(x); }, "x", "x y"],
  ["a round sets before it reads", (p, x, y) => { p.for(0, 3, () => { x.set(1); y.set(x); }); }, "", "x y"],
  ["a round reads what the one before set", (p, x, y) => { p.for(0, 3, () => { y.set(x); x.set(1); }); }, "x", "x y"],
  ["a condition is read first", (p, x) => { p.while(x.gt(0), () => { x.set(0); }); }, "x", "x"],
  ["a counter is the loop's own", (p, x) => { p.for(0, 3, (i) => { x.set(i.to("float32")); }); }, "", "x"],
] as readonly (readonly [string, (p: ProcedureBuilder, x: Local, y: Local, z: Local) => void, string, string])[])(
  "locals that statements exchange: %s",
  (_, write, read, written) => {
    expect(exchange(write)).toEqual([read, written]);
  },
); // prettier-ignore
