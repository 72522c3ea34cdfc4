import { treeFormat } from "@proj/module";

/** The base of classes that are no trees: printed with their fields, as modules are. */
export abstract class Printed {
  /** The class and its fields, arrays by dtype and shape. */
  toString(): string {
    return `${this.constructor.name} ${treeFormat(Object.fromEntries(Object.entries(this)))}`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
