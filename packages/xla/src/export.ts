import { isNDArray, ShapeDtypeStruct, type NDArray, type ShapesOf } from "@proj/array";
import { concrete, functionOption, readArgument, traceFunction, wrongOption, type ClosedJaxpr } from "@proj/array/core";
import { NamedSharding } from "@proj/array/sharding";
import { flatten, type TreeDef } from "@proj/tree";
import { stableHloVersion, WorkerDevice, type XlaDevice } from "./device.ts";
import { inOrderOfJax, numberedTree, withLeaves, type JsonTree } from "./export-tree.ts";
import { placementOf, shardingText } from "./placement.ts";
import { stableHlo } from "./stable-hlo.ts";

/** What {@link exportStablehlo} writes to a file, as JSON. */
export interface ExportedJson {
  readonly name: string;
  /** The version of StableHLO that is needed to read the module. */
  readonly version: string;
  /** The arguments, as one list; leaves are types: `"float32[8,3]"`. */
  readonly ins: JsonTree<string>;
  /** The result. */
  readonly outs: JsonTree<string>;
  /** How arguments and results lie on many devices, in the order of their leaves; null for a program of one device. */
  readonly shardings: readonly [ins: readonly string[], outs: readonly string[]] | null;
  /** The program in StableHLO. */
  readonly module: string;
}

/**
 * A program for others: StableHLO, with the trees of its arguments and its result. Leaves are in JAX's order: entries of dictionaries
 * by their sorted keys.
 *
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { exportStablehlo, type ExportedStablehlo } from "@proj/xla";
 * const exported: ExportedStablehlo = exportStablehlo((x: NDArray) => ({ twice: x.mul(2) }), array([1, 2]));
 * JSON.stringify(exported.toJSON().outs); // → "{\"twice\":\"float32[2]\"}"
 */
export class ExportedStablehlo {
  readonly name: string;
  /** The program in StableHLO. */
  readonly text: string;
  /** The types of the arguments' leaves, in the order of the program's arguments. */
  readonly inTypes: readonly ShapeDtypeStruct[];
  /** The types of the result's leaves, in the order of the program's results. */
  readonly outTypes: readonly ShapeDtypeStruct[];
  readonly #json: ExportedJson;

  constructor(json: ExportedJson, inTypes: readonly ShapeDtypeStruct[], outTypes: readonly ShapeDtypeStruct[]) {
    this.name = json.name;
    this.text = json.module;
    this.inTypes = inTypes;
    this.outTypes = outTypes;
    this.#json = json;
  }

  /** What a Python program needs to run it; `JSON.stringify` asks for it. */
  toJSON(): ExportedJson {
    return this.#json;
  }

  /**
   * The program as a portable artifact, in the bytes (VHLO) that StableHLO promises to read in years.
   *
   * @param device - the worker that writes it.
   * @throws UsageError for anything that `init` did not give, and for a worker that has ended.
   */
  async serialize(device: XlaDevice): Promise<Uint8Array> {
    const operation = "serialize";
    if (!(device instanceof WorkerDevice)) {
      throw wrongOption({ operation, name: "device" }, device, "a device that init of @proj/xla gave");
    }
    return device.portableArtifact(this.text);
  }
}

const typeOf = ({ shape, dtype }: ShapeDtypeStruct): string => `${dtype}[${shape.join()}]`;

/** A list in another order. */
const ordered = <T>(list: readonly T[], order: readonly number[]): T[] => order.map((place) => list[place]!);

/**
 * Writes a function as a program in StableHLO, which other programs can run: Python with jax alone, or whatever reads StableHLO.
 * Needs neither Python nor a worker.
 *
 * @param f - from trees of arrays to a tree of arrays; what it closes over becomes constants of the program.
 * @param args - its arguments, of which the types matter, and where they lie on many devices; a `ShapeDtypeStruct` may stand for
 *   any array.
 * @throws UsageError where an argument or the result is not a tree of arrays, and for constants that are not on the host.
 * @example
 * import { ShapeDtypeStruct, type NDArray } from "@proj/array";
 * import { exportStablehlo } from "@proj/xla";
 * const { text, outTypes } = exportStablehlo((x: NDArray) => x.mul(x), new ShapeDtypeStruct([3], "float32"));
 * text.includes("stablehlo.multiply"); // → true
 * String(outTypes[0]); // → "float32[3]"
 */
export function exportStablehlo<Args extends readonly unknown[] = NDArray[]>(
  f: (...args: Args) => unknown,
  ...args: ShapesOf<NoInfer<Args>>
): ExportedStablehlo {
  const operation = "exportStablehlo";
  readArgument(operation, "f", f, functionOption());
  const traced = traceFunction(operation, f, args);
  const name = f.name === "" ? "main" : f.name;
  const [ins, outs] = [exportedTree(traced.inputTree), exportedTree(traced.outputTree)];
  const { jaxpr, consts } = inOrder(traced, ins.order, outs.order);
  const given = ordered(flatten(args as unknown, undefined)[0], ins.order);
  const shardings = given.map((leaf) =>
    isNDArray(leaf) && leaf.tracing === null && leaf.sharding instanceof NamedSharding ? leaf.sharding : null,
  );
  const { spread } = placementOf(operation, jaxpr, [...consts.map(() => null), ...shardings]);
  const constants = consts.map((value) => concrete(value, operation).hostData(operation));
  const inTypes = jaxpr.binders.slice(consts.length).map(({ aval }) => new ShapeDtypeStruct(aval.shape, aval.dtype));
  const outTypes = jaxpr.outputs.map(({ aval }) => new ShapeDtypeStruct(aval.shape, aval.dtype));
  const texts = (types: readonly ShapeDtypeStruct[], { tree, order }: ExportedTree): JsonTree<string> =>
    withLeaves(tree, (leaf) => typeOf(types[order.indexOf(leaf)]!));
  const json: ExportedJson = {
    name,
    version: stableHloVersion,
    ins: texts(inTypes, ins),
    outs: texts(outTypes, outs),
    shardings:
      spread === null ? null : [spread.ins.slice(consts.length).map(shardingText), spread.outs.map(shardingText)],
    module: stableHlo(name, jaxpr, spread, constants),
  };
  return new ExportedStablehlo(json, inTypes, outTypes);
}

interface ExportedTree {
  readonly tree: JsonTree<number>;
  /** Which of our leaves each of JAX's is. */
  readonly order: readonly number[];
}

function exportedTree(treedef: TreeDef): ExportedTree {
  const tree = numberedTree(treedef);
  return { tree, order: inOrderOfJax(tree) };
}

/** The program with its arguments and results in other orders. */
function inOrder({ jaxpr, consts }: ClosedJaxpr, ins: readonly number[], outs: readonly number[]): ClosedJaxpr {
  const binders = [...jaxpr.binders.slice(0, consts.length), ...ordered(jaxpr.binders.slice(consts.length), ins)];
  return { jaxpr: { ...jaxpr, binders, outputs: ordered(jaxpr.outputs, outs) }, consts };
}
