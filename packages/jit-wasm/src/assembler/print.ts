import { Global, Local } from "./expression.ts";
import type { Expression } from "./expression.ts";
import type { DefinedFunction, ModuleBuilder } from "./module-builder.ts";
import type { Statement } from "./statement.ts";

/**
 * The module as text: the folded form of WebAssembly's text format, with variables read by name alone and offsets as `+16`.
 * For people and snapshots, not for parsers.
 */
export function printModule(module: ModuleBuilder): string {
  const lines = ["(module"];
  for (const { module: from, callable } of module.imports) {
    lines.push(
      `  (import "${from}" "${callable.name}" (func $${callable.name}${signature(callable.parameters, callable.result)}))`,
    );
  }
  if (module.memory !== null) {
    lines.push(`  (import "${module.memory.module}" "${module.memory.field}" (memory ${String(module.memory.pages)}))`);
  }
  for (const { global, initial } of module.globals) {
    lines.push(`  (global $${global.name} (mut ${global.type}) ${String(initial)})`);
  }
  for (const defined of module.functions) lines.push(...printFunction(defined).map((line) => `  ${line}`));
  for (const { name, callable } of module.exports) lines.push(`  (export "${name}" (func $${callable.name}))`);
  return `${lines.join("\n")})\n`;
}

/** One function as lines of text. */
export function printFunction({ callable, builder }: DefinedFunction): string[] {
  const lines = [`(func $${callable.name}${signature(callable.parameters, callable.result)}`];
  const variables = builder.locals.slice(Object.keys(callable.parameters).length);
  if (variables.length > 0) lines.push(`  ${variables.map(({ name, type }) => `(local $${name} ${type})`).join(" ")}`);
  printStatements(builder.body, "  ", lines);
  return close(lines);
}

function signature(parameters: Readonly<Record<string, string>>, result: string): string {
  const inputs = Object.entries(parameters).map(([name, type]) => ` (param $${name} ${type})`);
  return inputs.join("") + (result === "void" ? "" : ` (result ${result})`);
}

function close(lines: string[]): string[] {
  lines.push(`${lines.pop() ?? ""})`);
  return lines;
}

function printStatements(body: readonly Statement[], indent: string, lines: string[]): void {
  for (const statement of body) {
    switch (statement.kind) {
      case "set":
      case "setGlobal":
        lines.push(`${indent}(set $${statement.target.name} ${printExpression(statement.value)})`);
        break;
      case "run":
        lines.push(`${indent}${printExpression(statement.value)}`);
        break;
      case "block":
      case "loop":
        lines.push(`${indent}(${statement.kind} $${statement.label.name}`);
        printStatements(statement.body, `${indent}  `, lines);
        close(lines);
        break;
      case "if":
        lines.push(`${indent}(if ${printExpression(statement.condition)}`);
        printStatements(statement.body, `${indent}  `, lines);
        if (statement.otherwise.length > 0) {
          lines.push(`${indent} else`);
          printStatements(statement.otherwise, `${indent}  `, lines);
        }
        close(lines);
        break;
      case "branch":
        lines.push(
          statement.condition === null
            ? `${indent}(br $${statement.label.name})`
            : `${indent}(br_if $${statement.label.name} ${printExpression(statement.condition)})`,
        );
        break;
      case "return":
        lines.push(`${indent}(return${statement.value === null ? "" : ` ${printExpression(statement.value)}`})`);
        break;
    }
  }
}

function printExpression(expression: Expression): string {
  if (expression instanceof Local || expression instanceof Global) return `$${expression.name}`;
  const { opcode, operands, immediate, lane, extra } = expression;
  const parts = [textName(opcode.name)];
  switch (opcode.immediate) {
    case "index":
      parts.push(`$${extra as string}`);
      break;
    case "memory":
    case "memoryLane":
      if (immediate !== 0) parts.push(`+${String(immediate)}`);
      if (opcode.immediate === "memoryLane") parts.push(String(lane));
      break;
    case "lane":
      parts.push(String(lane));
      break;
    case "i32":
    case "f32":
    case "f64":
      parts.push(Object.is(immediate, -0) ? "-0" : String(immediate));
      break;
    case "i64":
      parts.push(String(extra));
      break;
    case "bytes":
      parts.push(printBytes(opcode.name, extra as Uint8Array));
      break;
    case "none":
    case "copy":
    case "fill":
      break;
  }
  return `(${[...parts, ...operands.map(printExpression)].join(" ")})`;
}

/** The name of an instruction in the text format: `load8U` is `load8_u`, and `narrowI16x8S` is `narrow_i16x8_s`. */
function textName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function printBytes(instruction: string, bytes: Uint8Array): string {
  if (instruction === "i8x16.shuffle") return bytes.join(" ");
  const words = new Uint32Array(bytes.slice().buffer);
  const text = [...words].map((word) => `0x${word.toString(16).padStart(8, "0")}`);
  return text.every((word) => word === text[0]) ? `i32x4 ${text[0] ?? ""}` : `i32x4 ${text.join(" ")}`;
}
