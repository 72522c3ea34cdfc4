import { describe, expect, test } from "vitest";
import { grown, sizeTable, withTable } from "../src/size-table.ts";

const size = (gzip: number) => ({ bytes: 3 * gzip, gzip });

describe("committed sizes", () => {
  test("allow a bundle to grow by a twentieth, and no more", () => {
    expect(grown({ grad: size(1000) }, { grad: size(1050) })).toEqual([]);
    expect(grown({ grad: size(1000) }, { grad: size(1060) })).toEqual(["grad: grew from 1.0 kB to 1.1 kB, by 6 %."]);
  });

  test("allow a bundle to shrink", () => {
    expect(grown({ grad: size(1000) }, { grad: size(400) })).toEqual([]);
  });

  test("have to be there for every bundle", () => {
    expect(grown({}, { grad: size(1000) })).toEqual(["grad: no size is committed."]);
  });
});

test("a table of sizes stands as the formatter writes it, between its marks", () => {
  const table = sizeTable({ grad: size(52_000) });
  expect(table).toBe(
    ["|      | minified |    gzip |", "| ---- | -------: | ------: |", "| grad | 156.0 kB | 52.0 kB |"].join("\n"),
  );
  const text = "a\n\n<!-- Written by `pnpm check:sizes --update`. -->\n\nold\n\n<!-- Until here. -->\n";
  expect(withTable(text, table)).toBe(text.replace("old", table));
  expect(() => withTable("nothing", table)).toThrow("no place for the sizes");
});
