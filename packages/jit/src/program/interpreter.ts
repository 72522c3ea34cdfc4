import type { DType, TypedArray } from "@proj/array";
import {
  binaryFunctions,
  asElement,
  castScalar,
  convertScalar,
  dtypes,
  evaluateBinary,
  evaluateUnary,
  halfBits,
  isFloat,
  sizeOf,
} from "@proj/array/core";
import { touchedBuffers } from "./accesses.ts";
import { linesOf } from "./domain.ts";
import { combines, combiningFunction, foldOfScatter, neutralElement, type CombiningFold } from "./folds.ts";
import type { Carry, Expression, IndexComponent, Loop, Program, Step, View } from "./program.ts";
import type { HostExecutable, Target, TargetLimits } from "../target.ts";
import { keepsPrivateApart } from "./private-memory.ts";
import { runProcedure, type ProcedureMemory } from "./procedure-interpreter.ts";
import { validate } from "./validate.ts";

/*
 * A target that interprets programs point by point: the meaning of the IR in its plainest form, to test lowering without
 * any code generator, and code generators against it. What may run in any order runs backwards here, and private memory is
 * spoilt between the positions of tiles, so that a program which relies on either gives wrong results.
 */

function forEachPoint(domain: readonly number[], visit: (point: readonly number[]) => void): void {
  const size = sizeOf(domain);
  const point = domain.map(() => 0);
  for (let n = 0; n < size; n++) {
    visit(point);
    for (let axis = domain.length - 1; axis >= 0; axis--) {
      point[axis] = point[axis]! + 1;
      if (point[axis]! < domain[axis]!) break;
      point[axis] = 0;
    }
  }
}

/** The bits of a number of one dtype read as another of the same size: the meaning of the expression `bitcast`. */
function bitcastNumber(value: number, from: DType, to: DType): number {
  const source = dtypes[from].allocate(1);
  source[0] = value;
  return new (dtypes[to].allocate(0).constructor as new (buffer: ArrayBufferLike) => TypedArray)(source.buffer)[0]!;
}

class Interpreter {
  readonly #program: Program;
  readonly #buffers: readonly TypedArray[];
  readonly #counters = new Map<number, number>();

  constructor(program: Program, limits: TargetLimits) {
    this.#program = program;
    const { bytes, privateBytes, bound, offsets } = program.arena;
    const arena = new ArrayBuffer(bytes);
    const privateMemory = keepsPrivateApart(limits) ? new ArrayBuffer(privateBytes) : arena;
    const touched = new Set([...touchedBuffers(program.steps), ...program.inputs, ...program.outputs]);
    this.#buffers = program.buffers.map(({ dtype, size, role }, id) => {
      const make = dtypes[dtype].allocate(0).constructor as new (
        buffer: ArrayBuffer,
        offset: number,
        length: number,
      ) => TypedArray;
      // What nothing touches has no place.
      if (!touched.has(id)) return dtypes[dtype].allocate(0);
      if (bound.includes(id)) return dtypes[dtype].allocate(size);
      return new make(role === "private" ? privateMemory : arena, offsets[id]!, size);
    });
    for (const id of this.#buffers.keys()) this.spoil(id);
  }

  /** Fills a buffer with values that nobody meant. */
  spoil(id: number): void {
    const { buffer, byteOffset, byteLength } = this.#buffers[id]!;
    new Uint8Array(buffer, byteOffset, byteLength).fill(0xa5);
  }

  buffer(id: number): TypedArray {
    return this.#buffers[id]!;
  }

  address({ offset, strides, dynamic }: View, point: readonly number[]): number {
    let address = offset;
    strides.forEach((stride, axis) => (address += stride * point[axis]!));
    for (const index of dynamic) {
      if (index.kind === "counter") address += index.stride * this.#counters.get(index.counter)!;
      else address += index.stride * Math.min(index.limit, Math.max(0, this.read(index.at, [])));
    }
    return address;
  }

  read(view: View, point: readonly number[]): number {
    const address = this.address(view, point);
    const buffer = this.buffer(view.buffer);
    if (address < 0 || address >= buffer.length)
      throw new Error(`read outside buffer %${view.buffer}: ${address} of ${buffer.length}`);
    return buffer[address]!;
  }

  write(view: View, point: readonly number[], value: number): void {
    const address = this.address(view, point);
    const buffer = this.buffer(view.buffer);
    if (address < 0 || address >= buffer.length)
      throw new Error(`write outside buffer %${view.buffer}: ${address} of ${buffer.length}`);
    buffer[address] = value;
  }

  #expressions(expressions: readonly Expression[], point: readonly number[]): number[] {
    const values: number[] = [];
    for (const expression of expressions) {
      const raw = this.#expression(expression, point, values, expressions);
      values.push(
        expression.op === "gather" || expression.op === "load" ? raw : asElement(castScalar(raw, expression.dtype)),
      );
    }
    return values;
  }

  #expression(
    expression: Expression,
    point: readonly number[],
    values: readonly number[],
    all: readonly Expression[],
  ): number {
    switch (expression.op) {
      case "constant":
        return asElement(expression.value);
      case "load":
        return this.read(expression.view, point);
      case "index":
        return point[expression.axis]!;
      case "counter":
        return this.#counters.get(expression.counter)!;
      case "unary":
        return asElement(evaluateUnary(expression.name, values[expression.x]!, all[expression.x]!.dtype, expression)!);
      case "binary":
        return asElement(
          evaluateBinary(expression.name, values[expression.x]!, values[expression.y]!, all[expression.x]!.dtype)!,
        );
      case "select":
        return values[expression.condition] !== 0 ? values[expression.onTrue]! : values[expression.onFalse]!;
      case "convert":
        return asElement(convertScalar(values[expression.x]!, all[expression.x]!.dtype, expression.dtype));
      case "bitcast":
        return bitcastNumber(values[expression.x]!, all[expression.x]!.dtype, expression.dtype);
      case "packHalves":
        return halfBits(values[expression.x]!) | (halfBits(values[expression.y]!) << 16);
      case "fma":
        // The product of two float32 is exact in float64; the sum's rounding is seen in one case of half a billion.
        return values[expression.x]! * values[expression.y]! + values[expression.z]!;
      case "gather": {
        const place = this.displaced(expression.indices, (id) => values[id]!, expression.mode);
        return place === null
          ? asElement(expression.fill)
          : this.read({ ...expression.view, offset: expression.view.offset + place }, point);
      }
    }
  }

  displaced<V>(
    indices: readonly IndexComponent<V>[],
    valueOf: (value: V) => number,
    mode: "clip" | "fill",
  ): number | null {
    let place = 0;
    for (const { value, limit, stride } of indices) {
      const index = valueOf(value);
      if (mode === "fill" && (index < 0 || index > limit)) return null;
      place += stride * Math.min(limit, Math.max(0, index));
    }
    return place;
  }

  #loop(loop: Loop): void {
    const staged: (() => void)[] = [];
    forEachPoint(loop.parallel, (point) => {
      const at = [...point];
      if (loop.reductions.length === 0) {
        const values = this.#expressions(loop.expressions, at);
        for (const { view, value } of loop.stores) staged.push(() => this.write(view, at, values[value]!));
        return;
      }
      const totals = loop.reductions.map(({ fold, dtype }) =>
        combines(fold) ? asElement(neutralElement(fold, dtype)) : 0,
      );
      const best = loop.reductions.map(() => Number.NaN);
      let position = 0;
      forEachPoint(loop.reduced, (inner) => {
        const values = this.#expressions(loop.expressions, [...at, ...inner]);
        loop.reductions.forEach(({ fold, value }, index) => {
          const x = values[value]!;
          const dtype = loop.expressions[value]!.dtype;
          if (!combines(fold)) {
            const old = best[index]!;
            const better =
              position === 0 || (!Number.isNaN(old) && (Number.isNaN(x) || (fold === "argmax" ? x > old : x < old)));
            if (better) {
              best[index] = x;
              totals[index] = position;
            }
          } else totals[index] = combined(fold, totals[index]!, x, dtype);
        });
        position++;
      });
      for (const { view, value } of loop.stores)
        staged.push(() => this.write(view, at, asElement(castScalar(totals[value]!, loop.reductions[value]!.dtype))));
    });
    for (const store of staged) store();
  }

  /** What the body wrote becomes current, as if all at once. */
  #advance(carries: readonly Carry[]): void {
    const taken = carries.map(({ next }) => this.buffer(next).slice());
    carries.forEach(({ current }, index) => (this.buffer(current) as Float32Array).set(taken[index]!));
  }

  run(steps: readonly Step[]): void {
    for (const step of steps) this.#step(step);
  }

  #step(step: Step): void {
    switch (step.kind) {
      case "loop": {
        this.#loop(step);
        return;
      }
      case "pack": {
        forEachPoint(
          [step.k, step.n],
          (point) => (this.buffer(step.target)[point[0]! * step.n + point[1]!] = this.read(step.source, point)),
        );
        return;
      }
      case "contract": {
        forEachPoint([...step.batch, step.m, step.n], (point) => {
          const batch = point.slice(0, -2);
          const [row, column] = point.slice(-2) as [number, number];
          let total = step.accumulate ? this.read(step.out, point) : 0;
          for (let k = 0; k < step.k; k++) {
            const right = step.rhs.packed
              ? this.buffer(step.rhs.buffer)[k * step.n + column]!
              : this.read(step.rhs.view, [...batch, k, column]);
            const left = this.read(step.lhs, [...batch, row, k]);
            total = isFloat(step.dtype)
              ? total + left * right
              : combined("sum", total, combined("prod", left, right, step.dtype), step.dtype);
          }
          this.write(step.out, point, total);
        });
        return;
      }
      case "scatter": {
        forEachPoint(step.domain, (point) => {
          const place = this.displaced(step.indices, (view) => this.read(view, point), step.mode);
          if (place === null) return;
          const target = { ...step.target, offset: step.target.offset + place };
          const update = this.read(step.updates, point);
          const old = this.read(target, point);
          const fold = foldOfScatter[step.combine];
          this.write(target, point, fold === null ? update : combined(fold, old, update, step.dtype));
        });
        return;
      }
      case "sort": {
        this.#sort(step);
        return;
      }
      case "cumulative": {
        const { outer, length } = linesOf(step);
        forEachPoint(outer, (point) => {
          let total = asElement(neutralElement(step.fold, step.dtype));
          for (let n = 0; n < length; n++) {
            const at = [...point, step.reverse ? length - 1 - n : n];
            total = combined(step.fold, total, this.read(step.input, at), step.dtype);
            this.write(step.output, at, total);
          }
        });
        return;
      }
      case "callback":
        step.function.callIn(step, (id) => this.buffer(id));
        return;
      case "procedure": {
        const { procedure, operands, results, workspaces } = step;
        forEachPoint(step.batch, (point) => {
          const views = [...operands, ...results].map((view, n): ProcedureMemory => {
            const start = this.address(view, [...point, 0]);
            return { data: this.buffer(view.buffer), start, size: procedure.arrays[n]!.size };
          });
          const own = workspaces.map((id, n): ProcedureMemory => {
            this.spoil(id);
            return { data: this.buffer(id), start: 0, size: procedure.arrays[views.length + n]!.size };
          });
          runProcedure(procedure, [...views, ...own]);
        });
        return;
      }
      case "scan":
        for (let n = 0; n < step.length; n++) {
          this.#counters.set(step.counter, step.reverse ? step.length - 1 - n : n);
          this.run(step.body);
          this.#advance(step.carries);
        }
        return;
      case "tiles": {
        const spoilt = [...touchedBuffers(step.body)].filter((id) => this.#program.buffers[id]!.role === "private");
        for (let n = step.count - 1; n >= 0; n--) {
          this.#counters.set(step.counter, n);
          for (const id of spoilt) this.spoil(id);
          this.run(step.body);
        }
        return;
      }
      case "group":
        for (const one of [...step.steps].reverse()) this.run([one]);
        return;
      case "while":
        for (;;) {
          this.run(step.condition);
          if (this.buffer(step.predicate)[0] === 0) return;
          this.run(step.body);
          this.#advance(step.carries);
        }
      case "cond": {
        this.run(step.branches[Math.min(step.branches.length - 1, Math.max(0, this.read(step.index, [])))]!);
        return;
      }
    }
  }

  #sort(step: Extract<Step, { kind: "sort" }>): void {
    const compare = (a: number, b: number): number =>
      a === b ? 0 : Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a < b ? -1 : 1;
    const { outer, length } = linesOf(step);
    forEachPoint(outer, (point) => {
      const rows = Array.from({ length }, (_, n) => ({
        keys: step.keys.map(({ input }) => this.read(input, [...point, n])),
        moved: step.moved.map(({ input }) => (input === null ? n : this.read(input, [...point, n]))),
      }));
      rows.sort((a, b) => {
        const orders = a.keys.map((key, index) => compare(key, b.keys[index]!));
        return orders.find((order) => order !== 0) ?? 0;
      });
      rows.forEach(({ moved }, n) =>
        step.moved.forEach(({ output }, index) => this.write(output, [...point, n], moved[index]!)),
      );
    });
  }
}

/** Two values folded. Sums and products of floats are rounded when they are stored. */
function combined(fold: CombiningFold, a: number, b: number, dtype: DType): number {
  const name = combiningFunction(fold, dtype);
  return isFloat(dtype) ? binaryFunctions[name].evaluate(a, b, dtype) : asElement(evaluateBinary(name, a, b, dtype)!);
}

/**
 * Makes a target that interprets programs point by point, for tests: slow, and as plain as the meaning of each step.
 *
 * @param limits - what the target is to ask of the middle-end, where that differs from: all dtypes, operands that do not
 * change in a loop packed before it, no tiles, one step after the other.
 * @returns the target.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { jit } from "@proj/jit";
 * import { interpreter } from "@proj/jit/core";
 * jit((x: NDArray) => x.mul(2), { target: interpreter() })(array([1, 2])).toList(); // → [2, 4]
 */
export function interpreter(limits: Partial<TargetLimits> = {}): Target {
  return {
    name: "interpreter",
    limits: {
      dtypes: Object.keys(dtypes) as DType[],
      packedResult: null,
      fuseMultiplyAdd: null,
      bytesOf: (dtype) => dtypes[dtype].allocate(0).BYTES_PER_ELEMENT,
      packedSize: (k, n) => k * n,
      contractWorkspace: () => 0,
      sortWorkspace: (_, length) => 2 * length,
      tileRows: () => null,
      bindings: 0,
      rollLoops: null,
      parallelism: null,
      threading: null,
      ...limits,
    },
    compile(program): HostExecutable {
      validate(program);
      const all = this.limits;
      return {
        byteSize: 0,
        run(inputs, outputs) {
          const state = new Interpreter(program, all);
          program.inputs.forEach((id, index) => {
            if (id !== null) (state.buffer(id) as Float32Array).set(inputs[index] as Float32Array);
          });
          state.run(program.steps);
          return program.outputs.map((id, index) => {
            const output = outputs[index] ?? null;
            if (output === null) return state.buffer(id).slice();
            (output as Float32Array).set(state.buffer(id));
            return output;
          });
        },
      };
    },
  };
}
