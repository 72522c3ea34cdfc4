import type { Shape } from "@proj/array";
import {
  defect,
  lazily,
  Literal,
  readVariables,
  sizeOf,
  Variable,
  type Atom,
  type Equation,
  type Jaxpr,
  type PrimitiveName,
} from "@proj/array/core";
import { mostStores } from "../program/bounds.ts";
import type { BufferId, Fold, Loop, Step, Store } from "../program/program.ts";
import { express, type LoopContext } from "./express.ts";
import { ExpressionBuilder } from "./expression-builder.ts";
import { updatesInPlace, type UpdateInPlace } from "./in-place.ts";
import { readsOfElement } from "../program/accesses.ts";
import { composeView, identityMap, reshapeMap } from "./index-map.ts";
import { chooseMaterialized } from "./materialize.ts";
import { segmentsOf } from "./segments.ts";
import type { ViewLowering } from "./rule.ts";
import type { PackedSink } from "./packed-result.ts";
import { loweringRule } from "./rules/index.ts";
import { denseArray, reshapeView, type StridedArray } from "./strided-array.ts";
import type { ProgramBuilder } from "./program-builder.ts";

/*
 * Lowering one Jaxpr to steps.
 *
 * Equations fall into levels. A level runs its opaque steps (products, scans, sorts …) first and then its loops; a step may
 * read what earlier levels wrote, a loop also what the opaque steps of its own level wrote. All stores of one level over one
 * domain become one loop, in which shared subexpressions are computed once; so elementwise work fuses with its producers
 * (by being computed where it is read), with its consumers (by being stored where it is computed) and with its neighbours.
 * In a long Jaxpr, the levels of one segment come after those of the segment before.
 */

/** From which level on a value may be read. */
interface Readiness {
  readonly byLoops: number;
  readonly byOpaque: number;
  /** The key of the loop that computes it, which may use it at the same point without reading memory. */
  readonly loop: string | null;
}

/** One store, or one fold and its store, waiting for its loop. */
interface PendingStore {
  readonly level: number;
  readonly parallel: Shape;
  readonly reduced: Shape;
  readonly fold: Fold | null;
  readonly target: StridedArray;
  readonly value: (context: LoopContext) => number;
}

/** A change of an array where it lies: given where its operands are, what notes its step. */
type Change = (located: (atom: Atom) => StridedArray) => (level: number) => void;

/** A change that is made last of all, of the array in a buffer. */
interface PendingChange {
  readonly buffer: BufferId;
  readonly change: Change;
}

/** An update that lies where its operand does. */
export interface PlacedUpdate extends UpdateInPlace {
  readonly place: StridedArray;
}

/** What a binder stands for. */
export type Binding = StridedArray | Literal;

const available: Readiness = { byLoops: 0, byOpaque: 0, loop: null };

/** The lowering of one Jaxpr: of the whole program, or of the body of a loop or branch. */
export class Block {
  readonly program: ProgramBuilder;
  readonly parent: Block | null;
  readonly depth: number;
  /** Steps that the parent runs once before the loop whose body this block is. */
  readonly prologue: Step[] = [];
  readonly #places = new Map<Variable, StridedArray>();
  readonly #literals = new Map<Variable, Literal>();
  readonly #readiness = new Map<Variable, Readiness>();
  readonly #definitions = new Map<Variable, Equation>();
  #read: () => ReadonlySet<Variable> = () => new Set();
  readonly #sinks = new Map<Variable, StridedArray>();
  readonly #pending: PendingStore[] = [];
  readonly #changes: PendingChange[] = [];
  readonly #inPlace: ReadonlyMap<Variable, PlacedUpdate>;
  readonly #copied: ReadonlySet<Variable>;
  readonly #opaque: { readonly level: number; readonly steps: readonly Step[] }[] = [];
  readonly #needs = new Map<Variable, readonly [atPoint: number | null, elsewhere: number | null]>();
  /** The last level in use. */
  #lastLevel = -1;
  /** The first level of the current segment. */
  #firstLevel = 0;

  /** @param inPlace - results of updates that are to lie where their operands do, which nobody else changes. */
  constructor(
    program: ProgramBuilder,
    parent: Block | null = null,
    inPlace: ReadonlyMap<Variable, PlacedUpdate> = new Map(),
  ) {
    this.program = program;
    this.parent = parent;
    this.#inPlace = inPlace;
    this.#copied = new Set([...inPlace.values()].flatMap(({ copied }) => copied));
    this.depth = parent === null ? 0 : parent.depth + 1;
  }

  /** The block of a loop's body or of a branch. */
  inner(inPlace?: ReadonlyMap<Variable, PlacedUpdate>): Block {
    return new Block(this.program, this, inPlace);
  }

  /** A new scratch array of this block. */
  allocate(shape: Shape, dtype: StridedArray["dtype"]): StridedArray {
    return denseArray(this.program.buffer(dtype, sizeOf(shape), "scratch", this.depth), shape, dtype);
  }

  /** A literal that a binder stands for, or the atom itself. */
  resolve(atom: Atom): Atom {
    return atom instanceof Variable ? (this.#literals.get(atom) ?? atom) : atom;
  }

  /** The equation of this block that binds an atom, if it applies the given primitive. */
  definition<P extends PrimitiveName>(atom: Atom, primitive: P): Equation<P> | null {
    const equation = atom instanceof Variable ? this.#definitions.get(atom) : undefined;
    return equation?.primitive === primitive ? (equation as Equation<P>) : null;
  }

  /** Whether anything in this block, or what takes its results, reads a variable. */
  isRead(variable: Variable): boolean {
    return this.#read().has(variable);
  }

  /** Where a variable's value goes if the caller wants it in a certain place, else new memory. */
  destination(variable: Variable): StridedArray {
    return this.#sinks.get(variable) ?? this.allocate(variable.aval.shape, variable.aval.dtype);
  }

  /** Lowers a Jaxpr whose binders are given places and whose outputs go to given places. */
  lower(jaxpr: Jaxpr, bindings: readonly Binding[], sinks: readonly (StridedArray | PackedSink)[]): Step[] {
    jaxpr.binders.forEach((binder, index) => {
      const binding = bindings[index]!;
      if (binding instanceof Literal) this.#literals.set(binder, binding);
      else this.place(binder, binding, available);
    });
    this.#read = lazily(() => readVariables(jaxpr));
    for (const equation of jaxpr.equations)
      for (const output of equation.outputs) this.#definitions.set(output, equation);
    const copies: (readonly [Atom, StridedArray])[] = [];
    const packed: (readonly [Atom, PackedSink])[] = [];
    jaxpr.outputs.forEach((output, index) => {
      const sink = sinks[index]!;
      if ("words" in sink) packed.push([output, sink]);
      else if (output instanceof Variable && this.#definitions.has(output) && !this.#sinks.has(output))
        this.#sinks.set(output, sink);
      else copies.push([output, sink]);
    });
    const { starts, crossing } = segmentsOf(
      jaxpr,
      packed.map(([output]) => output),
    );
    const materialized = chooseMaterialized(
      jaxpr,
      sinks.map((sink) => "words" in sink),
      crossing,
    );
    for (const equation of jaxpr.equations) {
      if (starts.has(equation)) this.#firstLevel = this.#lastLevel + 1;
      const rule = loweringRule(equation);
      switch (rule.role) {
        case "view":
          this.#lowerView(equation, rule, materialized);
          break;
        case "elementwise":
        case "gather":
          for (const output of equation.outputs) if (materialized.has(output)) this.#materialize(output);
          break;
        case "reduction":
        case "assembly":
        case "opaque":
          rule.lower(this, equation);
          break;
      }
    }
    for (const [atom, sink] of copies) this.store(atom, sink);
    for (const [atom, sink] of packed) sink.store(this, atom, sink.words);
    this.#change();
    return this.#schedule();
  }

  /** Notes where a value is and from when on. */
  place(variable: Variable, place: StridedArray, readiness: Readiness): void {
    this.#places.set(variable, place);
    this.#readiness.set(variable, readiness);
    this.#needs.delete(variable);
  }

  /** Notes that loops of `level` have put a value in its place; `loop` is the key of the one that has it at hand. */
  placeStored(variable: Variable, place: StridedArray, level: number, loop: string | null = null): void {
    this.place(variable, place, { byLoops: level + 1, byOpaque: level + 1, loop });
  }

  /** Notes that an opaque step of `level` has put a value in its place. */
  placeOpaque(variable: Variable, place: StridedArray, level: number): void {
    this.place(variable, place, { byLoops: level, byOpaque: level + 1, loop: null });
    const sink = this.#sinks.get(variable);
    if (sink !== undefined && sink !== place) this.store(variable, sink);
  }

  /** The place of an operand of an opaque step, which is computed into a buffer if it has none. */
  located(atom: Atom): StridedArray {
    const resolved = this.resolve(atom);
    if (resolved instanceof Literal) {
      const place = this.allocate([], resolved.aval.dtype);
      this.store(resolved, place);
      return place;
    }
    const place = this.#places.get(resolved);
    if (place !== undefined) return place;
    this.#materialize(resolved);
    return this.#places.get(resolved)!;
  }

  /** The first level at which an opaque step may read all of `atoms`; call after {@link located}. */
  opaqueLevel(atoms: readonly Atom[]): number {
    return atoms.reduce((level, atom) => {
      const resolved = this.resolve(atom);
      // A literal was stored by a loop of the first level.
      const ready = resolved instanceof Literal ? this.#firstLevel + 1 : (this.#readiness.get(resolved)?.byOpaque ?? 0);
      return Math.max(level, ready);
    }, this.#firstLevel);
  }

  /** Appends opaque steps. */
  run(level: number, ...steps: Step[]): void {
    this.#opaque.push({ level, steps });
    this.#lastLevel = Math.max(this.#lastLevel, level);
  }

  /** Stores an atom's value; returns the level of the loop that does it. */
  store(atom: Atom, target: StridedArray, after = 0): number {
    const level = Math.max(after, this.need(atom, true));
    this.storeEach(level, target, (context) => express(context, atom, identityMap(target.shape.length)));
    return level;
  }

  /** Stores what `value` computes for each element of an array. */
  storeEach(level: number, target: StridedArray, value: PendingStore["value"]): void {
    this.storeComputed({ level, parallel: target.shape, reduced: [], fold: null, target, value });
  }

  /** Stores what `value` computes over a domain, folded over the reduction axes if there is a fold. */
  storeComputed(store: PendingStore): void {
    this.#pending.push(store);
    this.#lastLevel = Math.max(this.#lastLevel, store.level);
  }

  /** The first level at which a loop of the current segment may compute an atom: at the point itself, or anywhere. */
  need(atom: Atom, atPoint: boolean): number {
    return Math.max(this.#firstLevel, this.#readyFor(atom, atPoint));
  }

  /** The first level at which the operands of an atom's expression have been computed. */
  #readyFor(atom: Atom, atPoint: boolean): number {
    const resolved = this.resolve(atom);
    if (resolved instanceof Literal) return 0;
    const known = this.#needs.get(resolved)?.[atPoint ? 0 : 1];
    if (known !== null && known !== undefined) return known;
    const readiness = this.#readiness.get(resolved);
    let level: number;
    if (readiness !== undefined) level = atPoint && readiness.loop !== null ? readiness.byLoops - 1 : readiness.byLoops;
    else {
      const equation = this.#definitions.get(resolved)!;
      const samePoint = atPoint && loweringRule(equation).role === "elementwise";
      const rank = resolved.aval.shape.length;
      level = 0;
      for (const input of equation.inputs)
        level = Math.max(level, this.#readyFor(input, samePoint && input.aval.shape.length === rank));
    }
    const entry = this.#needs.get(resolved) ?? [null, null];
    this.#needs.set(resolved, atPoint ? [level, entry[1]] : [entry[0], level]);
    return level;
  }

  /** For each value that a loop inside carries, the updates that may be done in its place; see `in-place.ts`. */
  updatesInPlace(body: Jaxpr, first: number): readonly (readonly UpdateInPlace[] | null)[] {
    return updatesInPlace(body, first, (equation) => loweringRule(equation).role);
  }

  /** Where an array lies that an update is to change; null if the update makes a new array. */
  changedInPlace(result: Variable): StridedArray | null {
    return this.#inPlace.get(result)?.place ?? null;
  }

  /** Whether a slice needs memory of its own, as its array changes before the slice is read. */
  isCopied(slice: Variable): boolean {
    return this.#copied.has(slice);
  }

  /** The first level at which the array may be changed of which an update makes `result`: when all has been read. */
  levelOfChange(result: Variable): number {
    for (const variable of this.#inPlace.get(result)?.before ?? []) this.#materialize(variable);
    return this.#lastLevel + 1;
  }

  /** Notes an update of an array where it lies. */
  change(result: Variable, change: Change): void {
    const { place, before } = this.#inPlace.get(result)!;
    if (before === null) {
      this.#changes.push({ buffer: place.buffer, change });
      return;
    }
    const step = change((atom) => this.#apart(atom, new Set([place.buffer])));
    const level = this.levelOfChange(result);
    step(level);
    this.placeOpaque(result, place, level + 1);
  }

  /** The place of an operand, in memory that does not change with these buffers. */
  #apart(atom: Atom, changed: ReadonlySet<BufferId>): StridedArray {
    const place = this.located(atom);
    if (!readsOfElement(place).some(({ buffer }) => changed.has(buffer))) return place;
    const copy = this.allocate(atom.aval.shape, atom.aval.dtype);
    this.store(atom, copy);
    return copy;
  }

  /** Makes the changes that come last. */
  #change(): void {
    const changed = new Set(this.#changes.map(({ buffer }) => buffer));
    const steps = this.#changes.map(({ buffer, change }) => ({
      buffer,
      step: change((atom) => this.#apart(atom, changed)),
    }));
    const first = this.#lastLevel + 1;
    const levels = new Map<BufferId, number>();
    for (const { buffer, step } of steps) {
      const level = levels.get(buffer) ?? first;
      levels.set(buffer, level + 1);
      step(level);
    }
  }

  /** Stores what lies in one place in another. */
  copy(from: StridedArray, to: StridedArray, level: number): void {
    const { shape, dtype } = to;
    const view = composeView(from, identityMap(shape.length), shape.length);
    this.storeEach(level, to, ({ builder }) => builder.add({ op: "load", dtype, view }));
  }

  #materialize(variable: Variable): void {
    if (this.#places.has(variable)) return;
    const target = this.destination(variable);
    const level = this.store(variable, target);
    this.placeStored(variable, target, level, loopKey(level, variable.aval.shape, []));
  }

  #lowerView(equation: Equation, rule: ViewLowering<PrimitiveName>, materialized: ReadonlySet<Variable>): void {
    const [operand] = equation.inputs;
    const source = this.resolve(operand!);
    equation.outputs.forEach((output) => {
      if (!(source instanceof Literal)) {
        // A reshape that no index map expresses works on memory only.
        if (
          equation.primitive === "reshape" &&
          !this.#places.has(source) &&
          reshapeMap(
            identityMap(output.aval.shape.length),
            output.aval.shape,
            source.aval.shape,
            output.aval.shape.length,
          ) === null
        ) {
          this.#materialize(source);
        }
        const place = this.#places.get(source);
        const view = place === undefined ? null : rule.view(place, equation, output);
        if (view !== null) {
          this.place(output, view, { ...this.#readiness.get(source)!, loop: null });
          const sink = this.#sinks.get(output);
          if (sink !== undefined) this.store(output, sink);
          return;
        }
        if (place !== undefined && equation.primitive === "reshape") {
          this.#reshapeByCopy(source, output);
          return;
        }
      }
      if (materialized.has(output)) this.#materialize(output);
    });
  }

  /** A reshape of an array whose elements do not lie in order: copies them in order first. */
  #reshapeByCopy(source: Variable, output: Variable): void {
    const target = this.destination(output);
    const ordered = reshapeView(target, source.aval.shape);
    const dense = ordered ?? this.allocate(source.aval.shape, source.aval.dtype);
    const level = this.store(source, dense);
    const place = ordered === null ? reshapeView(dense, output.aval.shape)! : target;
    this.placeStored(output, place, level);
    if (ordered === null && this.#sinks.has(output)) this.store(output, target);
  }

  #schedule(): Step[] {
    const groups = new Map<string, PendingStore[]>();
    for (const pending of this.#pending) {
      const key = loopKey(pending.level, pending.parallel, pending.reduced);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [pending]);
      else group.push(pending);
    }
    const levels = new Map<number, { opaque: Step[]; loops: Step[] }>();
    const at = (level: number): { opaque: Step[]; loops: Step[] } => {
      let entry = levels.get(level);
      if (entry === undefined) levels.set(level, (entry = { opaque: [], loops: [] }));
      return entry;
    };
    for (const { level, steps } of this.#opaque) at(level).opaque.push(...steps);
    for (const [key, group] of groups) {
      if (sizeOf(group[0]!.parallel) === 0) continue;
      const { loops } = at(group[0]!.level);
      for (let from = 0; from < group.length; from += mostStores)
        loops.push(this.#loop(key, group.slice(from, from + mostStores)));
    }
    return [...levels.keys()]
      .sort((a, b) => a - b)
      .flatMap((level) => [...levels.get(level)!.opaque, ...levels.get(level)!.loops]);
  }

  #loop(key: string, group: readonly PendingStore[]): Loop {
    const [{ level, parallel, reduced }] = group as readonly [PendingStore];
    const builder = new ExpressionBuilder();
    const context: LoopContext = {
      builder,
      domain: [...parallel, ...reduced],
      resolve: (atom) => this.resolve(atom),
      compute: (variable, map) => {
        const equation = this.#definitions.get(variable)!;
        const rule = loweringRule(equation);
        if ("express" in rule) return rule.express(context, equation, variable, map);
        throw defect(`lowering: ${equation.primitive} is computed by no loop`);
      },
      memo: new Map(),
      locate: (variable, atIdentity) => {
        const readiness = this.#readiness.get(variable);
        if (readiness === undefined) return null;
        if (atIdentity && readiness.loop === key) return null;
        // A place that is written later than this loop runs is computed here once more.
        return readiness.byLoops <= level ? this.#places.get(variable)! : null;
      },
    };
    const stores: Store[] = [];
    const reductions: Loop["reductions"][number][] = [];
    for (const { fold, target, value } of group) {
      const id = value(context);
      const view = { buffer: target.buffer, offset: target.offset, strides: target.strides, dynamic: target.dynamic };
      if (fold === null) stores.push({ view, value: id });
      else stores.push({ view, value: reductions.push({ fold, value: id, dtype: target.dtype }) - 1 });
    }
    return { kind: "loop", parallel, reduced, expressions: builder.expressions, reductions, stores };
  }
}

function loopKey(level: number, parallel: Shape, reduced: Shape): string {
  return `${level}|${parallel.join(",")}|${reduced.join(",")}`;
}
