import { dtypes, scalarKey } from "@proj/array/core";
import type { Expression, HostValue, Loop, Program, Stage, Step, View } from "./program.ts";

function formatView({ buffer, offset, strides, dynamic }: View): string {
  const terms = strides.flatMap((stride, axis) =>
    stride === 0 ? [] : [stride === 1 ? `i${axis}` : `${stride}·i${axis}`],
  );
  for (const index of dynamic) {
    terms.push(
      index.kind === "counter"
        ? `${index.stride}·t${index.counter}`
        : `${index.stride}·clamp(${formatView(index.at)}, ${index.limit})`,
    );
  }
  if (offset !== 0 || terms.length === 0) terms.push(String(offset));
  return `%${buffer}[${terms.join(" + ")}]`;
}

function formatExpression(expression: Expression): string {
  const type = dtypes[expression.dtype].short;
  switch (expression.op) {
    case "constant":
      return `${scalarKey(expression.value)}:${type}`;
    case "load":
      return `${formatView(expression.view)}:${type}`;
    case "index":
      return `i${expression.axis}`;
    case "counter":
      return `t${expression.counter}`;
    case "unary":
      return `${expression.name} e${expression.x}`;
    case "binary":
      return `${expression.name} e${expression.x} e${expression.y}`;
    case "select":
      return `select e${expression.condition} e${expression.onTrue} e${expression.onFalse}`;
    case "convert":
      return `convert e${expression.x} to ${type}`;
    case "bitcast":
      return `bitcast e${expression.x} to ${type}`;
    case "packHalves":
      return `packHalves e${expression.x} e${expression.y}`;
    case "fma":
      return `fma e${expression.x} e${expression.y} e${expression.z}`;
    case "gather":
      return `gather ${formatView(expression.view)} at ${expression.indices.map(({ value, limit, stride }) => `${stride}·e${value}≤${limit}`).join(" + ")} (${expression.mode})`;
  }
}

const product = (lengths: readonly number[]): string => lengths.join("×") || "1";

/** What a step does, in a few words; what is nested in it is left out. */
export function headOf(step: Step): string {
  switch (step.kind) {
    case "loop":
      return `loop ${product(step.parallel)}${step.reduced.length > 0 ? ` folding ${product(step.reduced)}` : ""}`;
    case "pack":
      return `pack ${step.k}×${step.n}`;
    case "contract":
      return `contract ${product([...step.batch, step.m, step.n, step.k])}`;
    case "scatter":
    case "sort":
      return `${step.kind} ${product(step.domain)}`;
    case "cumulative":
      return `running ${step.fold} ${product(step.domain)}`;
    case "callback":
      return step.function.name;
    case "procedure":
      return `${step.name}${step.batch.length > 0 ? ` ${product(step.batch)}` : ""}`;
    case "scan":
      return `scan of ${step.length}`;
    case "while":
      return "while";
    case "cond":
      return `switch of ${step.branches.length}`;
    case "tiles":
      return `tiles ${step.count}`;
    case "group":
      return "group";
  }
}

function formatLoop(loop: Loop): string[] {
  return [
    headOf(loop),
    ...loop.expressions.map((expression, id) => `  e${id} = ${formatExpression(expression)}`),
    ...loop.stores.map(({ view, value }) => {
      const reduction = loop.reductions[value];
      return `  ${formatView(view)} ← ${loop.reductions.length > 0 && reduction !== undefined ? `${reduction.fold} e${reduction.value}` : `e${value}`}`;
    }),
  ];
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
const formatCarries = (carries: readonly { current: number; next: number }[]): string =>
  carries.map(({ current, next }) => `%${current}←%${next}`).join(" ");

function formatStep(step: Step): string[] {
  switch (step.kind) {
    case "loop":
      return formatLoop(step);
    case "pack":
      return [`${headOf(step)} ${formatView(step.source)} → %${step.target}`];
    case "contract": {
      const rhs = step.rhs.packed ? `packed %${step.rhs.buffer}` : formatView(step.rhs.view);
      return [
        `${headOf(step)} ${formatView(step.lhs)} · ${rhs} → ${formatView(step.out)}${step.accumulate ? " (added)" : ""}`,
      ];
    }
    case "scatter":
      return [
        `scatter (${step.combine}) ${step.domain.join("×")} ${formatView(step.updates)} → ${formatView(step.target)} at ${step.indices.map(({ value, stride }) => `${stride}·${formatView(value)}`).join(" + ")}`,
      ];
    case "sort":
      return [
        `${headOf(step)} by ${step.keys.map(({ input }) => formatView(input)).join(", ")}: ${step.moved.map(({ input, output }) => `${input === null ? "positions" : formatView(input)} → ${formatView(output)}`).join(", ")}`,
      ];
    case "cumulative":
      return [
        `${headOf(step)}${step.reverse ? " reversed" : ""} ${formatView(step.input)} → ${formatView(step.output)}`,
      ];
    case "callback": {
      const buffers = (values: readonly HostValue[]): string => values.map(({ buffer }) => `%${buffer}`).join(", ");
      return [`callback ${headOf(step)} (${buffers(step.operands)}) → (${buffers(step.results)})`];
    }
    case "procedure":
      return [
        `${headOf(step)}: ${step.operands.map(formatView).join(", ")} → ${step.results.map(formatView).join(", ")}`,
      ];
    case "scan":
      return [
        `scan t${step.counter} over ${step.length}${step.reverse ? " reversed" : ""}, carrying ${formatCarries(step.carries)}`,
        ...indent(step.body.flatMap(formatStep)),
      ];
    case "while":
      return [
        `while %${step.predicate}, carrying ${formatCarries(step.carries)}`,
        ...indent(step.condition.flatMap(formatStep)),
        "  do",
        ...indent(step.body.flatMap(formatStep)),
      ];
    case "tiles":
      return [`tiles t${step.counter} of ${step.count}`, ...indent(step.body.flatMap(formatStep))];
    case "group":
      return ["group", ...indent(step.steps.flatMap(formatStep))];
    case "cond":
      return [
        `switch ${formatView(step.index)}`,
        ...step.branches.flatMap((branch, index) => [`  case ${index}`, ...indent(indent(branch.flatMap(formatStep)))]),
      ];
  }
}

/**
 * A program as text: buffers, then steps.
 *
 * @param program - a program at any stage.
 * @example
 * import { makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { compile, formatProgram } from "@proj/jit/core";
 * import { wasm } from "@proj/jit-wasm";
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.mul(2))(ones(8));
 * console.log(formatProgram(compile("double", jaxpr, wasm()).program));
 * // → program double
 * //     %0: f32[8] input
 * //     %1: f32[8] output
 * //   loop 8
 * //     e0 = %0[i0]:f32
 * //     e1 = 2:f32
 * //     e2 = mul e0 e1
 * //     %1[i0] ← e2
 */
export function formatProgram(program: Program<Stage>): string {
  const taken = new Map(program.arena?.takenOver);
  const used = program.buffers.map(({ dtype, size, role }, id) => {
    const from = taken.get(id);
    return `%${id}: ${dtypes[dtype].short}[${size}] ${role}${from === undefined ? "" : `, taken over from %${from}`}`;
  });
  return [`program ${program.name}`, ...indent(used), ...program.steps.flatMap(formatStep)].join("\n");
}
