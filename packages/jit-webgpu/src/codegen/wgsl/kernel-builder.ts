import type { BufferId } from "@proj/jit/core";
import type { Capabilities } from "../capabilities.ts";
import { arenaBinding, fromWord, toWord, typeOf, type Binding, type Layout } from "./layout.ts";
import { halfAt } from "../../math/half.ts";
import { bare } from "./text.ts";

/** A piece of WGSL at module level that kernels ask for by name. */
export interface Helper {
  readonly name: string;
  /** Other helpers that the code calls. */
  readonly needs?: readonly Helper[];
  readonly code: string;
}

/** An array in workgroup memory. */
interface SharedArray {
  readonly name: string;
  readonly type: string;
  length: number;
  taken: boolean;
}

/**
 * One WGSL module in the making: the lines of `main`, and what they turned out to need at module level.
 *
 * `main` starts with `lid` (the thread in its workgroup), `group` and `groups` (the workgroup and how many there are), all u32.
 */
export class KernelBuilder {
  readonly layout: Layout;
  readonly capabilities: Capabilities;
  readonly #atomics: ReadonlySet<string>;
  readonly #wantedAtomics = new Set<string>();
  readonly #lines: string[] = [];
  readonly #helpers = new Map<string, Helper>();
  readonly #bindings = new Map<string, { readonly binding: Binding; readonly type: string }>();
  readonly #shared: SharedArray[] = [];
  readonly #names = new Map<string, number>();
  #usesOwn = false;
  #usesSubgroups = false;
  #indent = 1;

  /**
   * @param layout - where buffers lie.
   * @param capabilities - what the kernel may rely on.
   * @param atomics - the variables that are declared as atomic words; in WGSL all accesses to a variable are atomic or none.
   */
  constructor(layout: Layout, capabilities: Capabilities, atomics: ReadonlySet<string> = new Set()) {
    this.layout = layout;
    this.capabilities = capabilities;
    this.#atomics = atomics;
  }

  /** The variables that {@link atomic} was asked for: if they are not declared so, the kernel has to be made again. */
  get wantedAtomics(): ReadonlySet<string> {
    return this.#wantedAtomics;
  }

  /** Adds a line to `main`. */
  line(text: string): void {
    this.#lines.push("  ".repeat(this.#indent) + text);
  }

  /** Adds `head {`, the lines of the body, and `}`; the head may be empty. */
  block(head: string, body: () => void): void {
    this.line(head === "" ? "{" : `${head} {`);
    this.#indent++;
    body();
    this.#indent--;
    this.line("}");
  }

  /** A name that this method has not given before: the prefix and a number. */
  fresh(prefix: string): string {
    const number = this.#names.get(prefix) ?? 0;
    this.#names.set(prefix, number + 1);
    return `${prefix}${number}`;
  }

  /** Declares a constant of `main` with this value, under a new name; the result is the name. */
  let(prefix: string, value: string): string {
    const name = this.fresh(prefix);
    this.line(`let ${name} = ${bare(value)};`);
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

  /** Declares an array in workgroup memory; the result is its name. Inside {@link borrowing} it is given back at the end. */
  shared(type: "f32" | "i32" | "u32" | "atomic<u32>", length: number): string {
    const free = this.#shared.find((array) => array.type === type && !array.taken);
    if (free !== undefined) {
      free.taken = true;
      free.length = Math.max(free.length, length);
      return free.name;
    }
    const name = this.fresh("shared");
    this.#shared.push({ name, type, length, taken: true });
    return name;
  }

  /** Adds the lines of a step; the workgroup memory that it takes is free again for steps after it. */
  borrowing(step: () => void): void {
    const before = new Set(this.#shared.filter(({ taken }) => taken));
    step();
    for (const array of this.#shared) array.taken = before.has(array);
  }

  /** Makes sure that `main` knows `lane_id`, the thread in its subgroup, and `subgroup_size`. */
  useSubgroups(): void {
    this.#usesSubgroups = true;
  }

  /** Workgroup memory in use so far, private buffers included. */
  get workgroupBytes(): number {
    const shared = this.#shared.reduce((sum, { length }) => sum + 4 * length, 0);
    return shared + (this.#usesOwn ? this.layout.program.arena.privateBytes : 0);
  }

  /**
   * An element of a buffer.
   *
   * @param buffer - the buffer.
   * @param index - WGSL of any integer type, relative to the buffer's first element; may be empty, or start with a minus.
   * @param offset - is added to the index.
   */
  load(buffer: BufferId, index: string, offset = 0): string {
    if (this.layout.isPacked(buffer)) {
      const position = displaced(index, offset);
      const half = position.includes(" ") ? `(${position}) / 2` : `${position} / 2`;
      return `${this.helper(halfAt)}(${this.#element(buffer, half, 0).element}, u32(${position}))`;
    }
    const { element, words, variable } = this.#element(buffer, index, offset);
    const value = this.#atomics.has(variable) ? `atomicLoad(&${element})` : element;
    return words ? fromWord(this.layout.dtype(buffer), value) : value;
  }

  /** Stores a value in an element of a buffer; see {@link load}. */
  store(buffer: BufferId, index: string, value: string, offset = 0): void {
    const { element, words, variable } = this.#element(buffer, index, offset);
    this.#assign(variable, element, words ? toWord(this.layout.dtype(buffer), value) : value);
  }

  /** An element of a buffer in storage as an atomic word, for WGSL's atomic functions; see {@link load}. */
  atomic(buffer: BufferId, index: string, offset = 0): string {
    const { element, variable } = this.#element(buffer, index, offset);
    this.#wantedAtomics.add(variable);
    return `&${element}`;
  }

  #assign(variable: string, element: string, word: string): void {
    this.line(this.#atomics.has(variable) ? `atomicStore(&${element}, ${word});` : `${element} = ${word};`);
  }

  /** An element as WGSL names it, and whether it is a word that holds the bits of the value. */
  #element(
    buffer: BufferId,
    index: string,
    offset: number,
  ): { readonly element: string; readonly words: boolean; readonly variable: string } {
    const { variable, base } = this.layout.place(buffer);
    const place = displaced(index, base + offset);
    if (variable === "own") {
      this.#usesOwn = true;
      return { element: `own[${place}]`, words: true, variable };
    }
    const dtype = this.layout.dtype(buffer);
    const { name } = variable;
    const words =
      variable === arenaBinding || dtype === "bool" || this.layout.isPacked(buffer) || this.#atomics.has(name);
    this.#bindings.set(name, { binding: variable, type: words ? this.#wordIn(name) : typeOf[dtype] });
    return { element: `${name}[${place}]`, words, variable: name };
  }

  #wordIn(variable: string): string {
    return this.#atomics.has(variable) ? "atomic<u32>" : "u32";
  }

  /** A word of the arena that belongs to a recorded loop, as it stands. */
  loadWord(position: number): string {
    const word = this.#word(position);
    return this.#atomics.has(arenaBinding.name) ? `atomicLoad(&${word})` : word;
  }

  /** Stores a word of a recorded loop. */
  storeWord(position: number, value: string): void {
    this.#assign(arenaBinding.name, this.#word(position), value);
  }

  #word(position: number): string {
    const { name } = arenaBinding;
    this.#bindings.set(name, { binding: arenaBinding, type: this.#wordIn(name) });
    return `${name}[${position}]`;
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
      ...(this.#usesSubgroups ? ["enable subgroups;"] : []),
      ...bindings,
      ...own,
      ...this.#shared.map(({ name, type, length }) => `var<workgroup> ${name}: array<${type}, ${length}>;`),
      ...[...this.#helpers.values()].map(({ code }) => code),
      `@compute @workgroup_size(${this.capabilities.workgroupSize})`,
      "fn main(",
      "  @builtin(local_invocation_index) lid: u32,",
      "  @builtin(workgroup_id) group_id: vec3<u32>,",
      "  @builtin(num_workgroups) group_count: vec3<u32>,",
      ...(this.#usesSubgroups
        ? ["  @builtin(subgroup_invocation_id) lane_id: u32,", "  @builtin(subgroup_size) subgroup_size: u32,"]
        : []),
      ") {",
      "  let group = group_id.x + group_id.y * group_count.x;",
      "  let groups = group_count.x * group_count.y;",
      ...this.#lines,
      "}",
      "",
    ].join("\n");
  }
}

/** `index + offset`, without a sum where it is not needed. */
function displaced(index: string, offset: number): string {
  if (index === "") return String(offset);
  if (index.startsWith("-")) return `${offset} - ${index.slice(1)}`;
  return offset === 0 ? index : `${index} + ${offset}`;
}
