import { binaryFunctions, meaningOf, type BinaryName, type ScalarForm, type UnaryName } from "@proj/array/core";
import type { ModuleBuilder } from "../assembler/module-builder.ts";
import type { Callable, FunctionBuilder } from "../assembler/function-builder.ts";
import type { Float64Functions } from "./float64.ts";
import type { Vector } from "./lanes.ts";
import { Lanes, single, type Precision } from "./lanes.ts";

/** A function of one vector that the module has once, for code too long or too rare to be put in line. */
export type VectorFunction = Callable<{ readonly x: "v128" }, "v128">;

/** A function of two vectors that the module has once. */
export type VectorFunction2 = Callable<{ readonly x: "v128"; readonly y: "v128" }, "v128">;

/** A function of doubles. */
export type HostFunction = (x: number, y: number) => number;

const ofMath = (name: string): HostFunction | undefined =>
  (Math as unknown as Readonly<Record<string, HostFunction>>)[name];

/** The name of the module from which host functions are imported. */
export const hostModule = "math";

/** The out-of-line mathematical functions of one module, made when first used. */
export class MathLibrary {
  readonly module: ModuleBuilder;
  readonly fused: boolean;
  readonly float64: Float64Functions | null;
  /** What the module imports from {@link hostModule}: for float64 arrays, and for the rare arguments that the polynomials do not cover. */
  readonly imported: Record<string, HostFunction> = {};
  readonly #functions = new Map<string, VectorFunction | VectorFunction2>();

  /**
   * @param module - where the functions are defined.
   * @param fused - whether multiply-add instructions of relaxed SIMD may be emitted.
   * @param float64 - what functions of doubles need to know to be computed in vectors; null leaves them to the host.
   */
  constructor(module: ModuleBuilder, fused: boolean, float64: Float64Functions | null = null) {
    this.module = module;
    this.fused = fused;
    this.float64 = float64;
  }

  /** The arithmetic of one function body. */
  lanes(f: FunctionBuilder, precision: Precision = single): Lanes {
    return new Lanes(f, this, precision);
  }

  /** The module's function `name` of one vector; `body` is run the first time. */
  unary(name: string, body: (m: Lanes, x: Vector) => Vector, precision = single): VectorFunction {
    const known = this.#functions.get(name) as VectorFunction | undefined;
    if (known !== undefined) return known;
    const made = this.module.function(name, { x: "v128" }, "v128", (f, { x }) => {
      f.return(body(this.lanes(f, precision), x));
    });
    this.#functions.set(name, made);
    return made;
  }

  /** The module's function `name` of two vectors; `body` is run the first time. */
  binary(name: string, body: (m: Lanes, x: Vector, y: Vector) => Vector): VectorFunction2 {
    const known = this.#functions.get(name) as VectorFunction2 | undefined;
    if (known !== undefined) return known;
    const made = this.module.function(name, { x: "v128", y: "v128" }, "v128", (f, { x, y }) => {
      f.return(body(this.lanes(f), x, y));
    });
    this.#functions.set(name, made);
    return made;
  }

  /** The meaning of a function of one number in double precision, as a JavaScript function that the module imports. */
  host(name: UnaryName, form?: ScalarForm): Callable<{ readonly x: "f64" }, "f64"> {
    const evaluate = meaningOf(name, form === undefined ? {} : { form });
    this.#import(name, evaluate, (x) => evaluate(x, "float64"));
    return this.module.importFunction(hostModule, name, { x: "f64" }, "f64");
  }

  /** The same of a function of two numbers. */
  host2(name: BinaryName): Callable<{ readonly x: "f64"; readonly y: "f64" }, "f64"> {
    const { evaluate } = binaryFunctions[name];
    this.#import(name, evaluate, (x, y) => evaluate(x, y, "float64"));
    return this.module.importFunction(hostModule, name, { x: "f64", y: "f64" }, "f64");
  }

  #import(name: string, meaning: unknown, inDouble: HostFunction): void {
    const own = ofMath(name);
    this.imported[name] ??= own === meaning ? own! : inDouble;
  }

  /** Whether all that is imported are functions of `Math` of the same name, which every thread has. */
  get importsMathAlone(): boolean {
    return Object.entries(this.imported).every(([name, imported]) => imported === ofMath(name));
  }
}
