import { defect, dtypes, sizeOf } from "@proj/array/core";
import { operandsOf } from "./operands.ts";
import { accessesOf } from "./accesses.ts";
import { deepestExpression, mostExpressions, mostStores } from "./bounds.ts";
import type {
  BufferId,
  CounterId,
  IndexComponent,
  Loop,
  ProcedureStep,
  Program,
  Stage,
  Step,
  View,
} from "./program.ts";
import { counterOf, nestedSteps } from "./walk.ts";

/** What is in scope at a step. */
interface Scope {
  readonly program: Program<Stage>;
  readonly counters: ReadonlyMap<CounterId, number>;
  readonly where: string;
}

function fail(scope: Scope, problem: string): never {
  throw defect(`invalid program ${scope.program.name}: ${scope.where}: ${problem}`);
}

/** Checks that a view stays inside its buffer at every point of a domain, for every value of its dynamic indices. */
function checkView(
  scope: Scope,
  view: View,
  domain: readonly number[],
  displaced: readonly Pick<IndexComponent<unknown>, "limit" | "stride">[] = [],
): void {
  const buffer = scope.program.buffers[view.buffer];
  if (buffer === undefined) fail(scope, `there is no buffer %${view.buffer}`);
  if (view.strides.length !== domain.length)
    fail(scope, `a view of %${view.buffer} has ${view.strides.length} strides over ${domain.length} axes`);
  if (sizeOf(domain) === 0) return;
  let [low, high] = [view.offset, view.offset];
  const extend = (reach: number): void => {
    low += Math.min(0, reach);
    high += Math.max(0, reach);
  };
  const displace = ({ limit, stride }: { readonly limit: number; readonly stride: number }): void => {
    if (limit < 0) fail(scope, `a computed index has the limit ${limit}, so that no place is left`);
    extend(stride * limit);
  };
  view.strides.forEach((stride, axis) => extend(stride * (domain[axis]! - 1)));
  displaced.forEach(displace);
  for (const index of view.dynamic) {
    if (index.kind === "counter") {
      const length = scope.counters.get(index.counter);
      if (length === undefined) fail(scope, `counter t${index.counter} is read outside its scan`);
      extend(index.stride * (length - 1));
    } else {
      if (
        scope.program.buffers[index.at.buffer]?.dtype !== "int32" &&
        scope.program.buffers[index.at.buffer]?.dtype !== "uint32"
      )
        fail(scope, "a dynamic index is not an integer");
      checkView(scope, index.at, []);
      displace(index);
    }
  }
  if (low < 0 || high >= buffer.size)
    fail(scope, `a view of %${view.buffer} reaches from ${low} to ${high} of ${buffer.size} elements`);
}

/** Checks that whoever walks the expressions of a loop may recurse, and that what is emitted for it stays small. */
function checkSize(scope: Scope, { expressions, stores }: Loop): void {
  if (expressions.length > mostExpressions) fail(scope, `has ${expressions.length} expressions`);
  if (stores.length > mostStores) fail(scope, `stores ${stores.length} values`);
  const depths: number[] = [];
  for (const expression of expressions)
    depths.push(1 + operandsOf(expression).reduce((most, operand) => Math.max(most, depths[operand] ?? 0), 0));
  const deepest = depths.findIndex((depth) => depth > deepestExpression);
  if (deepest >= 0)
    fail(scope, `e${deepest} is at the end of more than ${deepestExpression} expressions that read each other`);
}

function checkLoop(scope: Scope, loop: Loop): void {
  checkSize(scope, loop);
  const domain = [...loop.parallel, ...loop.reduced];
  loop.expressions.forEach((expression, id) => {
    const here = { ...scope, where: `${scope.where}, e${id}` };
    for (const operand of operandsOf(expression))
      if (!(operand >= 0 && operand < id)) fail(here, `reads e${operand}, which comes later`);
    const dtypeAt = (operand: number): string => loop.expressions[operand]!.dtype;
    if (expression.op === "load") {
      checkView(here, expression.view, domain);
      if (scope.program.buffers[expression.view.buffer]!.dtype !== expression.dtype)
        fail(here, "loads another dtype than its buffer's");
    }
    if (expression.op === "gather") {
      checkView(here, expression.view, domain, expression.indices);
      if (expression.indices.some(({ value }) => dtypeAt(value) !== "int32"))
        fail(here, "gathers by an index that is not int32");
    }
    if (expression.dtype === "float16" && !["constant", "load", "gather", "select", "convert"].includes(expression.op))
      fail(here, `computes halves by ${expression.op}`);
    if (expression.op === "packHalves" && (dtypeAt(expression.x) !== "float16" || dtypeAt(expression.y) !== "float16"))
      fail(here, "packs what are no halves");
    if (expression.op === "binary" && dtypeAt(expression.x) !== dtypeAt(expression.y))
      fail(here, `${expression.name} of ${dtypeAt(expression.x)} and ${dtypeAt(expression.y)}`);
    if (
      expression.op === "select" &&
      (dtypeAt(expression.condition) !== "bool" || dtypeAt(expression.onTrue) !== dtypeAt(expression.onFalse))
    )
      fail(here, "selects by or between wrong dtypes");
    if (
      expression.op === "bitcast" &&
      dtypes[expression.dtype].bytes !== dtypes[loop.expressions[expression.x]!.dtype].bytes
    )
      fail(here, "bitcasts between sizes");
  });
  for (const { view, value } of loop.stores) {
    checkView(scope, view, loop.parallel);
    const dtype = loop.reductions.length > 0 ? loop.reductions[value]?.dtype : loop.expressions[value]?.dtype;
    if (dtype !== scope.program.buffers[view.buffer]!.dtype)
      fail(scope, `stores ${dtype ?? "nothing"} into %${view.buffer} of ${scope.program.buffers[view.buffer]!.dtype}`);
  }
  if (loop.reductions.some(({ dtype }) => dtype === "float16")) fail(scope, "folds halves");
  if (loop.reductions.length === 0 && loop.reduced.length > 0) fail(scope, "has reduction axes and no reductions");
}

/** Checks that a procedure has the arrays that it was written for; what it does with them only running it shows. */
function checkProcedure(scope: Scope, { procedure, batch, operands, results, workspaces }: ProcedureStep): void {
  const { arrays } = procedure;
  const given = [
    ...operands.map((view) => ({ role: "operand", view })),
    ...results.map((view) => ({ role: "result", view })),
  ];
  if (arrays.length !== given.length + workspaces.length) fail(scope, `has not the ${arrays.length} arrays it needs`);
  given.forEach(({ role, view }, n) => {
    const array = arrays[n]!;
    checkView(scope, view, [...batch, array.size]);
    if (view.strides.at(-1) !== 1) fail(scope, `works on elements of %${view.buffer} that do not lie densely`);
    if (array.role !== role || array.dtype !== scope.program.buffers[view.buffer]!.dtype)
      fail(scope, `takes %${view.buffer} for a ${array.role} of ${array.dtype}`);
  });
  workspaces.forEach((id, n) => {
    const array = arrays[given.length + n]!;
    const buffer = scope.program.buffers[id];
    if (buffer === undefined || buffer.size < array.size || array.dtype !== buffer.dtype)
      fail(scope, `has no workspace of ${array.size} ${array.dtype}`);
  });
}

function checkStep(scope: Scope, step: Step): void {
  if ("dtype" in step && step.dtype === "float16") fail(scope, "computes with halves");
  switch (step.kind) {
    case "loop": {
      checkLoop(scope, step);
      return;
    }
    case "pack": {
      checkView(scope, step.source, [step.k, step.n]);
      return;
    }
    case "contract":
      checkView(scope, step.lhs, [...step.batch, step.m, step.k]);
      if (!step.rhs.packed) checkView(scope, step.rhs.view, [...step.batch, step.k, step.n]);
      {
        checkView(scope, step.out, [...step.batch, step.m, step.n]);
        return;
      }
    case "scatter":
      checkView(scope, step.updates, step.domain);
      for (const { value } of step.indices) checkView(scope, value, step.domain);
      checkView(scope, step.target, step.domain, step.indices);
      return;
    case "sort":
      for (const { input } of [...step.keys, ...step.moved]) if (input !== null) checkView(scope, input, step.domain);
      for (const { output } of step.moved) checkView(scope, output, step.domain);
      return;
    case "cumulative":
      [step.input, step.output].forEach((view) => checkView(scope, view, step.domain));
      return;
    case "callback":
      for (const { buffer, shape, dtype } of [...step.operands, ...step.results]) {
        const { size, dtype: own } = scope.program.buffers[buffer]!;
        if (size !== sizeOf(shape) || own !== dtype) fail(scope, `hands over %${buffer} as another array`);
      }
      return;
    case "procedure":
      checkProcedure(scope, step);
      return;
    case "scan":
    case "while":
      for (const { current, next } of step.carries) {
        if (scope.program.buffers[current]?.size !== scope.program.buffers[next]?.size)
          fail(scope, `carries %${next} to %${current} of another size`);
      }
      return;
    case "cond": {
      checkView(scope, step.index, []);
      return;
    }
    case "tiles":
    case "group":
      return;
  }
}

/** Checks that every private buffer belongs to one tiles step. */
function checkPrivate(program: Program<Stage>): void {
  const owners = new Map<BufferId, Step>();
  const walk = (steps: readonly Step[], tiles: Step | null): void => {
    for (const step of steps) {
      for (const { buffer } of accessesOf(step)) {
        if (program.buffers[buffer]?.role !== "private") continue;
        const scope = { program, counters: new Map(), where: `%${buffer}` };
        if (tiles === null) fail(scope, "is private and touched outside tiles");
        if ((owners.get(buffer) ?? tiles) !== tiles) fail(scope, "is private and touched by two tiles");
        owners.set(buffer, tiles);
      }
      for (const nested of nestedSteps(step)) walk(nested, step.kind === "tiles" ? step : tiles);
    }
  };
  walk(program.steps, null);
}

/**
 * Checks every promise of a valid program that can be checked without running it. For tests of the compiler, and for programs
 * that are written by hand.
 *
 * @param program - a program at any stage.
 * @throws Error naming the first step that breaks one.
 * @example
 * import { makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { lower, simplify, validate } from "@proj/jit/core";
 * import { wasm } from "@proj/jit-wasm";
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.add(1))(ones(16));
 * const program = lower("increment", simplify(jaxpr), wasm().limits);
 * validate(program);
 * const tooSmall = program.buffers.map((buffer) => ({ ...buffer, size: 1 }));
 * validate({ ...program, buffers: tooSmall }); // throws a view of %0 reaches from 0 to 15 of 1 elements
 */
export function validate(program: Program<Stage>): void {
  const walk = (steps: readonly Step[], path: string, counters: ReadonlyMap<CounterId, number>): void => {
    steps.forEach((step, index) => {
      const where = `${path}step ${index} (${step.kind})`;
      checkStep({ program, counters, where }, step);
      const own = counterOf(step);
      const inner = own === null ? counters : new Map(counters).set(own.counter, own.positions);
      for (const nested of nestedSteps(step)) walk(nested, `${where}, `, inner);
    });
  };
  walk(program.steps, "", new Map());
  checkPrivate(program);
}
