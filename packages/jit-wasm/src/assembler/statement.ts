import type { Expression, Global, Local } from "./expression.ts";

/** The target of a branch: the end of a block, the start of a loop. */
export class Label {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** What a function body consists of, in order. Expressions are evaluated where the statement stands. */
export type Statement =
  | { readonly kind: "set"; readonly target: Local; readonly value: Expression }
  | { readonly kind: "setGlobal"; readonly target: Global; readonly value: Expression }
  /** An instruction for its effect; a value that it leaves is dropped. */
  | { readonly kind: "run"; readonly value: Expression }
  | { readonly kind: "block" | "loop"; readonly label: Label; readonly body: readonly Statement[] }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: "branch"; readonly label: Label; readonly condition: Expression | null }
  | { readonly kind: "return"; readonly value: Expression | null };
