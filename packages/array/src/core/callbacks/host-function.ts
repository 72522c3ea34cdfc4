import { UsageError } from "@proj/tree/core";
import type { Dual, Tangent } from "../../differentiation/rules.ts";
import type { ConcreteArray } from "../../ndarray/concrete-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import type { HostArray } from "../evaluate/host-array.ts";
import { callOfCarriers, callOfParts } from "./forms.ts";
import { callOnHost } from "./host-call.ts";
import type { Jaxpr } from "../jaxpr/jaxpr.ts";
import type { CallbackParams } from "../primitives.ts";
import { withTokens } from "./tokens.ts";
import { bind } from "../trace.ts";
import { Turn } from "../turn.ts";
import type { AbstractArray } from "../types/abstract-array.ts";
import { dtypes, type DType, type TypedArray } from "../types/dtype.ts";
import type { Shape } from "../types/shape.ts";

/** From values on the host, which are given away, to values of the types that are promised. */
export type HostCall = (operands: readonly HostArray[], results: readonly AbstractArray[]) => readonly HostArray[];

/** An array of a program, whole and in row-major order. */
interface ProgramValue<Id> {
  readonly buffer: Id;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Where a program calls a function of the host. */
interface ProgramCall<Id> {
  readonly operands: readonly ProgramValue<Id>[];
  readonly results: readonly ProgramValue<Id>[];
  /** Whether the first operand and the first result stand for the order of effects alone, and the function knows nothing of them. */
  readonly hasToken: boolean;
}

/**
 * A function outside of programs. Two of them are the same only if they are one object, which is how programs that differ in them
 * are told apart.
 *
 * What only callbacks need are methods here, so that whoever has no callback does not carry it.
 */
export class HostFunction {
  /** Of the function that the user called, for messages and printed programs. */
  readonly name: string;
  readonly call: HostCall;
  /** Whether the first operand says that all is well, so that there is nothing to do. */
  readonly isCheck: boolean = false;

  constructor(name: string, call: HostCall) {
    this.name = name;
    this.call = call;
  }

  /** The same function for operands and results in another form. */
  with(call: HostCall): HostFunction {
    return new HostFunction(this.name, call);
  }

  /** The same function for the parts of the complex numbers among operands of these types and results. */
  ofParts(params: CallbackParams, operands: readonly AbstractArray[]): HostFunction {
    return this.with(callOfParts(params, operands));
  }

  /** The same function for numbers of wider dtypes that hold those of operands of these dtypes and of results. */
  ofCarriers(params: CallbackParams, operands: readonly DType[]): HostFunction {
    return this.with(callOfCarriers(params, operands));
  }

  /**
   * Calls it for a program: on what lies in buffers, and what it gives is put into buffers.
   *
   * @param bufferOf - a buffer's elements. It is asked again after the call, in which other programs may have run and memory grown.
   */
  callIn<Id>({ hasToken, operands, results }: ProgramCall<Id>, bufferOf: (id: Id) => TypedArray): void {
    const first = hasToken ? 1 : 0;
    const values = operands.slice(first).map(({ buffer, shape, dtype }) => {
      const data = dtypes[dtype].allocate(bufferOf(buffer).length);
      data.set(bufferOf(buffer));
      return { shape, dtype, data };
    });
    const places = results.slice(first);
    const types = places.map(({ shape, dtype }) => ({ shape, dtype, weakType: false }));
    this.call(values, types).forEach(({ data }, k) => {
      bufferOf(places[k]!.buffer).set(data);
    });
  }

  /** Calls it on arrays wherever they are. */
  callOn(arrays: readonly ConcreteArray[], params: CallbackParams): readonly HostArray[] {
    return callOnHost(arrays, params);
  }

  /** A program with effects in which their order is data. */
  inOrder(jaxpr: Jaxpr): Jaxpr {
    return withTokens(jaxpr);
  }

  /** The turn of a program that calls it when values of a device are there. */
  takeTurn(requires: readonly Turn[]): Turn {
    return new Turn(requires);
  }

  /** Results without tangents: what only shows values has no results, and of those of others nobody knows the derivative. */
  jvp(primals: readonly NDArray[], tangents: readonly Tangent[], params: CallbackParams): Dual {
    if (params.effect === "debug" || tangents.every((t) => t === null)) {
      return [bind("callback", primals, params), params.results.map(() => null)];
    }
    throw new UsageError({
      operation: this.name,
      received: "a tangent: the callback is being differentiated",
      expected: "operands that do not depend on what is differentiated by",
      remedy: "give it a derivative with customJvp or customVjp, or wrap its operands in stopGradient",
    });
  }

  toString(): string {
    return this.name;
  }
}
