/*
 * Large products in the middle of a procedure as regions: pieces of columns, or of rows where those are many more, so that products one
 * after the other leave each thread the same columns. Every element is summed up in the order and with the instructions that it would
 * have in one piece, so threads do not change a bit.
 */
import type { Floats } from "./floats.ts";
import type { Int, Machine, MachineThreads } from "./machine.ts";
import type { Product, Strides } from "./product.ts";

/** Into how many pieces a product is cut at most. */
const mostPieces = 8;

/** Products of fewer multiplications take less time than another thread needs to hear of them. */
const leastMultiplications = 2 ** 17;

/** Whether the product of some integers, which may have more than 32 bits, is at least `least`. */
export function isWorthSharing({ f32 }: Machine, factors: readonly Int[], least: number): Int {
  const product = factors.map((factor) => f32.convertI32S(factor)).reduce((x, y) => f32.mul(x, y));
  return f32.ge(product, f32.const(least));
}

/**
 * Emits a product that threads share if it is large.
 *
 * @param one - the product on one thread.
 */
export function emitSharedProduct(
  machine: Machine,
  threads: MachineThreads,
  name: string,
  one: Product,
  floats: Floats,
  [a, b, c]: readonly [Strides, Strides, Strides],
): Product {
  const { i32 } = machine;
  const { bytes, lanes } = floats;
  /** x / y, rounded upwards, of integers above 0. */
  const quotient = (x: Int, y: Int): Int => i32.divS(i32.add(x, i32.sub(y, 1)), y);
  const parameters = { m: "i32", n: "i32", k: "i32", a: "i32", b: "i32", c: "i32" } as const;
  return machine.function(name, parameters, (f, given) => {
    const { m, n, k } = given;
    f.if(
      isWorthSharing(machine, [m, n, k], leastMultiplications),
      () => {
        const isTall = f.let(i32.geS(m, i32.mul(n, 4)), "isTall");
        const extent = f.let(machine.select(m, n, isTall), "extent");
        const unit = f.let(machine.select(i32.const(machine.tallestKernel), i32.const(2 * lanes), isTall), "unit");
        const length = f.let(i32.mul(quotient(extent, i32.mul(unit, mostPieces)), unit), "length");
        const types = { ...parameters, isTall: "i32", length: "i32" } as const;
        const values = { ...given, isTall, length };
        threads.share(f, `${name}.piece`, quotient(extent, length), types, values, (inner, position, piece) => {
          const first = inner.let(i32.mul(position, piece.length), "first");
          const upTo = (end: Int): Int => {
            const left = inner.let(i32.sub(end, first), "left");
            return machine.select(left, piece.length, i32.ltS(left, piece.length));
          };
          const place = (address: Int, perRow: number, perColumn: number): Int => {
            const step = machine.select(i32.const(perRow * bytes), i32.const(perColumn * bytes), piece.isTall);
            return i32.add(address, i32.mul(first, step));
          };
          const rows = machine.select(upTo(piece.m), piece.m, piece.isTall);
          const columns = machine.select(piece.n, upTo(piece.n), piece.isTall);
          const operands = {
            a: place(piece.a, a.row, 0),
            b: place(piece.b, 0, b.column),
            c: place(piece.c, c.row, c.column),
          };
          inner.run(one.call({ m: rows, n: columns, k: piece.k, ...operands }));
        });
      },
      () => {
        f.run(one.call(given));
      },
    );
  });
}
