import { binaryFunctions, castNumber, dtypes, sizeOf, unaryFunctions, type DType, type TypedArray } from "@proj/array";
import {
  validate,
  type Carry,
  type Executable,
  type Expression,
  type IndexComponent,
  type Loop,
  type Program,
  type Step,
  type Target,
  type View,
} from "@proj/jit";

/*
 * A target that interprets programs point by point: the meaning of the IR in its plainest form, to test lowering without
 * any code generator.
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

function convert(value: number, from: DType, dtype: DType): number {
  if ((dtype !== "int32" && dtype !== "uint32") || !from.startsWith("float")) return castNumber(value, dtype);
  if (Number.isNaN(value)) return 0;
  return castNumber(Math.min(dtypes[dtype].max, Math.max(dtypes[dtype].min, Math.trunc(value))), dtype);
}

function bitcast(value: number, from: DType, to: DType): number {
  const source = dtypes[from].allocate(1);
  source[0] = value;
  return new (dtypes[to].allocate(0).constructor as new (buffer: ArrayBufferLike) => TypedArray)(source.buffer)[0]!;
}

class Interpreter {
  readonly memory: ArrayBuffer;
  readonly #buffers: readonly TypedArray[];
  readonly #counters = new Map<number, number>();

  constructor(program: Program) {
    this.memory = new ArrayBuffer(program.arena.bytes);
    new Uint8Array(this.memory).fill(0xa5);
    // Buffers that nothing reads have no place.
    const unread = new Set(program.buffers.keys());
    for (const id of program.inputs) if (id !== null) unread.delete(id);
    this.#buffers = program.buffers.map(({ dtype, size, role }, id) => {
      const make = dtypes[dtype].allocate(0).constructor as new (
        buffer: ArrayBuffer,
        offset: number,
        length: number,
      ) => TypedArray;
      const length = role === "input" && unread.has(id) ? 0 : size;
      return new make(this.memory, program.arena.offsets[id]!, length);
    });
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
      values.push(expression.op === "gather" || expression.op === "load" ? raw : castNumber(raw, expression.dtype));
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
        return expression.value;
      case "load":
        return this.read(expression.view, point);
      case "index":
        return point[expression.axis]!;
      case "counter":
        return this.#counters.get(expression.counter)!;
      case "unary":
        return unaryFunctions[expression.name].evaluate(values[expression.x]!, all[expression.x]!.dtype);
      case "binary":
        return binaryFunctions[expression.name].evaluate(
          values[expression.x]!,
          values[expression.y]!,
          all[expression.x]!.dtype,
        );
      case "select":
        return values[expression.condition] !== 0 ? values[expression.onTrue]! : values[expression.onFalse]!;
      case "convert":
        return convert(values[expression.x]!, all[expression.x]!.dtype, expression.dtype);
      case "bitcast":
        return bitcast(values[expression.x]!, all[expression.x]!.dtype, expression.dtype);
      case "gather": {
        const place = this.displaced(expression.indices, (id) => values[id]!, expression.mode);
        return place === null
          ? expression.fill
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
      const totals = loop.reductions.map(({ fold, dtype }) => identityOf(fold, dtype));
      const best = loop.reductions.map(() => Number.NaN);
      let position = 0;
      forEachPoint(loop.reduced, (inner) => {
        const values = this.#expressions(loop.expressions, [...at, ...inner]);
        loop.reductions.forEach(({ fold, value }, index) => {
          const x = values[value]!;
          const dtype = loop.expressions[value]!.dtype;
          if (fold === "argmax" || fold === "argmin") {
            const old = best[index]!;
            const better =
              position === 0 || (!Number.isNaN(old) && (Number.isNaN(x) || (fold === "argmax" ? x > old : x < old)));
            if (better) {
              best[index] = x;
              totals[index] = position;
            }
          } else totals[index] = foldOf(fold, totals[index]!, x, dtype);
        });
        position++;
      });
      for (const { view, value } of loop.stores)
        staged.push(() => this.write(view, at, castNumber(totals[value]!, loop.reductions[value]!.dtype)));
    });
    for (const store of staged) store();
  }

  #advance(carries: readonly Carry[]): void {
    for (const { current, next } of carries)
      if (current !== next) (this.buffer(current) as Float32Array).set(this.buffer(next));
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
            total = step.dtype.startsWith("float")
              ? total + left * right
              : castNumber(total + Math.imul(left, right), step.dtype);
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
          const combined = {
            replace: update,
            add: old + update,
            mul: old * update,
            min: Math.min(old, update),
            max: Math.max(old, update),
          }[step.combine];
          this.write(target, point, combined);
        });
        return;
      }
      case "sort": {
        this.#sort(step);
        return;
      }
      case "cumulative": {
        forEachPoint(step.domain.slice(0, -1), (point) => {
          let total: number | null = null;
          const length = step.domain.at(-1)!;
          for (let n = 0; n < length; n++) {
            const at = [...point, step.reverse ? length - 1 - n : n];
            const x = this.read(step.input, at);
            total = total === null ? x : castNumber(foldOf(step.fold, total, x, step.dtype), step.dtype);
            this.write(step.output, at, total);
          }
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
    forEachPoint(step.domain.slice(0, -1), (point) => {
      const rows = Array.from({ length: step.domain.at(-1)! }, (_, n) =>
        step.operands.map(({ input }) => this.read(input, [...point, n])),
      );
      rows.sort((a, b) => {
        for (let key = 0; key < step.numKeys; key++) {
          const order = compare(a[key]!, b[key]!);
          if (order !== 0) return order;
        }
        return 0;
      });
      rows.forEach((row, n) =>
        step.operands.forEach(({ output }, index) => this.write(output, [...point, n], row[index]!)),
      );
    });
  }
}

function identityOf(fold: string, dtype: DType): number {
  switch (fold) {
    case "prod":
      return 1;
    case "max":
      return dtype.startsWith("float") ? -Infinity : dtypes[dtype].min;
    case "min":
      return dtype.startsWith("float") ? Infinity : dtypes[dtype].max;
    case "and":
      return dtype === "bool" ? 1 : -1;
    default:
      return 0;
  }
}

function foldOf(fold: "sum" | "prod" | "max" | "min" | "and" | "or", a: number, b: number, dtype: DType): number {
  switch (fold) {
    case "sum":
      return dtype === "float32" || dtype === "float64" ? a + b : castNumber(a + b, dtype);
    case "prod":
      return dtype === "float32" || dtype === "float64" ? a * b : castNumber(Math.imul(a, b), dtype);
    case "max":
      return Math.max(a, b);
    case "min":
      return Math.min(a, b);
    case "and":
      return a & b;
    case "or":
      return a | b;
  }
}

/** The interpreting target. With `packs`, operands that do not change in a loop are packed before it. */
export function interpreter({ packs = true }: { readonly packs?: boolean } = {}): Target {
  return {
    name: "interpreter",
    limits: {
      dtypes: ["bool", "int32", "uint32", "float32", "float64"],
      packedSize: (k, n) => (packs ? k * n : null),
      contractWorkspace: () => 0,
    },
    compile(program): Executable {
      validate(program);
      return {
        byteSize: 0,
        toText: () => "",
        run(inputs, outputs) {
          const state = new Interpreter(program);
          program.inputs.forEach((id, index) => {
            if (id !== null) (state.buffer(id) as Float32Array).set(inputs[index] as Float32Array);
          });
          state.run(program.steps);
          program.outputs.forEach((id, index) => (outputs[index] as Float32Array).set(state.buffer(id)));
        },
      };
    },
  };
}
