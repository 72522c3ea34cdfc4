import type { BufferId } from "@proj/jit";
import type { Capabilities } from "./capabilities.ts";
import { arenaBinding, fromWord, toWord, typeOf, type Binding, type Layout } from "./layout.ts";

/** A piece of WGSL at module level that kernels ask for by name. */
export interface Helper {
  readonly name: string;
  /** Other helpers that the code calls. */
  readonly needs?: readonly Helper[];
  readonly code: string;
}

/**
 * One WGSL module in the making: the lines of `main`, and what they turned out to need at module level.
 *
 * `main` starts with `lid` (the thread in its workgroup), `group` and `groups` (the workgroup and how many there are), all u32.
 */
export class KernelBuilder {
  readonly layout: Layout;
  readonly capabilities: Capabilities;
  readonly #lines: string[] = [];
  readonly #helpers = new Map<string, Helper>();
  readonly #bindings = new Map<string, { readonly binding: Binding; readonly type: string }>();
  readonly #shared: string[] = [];
  #sharedBytes = 0;
  #usesOwn = false;
  #indent = 1;
  #fresh = 0;

  constructor(layout: Layout, capabilities: Capabilities) {
    this.layout = layout;
    this.capabilities = capabilities;
  }

  /** Adds a line to `main`. */
  line(text: string): void {
    this.#lines.push("  ".repeat(this.#indent) + text);
  }

  /** Adds `head {`, the lines of the body, and `}`. */
  block(head: string, body: () => void): void {
    this.line(`${head} {`);
    this.#indent++;
    body();
    this.#indent--;
    this.line("}");
  }

  /** A name that no other variable of the module has. */
  fresh(prefix: string): string {
    return `${prefix}_${this.#fresh++}`;
  }

  /** Declares a constant of `main` with this value, under a new name; the result is the name. */
  let(prefix: string, value: string): string {
    const name = this.fresh(prefix);
    this.line(`let ${name} = ${value};`);
    return name;
  }

  /** Makes sure that a helper is declared; the result is its name. */
  helper(helper: Helper): string {
    if (!this.#helpers.has(helper.name)) {
      helper.needs?.forEach((needed) => this.helper(needed));
      this.#helpers.set(helper.name, helper);
    }
    return helper.name;
  }

  /** Declares an array in workgroup memory for a step's own use; the result is its name. */
  shared(type: "f32" | "i32" | "u32", length: number): string {
    const name = this.fresh("shared");
    this.#sharedBytes += 4 * length;
    this.#shared.push(`var<workgroup> ${name}: array<${type}, ${length}>;`);
    return name;
  }

  /** Workgroup memory in use so far, private buffers included. */
  get workgroupBytes(): number {
    return this.#sharedBytes + (this.#usesOwn ? this.layout.program.arena.privateBytes : 0);
  }

  /** An element of a buffer at an index (WGSL, any integer type, relative to the buffer's first element). */
  load(buffer: BufferId, index: string): string {
    const { variable, base } = this.layout.place(buffer);
    const dtype = this.layout.dtype(buffer);
    if (variable === "own") {
      this.#usesOwn = true;
      return fromWord(dtype, `own[${offsetBy(base, index)}]`);
    }
    if (variable === arenaBinding) {
      this.#bindings.set(variable.name, { binding: variable, type: "u32" });
      return fromWord(dtype, `arena[${offsetBy(base, index)}]`);
    }
    this.#bindings.set(variable.name, { binding: variable, type: dtype === "bool" ? "u32" : typeOf[dtype] });
    const element = `${variable.name}[${index}]`;
    return dtype === "bool" ? fromWord(dtype, element) : element;
  }

  /** The statement that stores a value in an element of a buffer. */
  store(buffer: BufferId, index: string, value: string): void {
    const { variable, base } = this.layout.place(buffer);
    const dtype = this.layout.dtype(buffer);
    if (variable === "own") {
      this.#usesOwn = true;
      this.line(`own[${offsetBy(base, index)}] = ${toWord(dtype, value)};`);
    } else if (variable === arenaBinding) {
      this.#bindings.set(variable.name, { binding: variable, type: "u32" });
      this.line(`arena[${offsetBy(base, index)}] = ${toWord(dtype, value)};`);
    } else {
      this.#bindings.set(variable.name, { binding: variable, type: dtype === "bool" ? "u32" : typeOf[dtype] });
      this.line(`${variable.name}[${index}] = ${dtype === "bool" ? toWord(dtype, value) : value};`);
    }
  }

  /** A word of the arena that belongs to a recorded loop. */
  word(position: number): string {
    this.#bindings.set(arenaBinding.name, { binding: arenaBinding, type: "u32" });
    return `arena[${position}]`;
  }

  /** The finished module. */
  text(): string {
    const bindings = [...this.#bindings.values()]
      .sort((a, b) => a.binding.index - b.binding.index)
      .map(
        ({ binding: { name, index, writable }, type }) =>
          `@group(0) @binding(${index}) var<storage, ${writable ? "read_write" : "read"}> ${name}: array<${type}>;`,
      );
    const own = this.#usesOwn ? [`var<workgroup> own: array<u32, ${this.layout.program.arena.privateBytes / 4}>;`] : [];
    return [
      ...(this.capabilities.subgroups ? ["enable subgroups;"] : []),
      ...bindings,
      ...own,
      ...this.#shared,
      ...[...this.#helpers.values()].map(({ code }) => code),
      `@compute @workgroup_size(${this.capabilities.workgroupSize})`,
      "fn main(",
      "  @builtin(local_invocation_index) lid: u32,",
      "  @builtin(workgroup_id) group_id: vec3<u32>,",
      "  @builtin(num_workgroups) group_count: vec3<u32>,",
      ") {",
      "  let group = group_id.x + group_id.y * group_count.x;",
      "  let groups = group_count.x * group_count.y;",
      ...this.#lines,
      "}",
      "",
    ].join("\n");
  }
}

/** `base + index`, without a sum where it is not needed. */
function offsetBy(base: number, index: string): string {
  return base === 0 ? index : `${base} + ${index}`;
}
