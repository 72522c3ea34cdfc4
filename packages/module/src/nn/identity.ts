import { Module } from "../module.ts";

/**
 * The layer that changes nothing.
 *
 * @example
 * import { array } from "@proj/array";
 * import { Identity } from "@proj/module";
 * Identity.init().call(array([1, 2])).toList(); // → [1, 2]
 */
export class Identity extends Module<object> {
  static init(): Identity {
    return new Identity({});
  }

  call<T>(x: T): T {
    return x;
  }
}
