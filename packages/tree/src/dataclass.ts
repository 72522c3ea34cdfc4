import { checkClass, registerNode } from "./classes.ts";
import { listOption, readNeededOptions, textOption, type OptionReaders } from "./core/options.ts";
import type { NodeClass } from "./node.ts";

/** Options of {@link registerDataclass}. */
export interface DataclassOptions<T> {
  /** The fields that are children, in their order. */
  readonly dataFields: readonly (keyof T & string)[];
  /** The fields that are part of the structure. Default none. */
  readonly metaFields?: readonly (keyof T & string)[];
}

const readers: OptionReaders<{ readonly dataFields: readonly string[]; readonly metaFields?: readonly string[] }> = {
  dataFields: listOption(textOption),
  metaFields: listOption(textOption),
};

/**
 * Makes the instances of a class nodes whose children are some of their fields. A node is rebuilt field by field, without its
 * constructor; fields that are named nowhere are lost.
 *
 * @param nodeClass - the class.
 * @param options - see {@link DataclassOptions}.
 * @throws UsageError if the class has a rule already.
 * @example
 * import { map, registerDataclass } from "@proj/tree";
 * class Spring {
 *   stiffness = 3;
 *   unit = "N";
 *   force(x: number) {
 *     return `${this.stiffness * x} ${this.unit}`;
 *   }
 * }
 * registerDataclass(Spring, { dataFields: ["stiffness"], metaFields: ["unit"] });
 * const twice = map((leaf) => 2 * (leaf as number), new Spring() as unknown) as Spring;
 * twice.force(10); // → "60 N"
 */
export function registerDataclass<T extends object>(nodeClass: NodeClass<T>, options: DataclassOptions<T>): void {
  checkClass("registerDataclass", nodeClass);
  const { dataFields, metaFields = [] } = readNeededOptions("registerDataclass", options, readers, ["dataFields"]);
  const valueOf = (node: T, name: string): unknown => (node as Readonly<Record<string, unknown>>)[name];
  registerNode(nodeClass, {
    flatten: (node) => ({
      children: dataFields.map((name) => valueOf(node, name)),
      keys: dataFields,
      aux: metaFields.map((name) => valueOf(node, name)),
    }),
    unflatten: (aux, children, ownClass) => {
      const node = Object.create(ownClass.prototype as object) as Record<string, unknown>;
      dataFields.forEach((name, k) => (node[name] = children[k]));
      metaFields.forEach((name, k) => (node[name] = (aux as readonly unknown[])[k]));
      return node as T;
    },
  });
}
