import {
  defect,
  Literal,
  makeEquation,
  sameScalar,
  Variable,
  type AbstractArray,
  type Atom,
  type Equation,
  type Jaxpr,
  type ScanRules,
} from "@proj/array/core";
import type { DType } from "@proj/array";
import { JaxprBuilder } from "./builder.ts";
import { isWorthwhile, Repetitions, type Repetition } from "./repetitions.ts";

/*
 * Loops that a user has written out, rolled up again. A compiler of shaders takes milliseconds for each operation of a kernel, so a
 * program of 20,000 would take it minutes; of a loop it compiles the body once.
 *
 * Blocks of equations that look alike are the iterations of a scan if each reads the same from the block itself, from as many blocks
 * before, from outside of all (constants), or, one after the other, whole numbers or the rows of what another such scan has stacked. The last block
 * stays written out, so what follows reads its results from there.
 */

/** Where a variable is made: the equation, and the place among its results. */
interface Origin {
  readonly equation: number;
  readonly result: number;
}

/** What an equation of a block reads in the way of a block in the middle. */
type Source =
  | { readonly kind: "constant"; readonly atom: Atom }
  /** A result of the block so many blocks before; 0 is the same block. */
  | { readonly kind: "block"; readonly back: number; readonly place: number; readonly result: number }
  /** A whole number or a row; that of the next block is a step further. */
  | ({ readonly kind: "series"; readonly step: number } & Member);

/** Dtypes of numbers that are counted in a program where each block has another, and the largest that they hold exactly. */
const counted: { readonly [D in DType]?: number } = { int32: 2 ** 31, float32: 2 ** 24, float64: 2 ** 31 };

/** One row of a stacked array, or, without a stack, a whole number. */
interface Member {
  readonly stack: Variable | null;
  readonly index: number;
}

const onlyCompiled = (): never => {
  throw defect("a rolled loop is there to be compiled");
};
/** Programs are checked, evaluated and differentiated before they are rolled up. */
const unneeded: ScanRules = {
  types: onlyCompiled,
  evaluate: onlyCompiled,
  jvp: onlyCompiled,
  transpose: onlyCompiled,
  dependence: onlyCompiled,
  withBodies: onlyCompiled,
  simplified: onlyCompiled,
};

class Rolling {
  readonly #jaxpr: Jaxpr;
  readonly #rules: ScanRules;
  readonly #origins = new Map<Variable, Origin>();
  readonly #lastReads = new Map<Variable, number>();
  readonly #builder = new JaxprBuilder();
  /** What stands for variables of the old program in the new one. */
  readonly #atoms = new Map<Variable, Atom>();
  readonly #rows = new Map<Variable, Member & { readonly stack: Variable }>();
  /** How many more blocks are looked at: where many look alike that are not, the search must end. */
  #patience: number;

  constructor(jaxpr: Jaxpr, rules: ScanRules) {
    this.#jaxpr = jaxpr;
    this.#rules = rules;
    this.#patience = 64 * jaxpr.equations.length;
    jaxpr.equations.forEach(({ inputs, outputs }, equation) => {
      for (const input of inputs) if (input instanceof Variable) this.#lastReads.set(input, equation);
      outputs.forEach((output, result) => this.#origins.set(output, { equation, result }));
    });
    for (const output of jaxpr.outputs) if (output instanceof Variable) this.#lastReads.set(output, Infinity);
  }

  roll(): Jaxpr {
    const { binders, equations, outputs } = this.#jaxpr;
    const repetitions = new Repetitions(equations);
    let rolled = false;
    for (let place = 0; place < equations.length;) {
      const loop = this.#loopAt(repetitions, place);
      if (loop === null) this.#write(equations[place++]!);
      else {
        rolled = true;
        place = loop.from + loop.period * loop.times;
      }
    }
    return rolled
      ? this.#builder.finish(
          binders,
          outputs.map((output) => this.#read(output)),
        )
      : this.#jaxpr;
  }

  #write({ primitive, inputs, params, outputs }: Equation): void {
    const results = this.#builder.emit(
      primitive,
      inputs.map((input) => this.#read(input)),
      params,
      outputs.map(({ aval }) => aval),
    );
    outputs.forEach((output, k) => this.#atoms.set(output, results[k]!));
  }

  /** An atom in the new program. */
  #read(atom: Atom): Atom {
    if (atom instanceof Literal) return atom;
    const known = this.#atoms.get(atom);
    if (known !== undefined) return known;
    const row = this.#rows.get(atom);
    if (row === undefined) return atom;
    const slice = this.#slice(row.stack, row.index, 1);
    const read = this.#builder.emit("reshape", [slice], { shape: atom.aval.shape }, [atom.aval])[0]!;
    this.#atoms.set(atom, read);
    return read;
  }

  #slice(stack: Variable, from: number, length: number): Variable {
    const { shape } = stack.aval;
    if (from === 0 && length === shape[0]) return stack;
    return this.#builder.emitOne("slice", [stack], {
      start: shape.map((_, axis) => (axis === 0 ? from : 0)),
      limit: shape.map((size, axis) => (axis === 0 ? from + length : size)),
      strides: shape.map(() => 1),
    });
  }

  /** Writes the first loop that begins at a place or, in the middle of blocks, a little later; null if there is none. */
  #loopAt(repetitions: Repetitions, place: number): Repetition | null {
    for (const repetition of repetitions.at(place)) {
      if (this.#patience < 0) return null;
      const part = this.#regularPart(repetition);
      if (part === null) continue;
      const [{ from, period, times }, sources] = part;
      // The last block stays written out.
      const loop = { from, period, times: times - 1 };
      if (!isWorthwhile(loop)) continue;
      const needs = this.#needsOf(loop, sources);
      if (needs === null) continue;
      for (let early = place; early < from; early++) this.#write(this.#jaxpr.equations[early]!);
      this.#writeScan(loop, sources, needs);
      return loop;
    }
    return null;
  }

  /** The blocks around the middle one that read as it does, and what that is, by equation and operand. */
  #regularPart(repetition: Repetition): readonly [Repetition, readonly (readonly Source[])[]] | null {
    const { period, times } = repetition;
    const middle = times >> 1;
    let [first, end] = [0, times];
    const sources: Source[][] = [];
    for (let place = 0; place < period; place++) {
      const own: Source[] = [];
      const { inputs } = this.#equation(repetition, middle, place);
      for (const operand of inputs.keys()) {
        const atomOf = (block: number): Atom => this.#equation(repetition, block, place).inputs[operand]!;
        const sourceOf = (block: number): Source => this.#sourceOf(repetition, block, atomOf(block));
        const source = this.#steadySource(sourceOf(middle), atomOf(middle - 1));
        if (source === null) return null;
        const agrees = (block: number): boolean => {
          if (source.kind !== "series") return isSame(source, sourceOf(block));
          const member = this.#memberOf(atomOf(block));
          return member?.stack === source.stack && member.index === source.index + (block - middle) * source.step;
        };
        // The first blocks may read what was there before.
        const reach = source.kind === "block" ? source.back : 0;
        let block = middle;
        while (block > first && agrees(block - 1)) block--;
        if (block > first) first = Math.max(first, block - reach);
        block = middle;
        while (block + 1 < end && agrees(block + 1)) block++;
        end = block + 1;
        this.#patience -= end - first;
        own.push(source);
      }
      sources.push(own);
    }
    const part = { from: repetition.from + first * period, period, times: end - first };
    return end - first < 2 ? null : [part, sources];
  }

  /**
   * What all blocks read in the way of the middle one: the same thing every time, one row or one number after the other.
   *
   * @param before - what the block before the middle one reads.
   * @returns null if it is neither.
   */
  #steadySource(source: Source, before: Atom): Source | null {
    if (source.kind !== "constant" || isSameAtom(source.atom, before)) return source;
    const [member, previous] = [this.#memberOf(source.atom), this.#memberOf(before)];
    if (member === undefined || previous?.stack !== member.stack) return null;
    const step = member.index - previous.index;
    return member.stack === null || Math.abs(step) === 1 ? { kind: "series", ...member, step } : null;
  }

  #equation({ from, period }: Repetition, block: number, place: number): Equation {
    return this.#jaxpr.equations[from + block * period + place]!;
  }

  #sourceOf({ from, period }: Repetition, block: number, atom: Atom): Source {
    const origin = atom instanceof Variable ? this.#origins.get(atom) : undefined;
    if (origin === undefined || origin.equation < from) return { kind: "constant", atom };
    const made = Math.floor((origin.equation - from) / period);
    return { kind: "block", back: block - made, place: (origin.equation - from) % period, result: origin.result };
  }

  /** What a loop of blocks takes from outside; null if it would have to carry what it cannot, or if nothing is carried on. */
  #needsOf(loop: Repetition, sources: readonly (readonly Source[])[]): Needs | null {
    // Blocks that need nothing of each other are better side by side.
    if (!isChain(sources)) return null;
    const needs: Needs = { constants: new Map(), carries: new Map(), series: new Map() };
    const { constants, carries, series } = needs;
    for (const [place, own] of sources.entries()) {
      for (const [index, source] of own.entries()) {
        const operand = (block: number): Atom => this.#equation(loop, block, place).inputs[index]!;
        const { aval } = operand(0);
        switch (source.kind) {
          case "constant":
            if (source.atom instanceof Variable) constants.set(source.atom, new Variable(aval));
            break;
          case "block": {
            const type = this.#equation(loop, 0, source.place).outputs[source.result]!.aval;
            for (let age = 1; age <= source.back; age++) {
              const init = operand(source.back - age);
              if (!isAlike(init.aval, type) || this.#isMadeFrom(init, loop.from)) return null;
              const known = carries.get(carryKey(source, age));
              if (known === undefined)
                carries.set(carryKey(source, age), { ...source, age, init, binder: new Variable(type) });
              else if (known.init !== init) return null;
            }
            break;
          }
          case "series": {
            const { stack, step } = source;
            const first = this.#memberOf(operand(0))!.index;
            const largest = Math.max(Math.abs(first), Math.abs(first + step * loop.times));
            if (stack === null && largest >= (counted[aval.dtype] ?? 0)) return null;
            series.set(operandKey(place, index), { stack, first, step, aval });
            break;
          }
        }
      }
    }
    return needs;
  }

  /** Writes the scan of a loop, and notes what stands for the results of its blocks. */
  #writeScan(loop: Repetition, sources: readonly (readonly Source[])[], needs: Needs): void {
    const { times } = loop;
    const { constants, series } = needs;
    const carries = [...needs.carries.values()];
    const stacked = this.#readLater(loop, needs);
    const reverse = [...series.values()].some(({ stack, step }) => stack !== null && step < 0);
    const jaxpr = this.#bodyOf(loop, sources, needs, stacked);
    const inputs = [
      ...[...constants.keys()].map((atom) => this.#read(atom)),
      ...carries.map(({ init }) => this.#read(init)),
      ...[...series.values()].map((read) => this.#inOrder(read, times, reverse)),
    ];
    const [numConsts, numCarry] = [constants.size, carries.length];
    const params = { jaxpr, numConsts, numCarry, length: times, reverse, rules: this.#rules };
    const types = jaxpr.outputs.map(({ aval }, k) =>
      k < carries.length ? aval : { ...aval, shape: [times, ...aval.shape] },
    );
    const results = this.#builder.emit("scan", inputs, params, types);
    stacked.forEach(({ place, result }, k) => {
      const stack = results[carries.length + k]!;
      for (let block = 0; block < times; block++) {
        const index = reverse ? times - 1 - block : block;
        this.#rows.set(this.#equation(loop, block, place).outputs[result]!, { stack, index });
      }
    });
    carries.forEach(({ place, result, age }, k) => {
      this.#atoms.set(this.#equation(loop, times - age, place).outputs[result]!, results[k]!);
    });
  }

  /** One block as the body of a scan. */
  #bodyOf(
    loop: Repetition,
    sources: readonly (readonly Source[])[],
    { constants, carries, series }: Needs,
    stacked: readonly Made[],
  ): Jaxpr {
    const slices = new Map([...series].map(([key, { aval }]) => [key, new Variable(aval)]));
    const results: (readonly Variable[])[] = [];
    const equations = sources.map((own, place) => {
      const { primitive, inputs, params, outputs } = this.#equation(loop, 0, place);
      const operands = own.map((source, index): Atom => {
        switch (source.kind) {
          case "constant":
            return source.atom instanceof Variable ? constants.get(source.atom)! : inputs[index]!;
          case "block":
            return source.back === 0
              ? results[source.place]![source.result]!
              : carries.get(carryKey(source, source.back))!.binder;
          case "series":
            return slices.get(operandKey(place, index))!;
        }
      });
      results.push(outputs.map(({ aval }) => new Variable(aval)));
      return makeEquation(primitive, operands, params, results[place]!);
    });
    const made = ({ place, result }: Made): Variable => results[place]![result]!;
    const next = [...carries.values()].map((carry) =>
      carry.age === 1 ? made(carry) : carries.get(carryKey(carry, carry.age - 1))!.binder,
    );
    return {
      binders: [...constants.values(), ...[...carries.values()].map(({ binder }) => binder), ...slices.values()],
      equations,
      outputs: [...next, ...stacked.map(made)],
    };
  }

  /** What is read of blocks behind the loop, and is not carried there. */
  #readLater(loop: Repetition, { carries }: Needs): readonly Made[] {
    const { from, period, times } = loop;
    const isReadLater = ({ place, result }: Made, block: number): boolean => {
      const last = this.#lastReads.get(this.#equation(loop, block, place).outputs[result]!) ?? -1;
      return last >= from + period * times && !carries.has(carryKey({ place, result }, times - block));
    };
    const blocks = Array.from({ length: times }, (_, block) => block);
    return Array.from({ length: period }, (_, place) =>
      this.#equation(loop, 0, place).outputs.map((_, result): Made => ({ place, result })),
    )
      .flat()
      .filter((made) => blocks.some((block) => isReadLater(made, block)));
  }

  #memberOf(atom: Atom): Member | undefined {
    if (atom instanceof Variable) return this.#rows.get(atom);
    return Number.isInteger(atom.value) ? { stack: null, index: atom.value as number } : undefined;
  }

  /** Whether an atom is made by an equation from a place on. */
  #isMadeFrom(atom: Atom, from: number): boolean {
    return atom instanceof Variable && (this.#origins.get(atom)?.equation ?? -1) >= from;
  }

  /** What a scan reads of a series, in its order. */
  #inOrder({ stack, first, step, aval }: Series, times: number, reverse: boolean): Variable {
    if (stack !== null) {
      const part = this.#slice(stack, step > 0 ? first : first - times + 1, times);
      return step < 0 === reverse ? part : this.#builder.emitOne("reverse", [part], { dimensions: [0] });
    }
    const int32: AbstractArray = { shape: [], dtype: "int32", weakType: false };
    const all = (value: number): Variable =>
      this.#builder.emitOne("broadcastInDim", [new Literal(value, int32)], { shape: [times], broadcastDimensions: [] });
    const position = this.#builder.emitOne("iota", [], { dtype: "int32", shape: [times], dimension: 0 });
    const steps = this.#builder.emitOne("mul", [position, all(reverse ? -step : step)], {});
    const numbers = this.#builder.emitOne("add", [steps, all(reverse ? first + step * (times - 1) : first)], {});
    const { dtype, weakType } = aval;
    return this.#builder.emitOne("convertElementType", [numbers], { dtype, weakType });
  }
}

const isSameAtom = (a: Atom, b: Atom): boolean =>
  a === b || (a instanceof Literal && b instanceof Literal && sameScalar(a.value, b.value));

/** A result of a block: of which equation, and which. */
interface Made {
  readonly place: number;
  readonly result: number;
}

/** A value that a block reads of the one so many blocks before. */
interface Carry extends Made {
  readonly age: number;
  readonly init: Atom;
  readonly binder: Variable;
}

/** The rows, or whole numbers, that the blocks of a loop read, from the first on. */
interface Series {
  readonly stack: Variable | null;
  readonly first: number;
  readonly step: number;
  readonly aval: AbstractArray;
}

/** What a loop takes from outside, and the binders for it; series by their operands. */
interface Needs {
  readonly constants: Map<Variable, Variable>;
  readonly carries: Map<string, Carry>;
  readonly series: Map<string, Series>;
}

const carryKey = ({ place, result }: Made, age: number): string => `${place} ${result} ${age}`;
const operandKey = (place: number, index: number): string => `${place} ${index}`;

const isAlike = (a: AbstractArray, b: AbstractArray): boolean =>
  a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis]);

/** Whether something that a block makes of an earlier one is read by later ones in turn. */
function isChain(sources: readonly (readonly Source[])[]): boolean {
  const depends: boolean[] = [];
  for (const own of sources)
    depends.push(own.some((source) => source.kind === "block" && (source.back > 0 || depends[source.place]!)));
  return sources.some((own) =>
    own.some((source) => source.kind === "block" && source.back > 0 && depends[source.place]!),
  );
}

/** Whether two blocks read alike. */
function isSame(a: Source, b: Source): boolean {
  if (a.kind === "constant") return b.kind === "constant" && isSameAtom(a.atom, b.atom);
  return a.kind === "block" && b.kind === "block" && a.back === b.back && a.place === b.place && a.result === b.result;
}

/**
 * The same program with what repeats in it as loops.
 *
 * @param jaxpr - simplified, without calls.
 * @param least - how many equations a program must have at least; shorter ones stay as they are.
 * @param rules - of the scans, for who does more with them than to compile them. Default: they are compiled only.
 * @returns a Jaxpr with the same binders and results.
 * @example
 * import { array, makeJaxpr, sin, type NDArray } from "@proj/array";
 * import { roll, simplify } from "@proj/jit/core";
 * const often = (x: NDArray) => {
 *   for (let k = 0; k < 1000; k++) x = sin(x).mul(0.5);
 *   return x;
 * };
 * const { jaxpr } = makeJaxpr(often)(array(1));
 * // A scan, and its last block, which stays written out.
 * roll(simplify(jaxpr), 1024).equations.length; // → 3
 */
export function roll(jaxpr: Jaxpr, least: number, rules = unneeded): Jaxpr {
  return jaxpr.equations.length < least ? jaxpr : new Rolling(jaxpr, rules).roll();
}
