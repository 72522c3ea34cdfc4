import { integerOption, objectOption, readOptions, type OptionReaders } from "@proj/array/core";
import type { RootFinder, Tolerances } from "../root-finders/root-finder.ts";
import { AbstractSolver, type Solver } from "../solver.ts";
import type { TermKind } from "../terms/term-structure.ts";

/** Options of implicit solvers. */
export interface ImplicitOptions {
  /** How the equations of a step are solved; without tolerances of its own it takes those of the controller. */
  readonly rootFinder?: RootFinder;
  /** The most steps of the root finder, after which the step is rejected. Default 10. */
  readonly rootFindMaxSteps?: number;
}

const readers: OptionReaders<ImplicitOptions> = {
  rootFinder: objectOption<RootFinder>("a root finder, such as new VeryChord()", "find", "linearise"),
  rootFindMaxSteps: integerOption(1),
};

/** What implicit solvers have in common: they solve equations in each step, to the tolerances of the controller. */
export abstract class ImplicitSolver<Kind extends TermKind, State, Dense> extends AbstractSolver<
  Kind,
  true,
  State,
  Dense
> {
  readonly rootFinder: RootFinder;
  readonly rootFindMaxSteps: number;

  constructor(options: ImplicitOptions | undefined, usual: () => RootFinder) {
    super();
    const { rootFinder = usual(), rootFindMaxSteps = 10 } = readOptions(new.target.name, options, readers);
    this.rootFinder = rootFinder;
    this.rootFindMaxSteps = rootFindMaxSteps;
  }

  get estimatesError(): true {
    return true;
  }

  override withTolerances(tolerances: Tolerances | null): Solver<Kind, true, State, Dense> {
    const { rootFinder, rootFindMaxSteps } = this;
    if (tolerances === null || !rootFinder.needsTolerances) return this;
    const options = { rootFinder: rootFinder.withTolerances(tolerances), rootFindMaxSteps };
    return new (this.constructor as new (options: ImplicitOptions) => ImplicitSolver<Kind, State, Dense>)(options);
  }
}
