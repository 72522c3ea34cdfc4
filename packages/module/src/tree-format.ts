import { ShapeDtypeStruct, type NDArray } from "@proj/array";
import {
  booleanOption,
  dtypes,
  formatShape,
  functionOption,
  integerOption,
  isNDArray,
  readOptions,
  type OptionReaders,
} from "@proj/array/core";
import { rulesOf } from "./fields.ts";
import { DictKey, flattenOneLevel, GetAttrKey, isNode, MapKey, Static, type KeyEntry } from "@proj/tree";

/** How a tree is printed. */
export interface FormatOptions {
  /** The length of lines that is aimed at. Default 80. */
  readonly width?: number;
  /** By how many spaces the children of a node that takes several lines are indented. Default 2. */
  readonly indent?: number;
  /** Whether arrays are printed by dtype and shape alone. Default true. */
  readonly shortArrays?: boolean;
  /** Whether a shape with a dtype (`ShapeDtypeStruct`) is printed as an array of it. Default false. */
  readonly structAsArray?: boolean;
  /** Nodes that are printed as `...`. Default: none. */
  readonly truncateLeaf?: (node: unknown) => boolean;
}

const formatReaders: OptionReaders<FormatOptions> = {
  width: integerOption(0),
  indent: integerOption(0),
  shortArrays: booleanOption,
  structAsArray: booleanOption,
  truncateLeaf: functionOption<(node: unknown) => boolean>(),
};

/**
 * A tree as text: nodes on one line where they fit, else with each child on a line of its own.
 *
 * @param tree - any value.
 * @param options - `width` of lines (default 80); `indent` (default 2); `shortArrays`: arrays as `f32[3,4]` instead of their
 *   values (default true); `structAsArray`: shapes with dtypes as arrays (default false); `truncateLeaf`: nodes that are printed as
 *   `...` (default none).
 * @example
 * import { zeros } from "@proj/array";
 * import { treeFormat } from "@proj/module";
 * treeFormat({ layers: [zeros([3, 4]), null], activation: Math.tanh });
 * // → "{ activation: <function tanh>, layers: [f32[3,4], null] }"
 */
export function treeFormat(tree: unknown, options?: FormatOptions): string {
  const { width = 80, indent = 2, ...style } = readOptions("treeFormat", options, formatReaders);
  const lines = new Layout(width, indent);
  return lines.write(textOf(tree, style), { margin: 0, column: 0, after: 0 });
}

/** Text with places where it can be broken: one piece, or labelled pieces between brackets. */
type Text = string | Bracketed | Own;

/** Text of an object that writes itself, and breaks its lines itself: they go on from the margin. */
interface Own {
  readonly own: string;
}

interface Bracketed {
  readonly open: string;
  readonly close: string;
  readonly pieces: readonly { readonly label: string; readonly text: Text }[];
}

/** Where a text starts: the indentation of its line, its own column, and how many characters will follow it. */
interface Place {
  readonly margin: number;
  readonly column: number;
  readonly after: number;
}

/** Lays text out in the manner of Wadler ("A prettier printer", 2003): brackets are broken from the outside in, if at all. */
class Layout {
  readonly #width: number;
  readonly #indent: number;

  constructor(width: number, indent: number) {
    this.#width = width;
    this.#indent = indent;
  }

  write(text: Text, { margin, column, after }: Place): string {
    if (isOwn(text)) return text.own.replaceAll("\n", `\n${" ".repeat(margin)}`);
    const flat = onOneLine(text);
    if (typeof text === "string") return flat.replaceAll("\n", `\n${" ".repeat(column)}`);
    const fits = column + flat.length + after <= this.#width && !flat.includes("\n");
    if (fits || text.pieces.length === 0) return flat;
    const inner = margin + this.#indent;
    const lines = text.pieces.map(
      ({ label, text: piece }) =>
        " ".repeat(inner) + label + this.write(piece, { margin: inner, column: inner + label.length, after: 1 }),
    );
    return `${text.open}\n${lines.join(",\n")}\n${" ".repeat(margin)}${text.close}`;
  }
}

function isOwn(text: Text): text is Own {
  return typeof text === "object" && "own" in text;
}

function onOneLine(text: Text): string {
  if (typeof text === "string") return text;
  if (isOwn(text)) return text.own;
  const { open, close, pieces } = text;
  const inside = pieces.map(({ label, text: piece }) => label + onOneLine(piece)).join(", ");
  const space = inside !== "" && close === "}" ? " " : "";
  return open + space + inside + space + close;
}

/** How leaves are written. */
type Style = Pick<FormatOptions, "shortArrays" | "structAsArray" | "truncateLeaf">;

function textOf(tree: unknown, style: Style): Text {
  if (style.truncateLeaf?.(tree) === true) return "...";
  if (!isNode(tree)) return leafText(tree, style);
  if (tree === null) return "null";
  const { children, keys, aux } = flattenOneLevel(tree);
  if (tree instanceof Static) return { open: "Static(", close: ")", pieces: [{ label: "", text: textOf(aux, style) }] };
  const piece = (label: string, value: unknown): Bracketed["pieces"][number] => ({
    label,
    text: textOf(value, style),
  });
  // Static fields are no children, but one wants to see them.
  const rules = rulesOf(tree as object);
  const isList = Array.isArray(tree);
  const isPlain = [Object.prototype, null].includes(Object.getPrototypeOf(tree) as object | null);
  const name = isList || isPlain ? "" : `${(tree as object).constructor.name} `;
  return {
    open: `${name}${isList ? "[" : "{"}`,
    close: isList ? "]" : "}",
    pieces:
      rules === undefined
        ? children.map((child, i) => piece(labelOf(keys[i]!), child))
        : rules.names.map((field) => piece(`${field}: `, (tree as Readonly<Record<string, unknown>>)[field])),
  };
}

function labelOf(key: KeyEntry): string {
  if (key instanceof GetAttrKey) return `${key.name}: `;
  if (key instanceof DictKey)
    return `${/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key.key) ? key.key : JSON.stringify(key.key)}: `;
  if (key instanceof MapKey) return `${typeof key.key === "string" ? JSON.stringify(key.key) : String(key.key)} => `;
  return "";
}

function leafText(leaf: unknown, { shortArrays = true, structAsArray = false }: Style): Text {
  if (structAsArray && leaf instanceof ShapeDtypeStruct) return `${dtypes[leaf.dtype].short}${formatShape(leaf.shape)}`;
  if (isNDArray(leaf)) return shortArrays || leaf.tracing !== null ? shortArray(leaf) : leaf.toString();
  switch (typeof leaf) {
    case "string":
      return JSON.stringify(leaf);
    case "function":
      return /^class\b/.test(Function.prototype.toString.call(leaf))
        ? `<class ${leaf.name}>`
        : `<function ${leaf.name}>`;
    case "object":
      if (leaf === null) return "null";
      if (ArrayBuffer.isView(leaf))
        return `${leaf.constructor.name}(${(leaf as { length?: number }).length ?? leaf.byteLength})`;
      return objectText(leaf);
    case "number":
      return Object.is(leaf, -0) ? "-0" : String(leaf);
    case "bigint":
    case "boolean":
    case "symbol":
    case "undefined":
      return String(leaf);
  }
}

/** An object as it writes itself, or its class. */
function objectText(leaf: { toString?(): string }): Text {
  return typeof leaf.toString === "function" && leaf.toString !== Object.prototype.toString
    ? { own: leaf.toString() }
    : `<${leaf.constructor.name}>`;
}

/** An array by dtype and shape, as Jaxprs write it. */
function shortArray(x: NDArray): string {
  return `${x.weakType ? "weak_" : ""}${dtypes[x.dtype].short}${formatShape(x.shape)}`;
}
