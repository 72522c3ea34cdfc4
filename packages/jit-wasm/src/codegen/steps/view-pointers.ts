import type { Expression, Local } from "../../assembler/expression.ts";
import type { FunctionBuilder } from "../../assembler/function-builder.ts";
import { i32 } from "../../assembler/instructions.ts";
import type { ByteView, Layout } from "../layout.ts";

/** Pointers into several views that move together along the axes of one domain. */
export class ViewPointers {
  readonly #f: FunctionBuilder;
  readonly #views: readonly ByteView[];
  /** The pointers at the current point, one per view; the address is `pointer + view.base`. */
  readonly #pointers: readonly Local<"i32">[];

  /**
   * @param starts - the pointers at the first point, which otherwise the layout knows.
   */
  constructor(f: FunctionBuilder, layout: Layout, views: readonly ByteView[], starts?: readonly Expression<"i32">[]) {
    this.#f = f;
    this.#views = views;
    this.#pointers = views.map((view, index) => f.let(starts?.[index] ?? layout.start(f, view) ?? i32.const(0), "p"));
  }

  /** Runs `body` at every point of `lengths`, the first axes of the views, in row-major order. */
  forEach(lengths: readonly number[], body: () => void, axis = 0): void {
    const length = lengths[axis];
    if (length === undefined) {
      body();
      return;
    }
    if (length === 0) return;
    const n = this.#f.let(i32.const(length), "n");
    this.#f.loop((again) => {
      this.forEach(lengths, body, axis + 1);
      this.advance(axis, 1);
      this.#f.set(n, i32.sub(n, 1));
      this.#f.branchIf(again, n);
    });
    this.advance(axis, -length);
  }

  /** Moves all pointers along an axis. */
  advance(axis: number, steps: number): void {
    this.#views.forEach((view, index) => {
      const [stride, pointer] = [view.strides[axis] ?? 0, this.#pointers[index]];
      if (stride !== 0 && pointer !== undefined) this.#f.set(pointer, i32.add(pointer, stride * steps));
    });
  }

  /** The pointer into the view with this number, at the current point. */
  at(index: number): Expression<"i32"> {
    return this.#pointers[index]!;
  }
}
