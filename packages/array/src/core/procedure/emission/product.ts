/*
 * c ± a · b as functions of the module, one for each set of strides: a few rows of c and two vectors of columns are kept in
 * registers while k goes by. Operands are read where they lie, so rows of b and c must be contiguous;
 * where columns are, the transposed product is taken; else element by element.
 */
import type { Floats } from "./floats.ts";
import type { CodeWriter, Int, Machine, MachineFunction } from "./machine.ts";

/** The strides of a matrix, in elements. */
export interface Strides {
  readonly row: number;
  readonly column: number;
}

/** A product of matrices at three addresses. */
export type Product = MachineFunction<{
  readonly m: "i32";
  readonly n: "i32";
  readonly k: "i32";
  readonly a: "i32";
  readonly b: "i32";
  readonly c: "i32";
}>;

/** The same with rows and columns exchanged: cᵀ ± bᵀ · aᵀ. */
export function isBetterTransposed(a: Strides, b: Strides, c: Strides): boolean {
  return !(b.column === 1 && c.column === 1) && a.row === 1 && c.row === 1;
}

/** Emits a product. */
export function emitProduct(
  machine: Machine,
  name: string,
  floats: Floats,
  sign: 1 | -1,
  [a, b, c]: readonly [Strides, Strides, Strides],
): Product {
  const { i32 } = machine;
  const { bytes, lanes } = floats;
  const contiguous = b.column === 1 && c.column === 1;
  // Widths of kernels in columns, widest first; a width of one has no vectors.
  const widths = contiguous ? [2 * lanes, lanes, 1] : [1];
  const heights = contiguous ? [machine.tallestKernel, 2, 1] : [1];
  const kernels = widths.map((width) => heights.map((rows) => kernel(machine, `${name}.${rows}x${width}`, floats, sign, rows, width, a, b, c))); // prettier-ignore
  return machine.function(name, { m: "i32", n: "i32", k: "i32", a: "i32", b: "i32", c: "i32" }, (f, parameters) => {
    const { m, n, k } = parameters;
    const [left, right] = [f.local("i32", "rows"), f.local("i32", "columns")];
    const [rowOfA, rowOfC] = [f.local("i32", "a"), f.local("i32", "c")];
    f.set(right, n);
    widths.forEach((width, w) => {
      whileAtLeast(machine, f, right, width, () => {
        f.set(left, m);
        f.set(rowOfA, parameters.a);
        f.set(rowOfC, parameters.c);
        heights.forEach((rows, h) => {
          whileAtLeast(machine, f, left, rows, () => {
            f.run(kernels[w]![h]!.call({ k, a: rowOfA, b: parameters.b, c: rowOfC }));
            f.set(rowOfA, i32.add(rowOfA, rows * a.row * bytes));
            f.set(rowOfC, i32.add(rowOfC, rows * c.row * bytes));
            f.set(left, i32.sub(left, rows));
          });
        });
        f.set(parameters.b, i32.add(parameters.b, width * b.column * bytes));
        f.set(parameters.c, i32.add(parameters.c, width * c.column * bytes));
        f.set(right, i32.sub(right, width));
      });
    });
  });
}

function whileAtLeast({ i32 }: Machine, f: CodeWriter, count: Int, least: number, body: () => void): void {
  f.if(i32.geS(count, least), () => {
    f.loop((again) => {
      body();
      f.branchIf(again, i32.geS(count, least));
    });
  });
}

type Kernel = MachineFunction<{ readonly k: "i32"; readonly a: "i32"; readonly b: "i32"; readonly c: "i32" }>;

function kernel(
  machine: Machine,
  name: string,
  floats: Floats,
  sign: 1 | -1,
  rows: number,
  width: number,
  a: Strides,
  b: Strides,
  c: Strides,
): Kernel {
  const { i32, v128 } = machine;
  const { bytes, lanes, type } = floats;
  const rowIndices = Array.from({ length: rows }, (_, row) => row);
  return machine.function(name, { k: "i32", a: "i32", b: "i32", c: "i32" }, (f, p) => {
    const rounds = (body: () => void): void => {
      f.if(i32.gtS(p.k, 0), () => {
        f.loop((again) => {
          body();
          f.set(p.a, i32.add(p.a, a.column * bytes));
          f.set(p.b, i32.add(p.b, b.row * bytes));
          f.set(p.k, i32.sub(p.k, 1));
          f.branchIf(again, p.k);
        });
      });
    };
    // Offsets are unsigned, and strides may be negative.
    const at = (pointer: Int, offset: number): readonly [Int, number] =>
      offset >= 0 ? [pointer, offset] : [i32.add(pointer, offset), 0];
    if (width === 1) {
      const sums = rowIndices.map((row) => f.let(floats.load(...at(p.c, row * c.row * bytes)), "sum"));
      const element = f.local(type, "b");
      rounds(() => {
        f.set(element, floats.load(p.b));
        sums.forEach((sum, row) => {
          f.set(sum, floats.multiplyAddOne(sign, floats.load(...at(p.a, row * a.row * bytes)), element, sum));
        });
      });
      sums.forEach((sum, row) => {
        const [pointer, offset] = at(p.c, row * c.row * bytes);
        floats.store(f, pointer, sum, offset);
      });
      return;
    }
    const vectors = Array.from({ length: width / lanes }, (_, vector) => vector);
    const place = (row: number, vector: number): readonly [Int, number] => at(p.c, row * c.row * bytes + 16 * vector);
    const sums = rowIndices.map((row) => vectors.map((vector) => f.let(v128.load(...place(row, vector)), "sum")));
    const columns = vectors.map(() => f.local("v128", "b"));
    const element = f.local("v128", "a");
    rounds(() => {
      columns.forEach((column, vector) => {
        f.set(column, v128.load(p.b, 16 * vector));
      });
      sums.forEach((row, index) => {
        f.set(element, floats.loadSplat(...at(p.a, index * a.row * bytes)));
        row.forEach((sum, vector) => {
          f.set(sum, floats.multiplyAdd(sign, element, columns[vector]!, sum));
        });
      });
    });
    sums.forEach((row, index) => {
      row.forEach((sum, vector) => {
        const [pointer, offset] = place(index, vector);
        f.run(v128.store(pointer, sum, offset));
      });
    });
  });
}
