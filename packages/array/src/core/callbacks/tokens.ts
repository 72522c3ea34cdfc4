import { UsageError } from "@proj/tree/core";
import { hasEffects, isEffectful } from "../effects.ts";
import { isInFamily, type CallbackName, type ControlFlowName } from "../families.ts";
import { inputTypes, Literal, makeEquation, Variable, type Atom, type Equation, type Jaxpr } from "../jaxpr/jaxpr.ts";
import type { AbstractArray } from "../types/abstract-array.ts";

/*
 * The order of effects, as data. A token goes through the program: each callback with an effect takes it and gives it on, loops
 * carry it, branches hand it through. So no pass has to know of effects: what reads the token cannot be dropped, merged, moved or
 * reordered.
 */

const token: AbstractArray = { shape: [], dtype: "int32", weakType: false };

/** The equations written so far, what variables of the old program are in it, and where the token is. */
class Threading {
  readonly equations: Equation[] = [];
  readonly #atoms = new Map<Variable, Atom>();
  token: Atom;

  constructor(token: Atom) {
    this.token = token;
  }

  define(variable: Variable, atom: Atom): void {
    this.#atoms.set(variable, atom);
  }

  read(atom: Atom): Atom {
    return atom instanceof Literal ? atom : this.#atoms.get(atom)!;
  }

  /** Writes a Jaxpr whose binders are defined; calls in it are written out, as they are later anyway. */
  write(jaxpr: Jaxpr): void {
    for (const equation of jaxpr.equations) {
      const inputs = equation.inputs.map((input) => this.read(input));
      if (!isEffectful(equation))
        this.#emit(makeEquation(equation.primitive, inputs, equation.params, equation.outputs), equation.outputs);
      else if (isInFamily(equation, "calls") && equation.primitive !== "customLinear") {
        const inner = equation.params.jaxpr;
        inner.binders.forEach((binder, k) => {
          this.define(binder, inputs[k]!);
        });
        this.write(inner);
        equation.outputs.forEach((output, k) => {
          this.define(output, this.read(inner.outputs[k]!));
        });
      } else if (isInFamily(equation, "controlFlow") || isInFamily(equation, "callbacks")) {
        this.#emit(this.#withToken(equation, inputs), equation.outputs);
      } else throw new Error(`effects of ${equation.primitive} have no order; this is a defect, please report it`);
    }
  }

  #emit(equation: Equation, old: readonly Variable[]): void {
    const results = old.map(({ aval }) => new Variable(aval));
    old.forEach((variable, k) => {
      this.define(variable, results[k]!);
    });
    const first = equation.outputs.length > old.length ? [new Variable(token)] : [];
    if (first[0] !== undefined) this.token = first[0];
    this.equations.push({ ...equation, outputs: [...first, ...results] });
  }

  /** An equation with effects that takes the token and gives it on, as its first result. */
  #withToken(equation: Equation<ControlFlowName | CallbackName>, inputs: readonly Atom[]): Equation {
    const outputs = [new Variable(token), ...equation.outputs];
    switch (equation.primitive) {
      case "callback": {
        const params = { ...equation.params, hasToken: true, results: [token, ...equation.params.results] };
        return makeEquation("callback", [this.token, ...inputs], params, outputs);
      }
      case "scan": {
        const { jaxpr, numConsts, numCarry } = equation.params;
        const params = { ...equation.params, jaxpr: threaded(jaxpr, numConsts), numCarry: numCarry + 1 };
        return makeEquation("scan", inputs.toSpliced(numConsts, 0, this.token), params, outputs);
      }
      case "while": {
        const { condition, numConditionConsts, body, numBodyConsts } = equation.params;
        if (hasEffects(condition)) throw effectInCondition();
        const binders = condition.binders.toSpliced(numConditionConsts, 0, new Variable(token));
        const params = {
          ...equation.params,
          condition: { ...condition, binders },
          body: threaded(body, numBodyConsts),
        };
        return makeEquation(
          "while",
          inputs.toSpliced(numConditionConsts + numBodyConsts, 0, this.token),
          params,
          outputs,
        );
      }
      case "cond": {
        const branches = equation.params.branches.map((branch) => threaded(branch, 0));
        return makeEquation("cond", inputs.toSpliced(1, 0, this.token), { ...equation.params, branches }, outputs);
      }
    }
  }
}

function effectInCondition(): UsageError {
  return new UsageError({
    operation: "whileLoop",
    received: "a callback with an effect in the condition of a compiled loop",
    expected: "a condition that only computes",
    remedy: "move debug.print, debug.callback or ioCallback into the body of the loop",
  });
}

/** A Jaxpr that takes the token at a place among its arguments, and gives it first. */
function threaded(jaxpr: Jaxpr, place: number): Jaxpr {
  const first = new Variable(token);
  const threading = new Threading(first);
  const binders = inputTypes(jaxpr).map((aval) => new Variable(aval));
  jaxpr.binders.forEach((binder, k) => {
    threading.define(binder, binders[k]!);
  });
  threading.write(jaxpr);
  const outputs = jaxpr.outputs.map((output) => threading.read(output));
  return {
    binders: binders.toSpliced(place, 0, first),
    equations: threading.equations,
    outputs: [threading.token, ...outputs],
  };
}

/**
 * A program in which the order of effects is data: after its results it gives a token.
 *
 * @param jaxpr - with effects.
 */
export function withTokens(jaxpr: Jaxpr): Jaxpr {
  const threading = new Threading(new Literal(0, token));
  for (const binder of jaxpr.binders) threading.define(binder, binder);
  threading.write(jaxpr);
  const outputs = jaxpr.outputs.map((output) => threading.read(output));
  return { binders: jaxpr.binders, equations: threading.equations, outputs: [...outputs, threading.token] };
}
