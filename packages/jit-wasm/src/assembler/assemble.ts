import { defect } from "@proj/array/core";
import { ByteWriter } from "./bytes.ts";
import { vectorConstant } from "./expression.ts";
import type { Expression } from "./expression.ts";
import type { Callable } from "./function-builder.ts";
import type { DefinedFunction, ModuleBuilder } from "./module-builder.ts";
import { Label } from "./statement.ts";
import type { Statement } from "./statement.ts";
import { valueTypeCodes } from "./types.ts";
import type { ResultType, ValueType } from "./types.ts";

const sections = { type: 1, import: 2, function: 3, global: 6, export: 7, code: 10 } as const;

/** The module in the binary format. */
export function assemble(module: ModuleBuilder): Uint8Array {
  const out = new ByteWriter();
  out.append([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  const section = new ByteWriter();
  const emit = (id: number, count: number, write: () => void): void => {
    if (count === 0) return;
    section.clear();
    section.unsigned(count);
    write();
    out.byte(id);
    out.sized(section);
  };

  const types = new SignatureTable();
  const importTypes = module.imports.map(({ callable }) => types.index(callable));
  const functionTypes = module.functions.map(({ callable }) => types.index(callable));
  emit(sections.type, types.signatures.length, () => {
    types.write(section);
  });

  emit(sections.import, module.imports.length + (module.memory === null ? 0 : 1), () => {
    module.imports.forEach(({ module: from, callable }, index) => {
      section.name(from);
      section.name(callable.name);
      section.byte(0x00);
      section.unsigned(importTypes[index] ?? 0);
    });
    if (module.memory !== null) {
      const { module: from, field, pages, sharedMaximum } = module.memory;
      section.name(from);
      section.name(field);
      section.byte(0x02);
      section.byte(sharedMaximum === null ? 0x00 : 0x03);
      section.unsigned(pages);
      if (sharedMaximum !== null) section.unsigned(sharedMaximum);
    }
  });

  emit(sections.function, functionTypes.length, () => {
    for (const type of functionTypes) section.unsigned(type);
  });

  emit(sections.global, module.globals.length, () => {
    for (const { global, initial } of module.globals) {
      section.byte(valueTypeCodes[global.type]);
      section.byte(0x01);
      // The constants of types follow each other as the types do, in the other direction.
      section.byte(0xc0 - valueTypeCodes[global.type]);
      if (global.type === "f32") section.float32(initial);
      else if (global.type === "f64") section.float64(initial);
      else section.signed(initial);
      section.byte(0x0b);
    }
  });

  emit(sections.export, module.exports.length, () => {
    for (const { name, callable } of module.exports) {
      section.name(name);
      section.byte(0x00);
      section.unsigned(callable.position + (callable.imported ? 0 : module.imports.length));
    }
  });

  emit(sections.code, module.functions.length, () => {
    const body = new ByteWriter();
    for (const defined of module.functions) {
      body.clear();
      new BodyEncoder(defined, module.imports.length).encode(body);
      section.sized(body);
    }
  });

  return out.finish();
}

/** The distinct signatures of a module. */
class SignatureTable {
  readonly signatures: { readonly parameters: readonly ValueType[]; readonly result: ResultType }[] = [];
  readonly #indices = new Map<string, number>();

  index(callable: Callable): number {
    const parameters = Object.values(callable.parameters);
    const key = `${parameters.join(" ")}:${callable.result}`;
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    this.#indices.set(key, this.signatures.length);
    return this.signatures.push({ parameters, result: callable.result }) - 1;
  }

  write(out: ByteWriter): void {
    for (const { parameters, result } of this.signatures) {
      out.byte(0x60);
      out.unsigned(parameters.length);
      for (const type of parameters) out.byte(valueTypeCodes[type]);
      out.unsigned(result === "void" ? 0 : 1);
      if (result !== "void") out.byte(valueTypeCodes[result]);
    }
  }
}

const noResult = 0x40;

/**
 * Encodes one function. Engines of 2024 and later make a vector constant anew, by three instructions, wherever one is written, so that those
 * of loops are made once, where the function begins, and held in variables. What only a branch uses is left there, as most are rarely taken.
 */
class BodyEncoder {
  readonly #defined: DefinedFunction;
  readonly #out = new ByteWriter();
  readonly #importCount: number;
  readonly #labels: Label[] = [];
  /** The types of the variables: those of the function, then of the constants. */
  readonly #variables: ValueType[];
  /** The constants that are held, and the variable of each. */
  readonly #held = new Map<Expression, number>();
  /** Whether a constant written here is held: in a loop, and in no branch in it. */
  #holds = false;

  constructor(defined: DefinedFunction, importCount: number) {
    this.#defined = defined;
    this.#variables = defined.builder.locals.map(({ type }) => type);
    this.#importCount = importCount;
  }

  encode(out: ByteWriter): void {
    const { callable, builder } = this.#defined;
    this.#statements(builder.body);
    // A function with a result ends in `return`; what follows is never reached, which the validator wants to be told.
    if (callable.result !== "void") this.#out.byte(0x00);
    this.#out.byte(0x0b);
    const variables = this.#variables.slice(Object.keys(callable.parameters).length);
    out.unsigned(variables.length);
    // Groups of one each: neighbours of one type could share theirs, for a byte less each.
    for (const type of variables) out.append([1, valueTypeCodes[type]]);
    for (const [constant, variable] of this.#held) {
      this.#instruction(constant, out);
      out.byte(0x21);
      out.unsigned(variable);
    }
    out.appendAll(this.#out);
  }

  /** The variable that holds a constant, undefined if it is written where it is used. A vector of zeros takes one instruction. */
  #variableOf(constant: Expression): number | undefined {
    let variable = this.#held.get(constant);
    if (variable === undefined && this.#holds && (constant.extra as Uint8Array).some((byte) => byte > 0)) {
      variable = this.#variables.push("v128") - 1;
      this.#held.set(constant, variable);
    }
    return variable;
  }

  /** What is in a loop or a branch. */
  #inside(label: Label, holds: boolean, body: () => void): void {
    const before = this.#holds;
    this.#holds = holds;
    this.#labels.push(label);
    body();
    this.#labels.pop();
    this.#holds = before;
    this.#out.byte(0x0b);
  }

  #statements(body: readonly Statement[]): void {
    for (const statement of body) this.#statement(statement);
  }

  #statement(statement: Statement): void {
    const out = this.#out;
    switch (statement.kind) {
      case "set":
        this.#expression(statement.value);
        out.byte(0x21);
        out.unsigned(statement.target.immediate);
        return;
      case "setGlobal":
        this.#expression(statement.value);
        out.byte(0x24);
        out.unsigned(statement.target.immediate);
        return;
      case "run":
        this.#expression(statement.value);
        if (statement.value.type !== "void") out.byte(0x1a);
        return;
      case "block":
      case "loop": {
        const isLoop = statement.kind === "loop";
        out.byte(isLoop ? 0x03 : 0x02);
        out.byte(noResult);
        this.#inside(statement.label, isLoop || this.#holds, () => {
          this.#statements(statement.body);
        });
        return;
      }
      case "if":
        this.#expression(statement.condition);
        out.byte(0x04);
        out.byte(noResult);
        this.#inside(ifLabel, false, () => {
          this.#statements(statement.body);
          if (statement.otherwise.length === 0) return;
          out.byte(0x05);
          this.#statements(statement.otherwise);
        });
        return;
      case "branch": {
        if (statement.condition !== null) this.#expression(statement.condition);
        const depth = this.#labels.length - 1 - this.#labels.lastIndexOf(statement.label);
        if (depth >= this.#labels.length) throw defect(`a branch outside of ${statement.label.name}`);
        out.byte(statement.condition === null ? 0x0c : 0x0d);
        out.unsigned(depth);
        return;
      }
      case "return":
        if (statement.value !== null) this.#expression(statement.value);
        out.byte(0x0f);
        return;
    }
  }

  #expression(expression: Expression): void {
    for (const operand of expression.operands) this.#expression(operand);
    const variable = expression.opcode === vectorConstant ? this.#variableOf(expression) : undefined;
    if (variable === undefined) {
      this.#instruction(expression, this.#out);
    } else {
      this.#out.byte(0x20);
      this.#out.unsigned(variable);
    }
  }

  /** An instruction without its operands. */
  #instruction(expression: Expression, out: ByteWriter): void {
    const { opcode } = expression;
    if (opcode.code < 0x10000) {
      out.byte(opcode.code);
    } else {
      out.byte(opcode.code >> 16);
      out.unsigned(opcode.code & 0xffff);
    }
    switch (opcode.immediate) {
      case "none":
        return;
      case "index":
        out.unsigned(expression.immediate + (expression.lane === 1 ? this.#importCount : 0));
        return;
      case "memory":
      case "memoryLane":
        out.unsigned(opcode.alignment);
        out.unsigned(expression.immediate);
        if (opcode.immediate === "memoryLane") out.byte(expression.lane);
        return;
      case "lane":
        out.byte(expression.lane);
        return;
      case "i32":
        out.signed(expression.immediate);
        return;
      case "i64":
        out.signed64(expression.extra as bigint);
        return;
      case "f32":
        out.float32(expression.immediate);
        return;
      case "f64":
        out.float64(expression.immediate);
        return;
      case "bytes":
        out.append(expression.extra as Uint8Array);
        return;
      case "copy":
        out.append([0x00, 0x00]);
        return;
      case "fill":
        out.byte(0x00);
        return;
    }
  }
}

/** An `if` counts as a label for branch depths, though nothing branches to it. */
const ifLabel = new Label("if");
