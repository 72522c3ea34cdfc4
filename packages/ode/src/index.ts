// Equations
export { AbstractTerm } from "./terms/term.ts";
export type { ControlOptions, Term } from "./terms/term.ts";
export { ODETerm } from "./terms/ode-term.ts";
export { ControlTerm, WeaklyDiagonalControlTerm } from "./terms/control-term.ts";
export type { ControlFunction } from "./terms/control-term.ts";
export { DiagonalLinearOperator } from "./terms/linear-operator.ts";
export type { LinearOperator } from "./terms/linear-operator.ts";
export { UnderdampedLangevinDiffusionTerm, UnderdampedLangevinDriftTerm } from "./terms/langevin.ts";
export { MultiTerm } from "./terms/multi-term.ts";
export type { VectorField, VectorFieldFunction, VectorFieldModule } from "./terms/vector-field.ts";
export type { HalfTerm, TermKind, TermStructure, TermStructures } from "./terms/term-structure.ts";
export { Path } from "./path.ts";

// Noise
export { BrownianPath } from "./paths/brownian-path.ts";
export type { BrownianOptions, BrownianShape } from "./paths/brownian-path.ts";
export { UnsafeBrownianPath } from "./paths/unsafe-brownian-path.ts";
export { VirtualBrownianTree } from "./paths/virtual-brownian-tree.ts";
export type { VirtualBrownianTreeOptions } from "./paths/virtual-brownian-tree.ts";
export { BrownianIncrement, SpaceTimeLevyArea, SpaceTimeTimeLevyArea } from "./terms/levy-area.ts";
export type { AreaOf, LevyArea } from "./terms/levy-area.ts";

// Solvers
export { AbstractSolver } from "./solver.ts";
export type { Solver, StepResult } from "./solver.ts";
export { ButcherTableau } from "./butcher-tableau.ts";
export type { Coefficient, TableauCoefficients } from "./butcher-tableau.ts";
export { ExplicitRungeKutta } from "./solvers/explicit-runge-kutta.ts";
export type { StepStages } from "./solvers/explicit-runge-kutta.ts";
export { Euler } from "./solvers/euler.ts";
export { Heun } from "./solvers/heun.ts";
export { Midpoint } from "./solvers/midpoint.ts";
export { Ralston } from "./solvers/ralston.ts";
export { Bosh3 } from "./solvers/bosh3.ts";
export { Tsit5 } from "./solvers/tsit5.ts";
export { Dopri5 } from "./solvers/dopri5.ts";
export { Dopri8 } from "./solvers/dopri8.ts";
export { ImplicitEuler } from "./solvers/implicit-euler.ts";
export type { ImplicitOptions } from "./solvers/implicit-solver.ts";
export { Kvaerno3 } from "./solvers/kvaerno3.ts";
export { Kvaerno4 } from "./solvers/kvaerno4.ts";
export { Kvaerno5 } from "./solvers/kvaerno5.ts";
export { KenCarp3 } from "./solvers/kencarp3.ts";
export { KenCarp4 } from "./solvers/kencarp4.ts";
export { KenCarp5 } from "./solvers/kencarp5.ts";
export { Sil3 } from "./solvers/sil3.ts";
export { SemiImplicitEuler } from "./solvers/semi-implicit-euler.ts";
export { LeapfrogMidpoint } from "./solvers/leapfrog-midpoint.ts";
export { ReversibleHeun } from "./solvers/reversible-heun.ts";
export { EulerHeun } from "./solvers/euler-heun.ts";
export { ItoMilstein, StratonovichMilstein } from "./solvers/milstein.ts";
export { StochasticButcherTableau } from "./stochastic-butcher-tableau.ts";
export type {
  AdditiveCoefficients,
  GeneralCoefficients,
  StochasticTableauCoefficients,
} from "./stochastic-butcher-tableau.ts";
export { StochasticRungeKutta } from "./solvers/stochastic-runge-kutta.ts";
export { SEA } from "./solvers/sea.ts";
export { SRA1 } from "./solvers/sra1.ts";
export { ShARK } from "./solvers/shark.ts";
export { GeneralShARK } from "./solvers/general-shark.ts";
export { SlowRK } from "./solvers/slow-rk.ts";
export { SPaRK } from "./solvers/spark.ts";
export { ALIGN } from "./solvers/align.ts";
export { ShOULD } from "./solvers/should.ts";
export { QUICSORT } from "./solvers/quicsort.ts";
export type { LangevinOptions } from "./solvers/langevin-solver.ts";
export { HalfSolver } from "./solvers/half-solver.ts";

// Steps
export type { Attempt, Start, StepSizeController, Verdict } from "./controllers/step-size-controller.ts";
export { AbstractStepSizeController } from "./controllers/step-size-controller.ts";
export { ConstantStepSize } from "./controllers/constant-step-size.ts";
export { StepTo } from "./controllers/step-to.ts";
export { PIDController } from "./controllers/pid-controller.ts";
export type { PIDControllerOptions } from "./controllers/pid-controller.ts";
export { ClipStepSizeController } from "./controllers/clip-step-size-controller.ts";
export type { ClipStepSizeControllerOptions } from "./controllers/clip-step-size-controller.ts";
export { adjointRmsSeminorm, maxNorm, rmsNorm } from "./norms.ts";
export type { Norm } from "./norms.ts";

// Roots and linear systems
export { Bisection } from "./root-finders/bisection.ts";
export type { BisectionOptions } from "./root-finders/bisection.ts";
export { Chord } from "./root-finders/chord.ts";
export { Newton } from "./root-finders/newton.ts";
export type { NewtonOptions } from "./root-finders/newton-chord.ts";
export { VeryChord } from "./root-finders/very-chord.ts";
export { rootFind } from "./root-finders/root-find.ts";
export type { RootFindOptions } from "./root-finders/root-find.ts";
export type { Found, RootFinder, Search, Tolerances } from "./root-finders/root-finder.ts";
export { LU, QR } from "./linear-solvers/direct.ts";
export { CG, GMRES } from "./linear-solvers/iterative.ts";
export type { LinearMap, LinearSolution, LinearSolver } from "./linear-solvers/linear-solver.ts";

// Events
export { Event } from "./events/event.ts";
export type { EventCondition, EventContext, EventDirection, EventOptions } from "./events/event.ts";
export { steadyStateEvent } from "./events/steady-state-event.ts";
export type { SteadyStateOptions } from "./events/steady-state-event.ts";

// Progress
export { NoProgressMeter, TextProgressMeter, TqdmProgressMeter } from "./progress/progress-meter.ts";
export type {
  ProgressBar,
  ProgressMeter,
  TextProgressMeterOptions,
  TqdmProgressMeterOptions,
} from "./progress/progress-meter.ts";

// Derivatives
export type { Adjoint } from "./adjoints/adjoint.ts";
export { BacksolveAdjoint } from "./adjoints/backsolve.ts";
export type { BacksolveAdjointOptions } from "./adjoints/backsolve.ts";
export { DirectAdjoint } from "./adjoints/direct.ts";
export { ForwardMode } from "./adjoints/forward-mode.ts";
export { ImplicitAdjoint } from "./adjoints/implicit.ts";
export { RecursiveCheckpointAdjoint } from "./adjoints/recursive-checkpoint.ts";
export type { RecursiveCheckpointAdjointOptions } from "./adjoints/recursive-checkpoint.ts";

// Solutions
export { SaveAt, SubSaveAt } from "./saving/save-at.ts";
export type { SaveAtOptions, SavedBy, SaveFunction, SubSaveAtOptions, TimesOf } from "./saving/save-at.ts";
export {
  FourthOrderPolynomialInterpolation,
  LocalLinearInterpolation,
  ThirdOrderHermitePolynomialInterpolation,
} from "./interpolation/local.ts";
export type { StepEnds } from "./interpolation/local.ts";
export { CubicInterpolation, LinearInterpolation } from "./interpolation/global.ts";
export type { CubicPieces, LinearPoints } from "./interpolation/global.ts";
export {
  backwardHermiteCoefficients,
  linearInterpolation,
  rectilinearInterpolation,
} from "./interpolation/missing-values.ts";
export type { HermiteOptions, MissingValuesOptions } from "./interpolation/missing-values.ts";
export { DenseInterpolation } from "./interpolation/dense.ts";
export { isEvent, isOkay, isSuccessful, resultMessage, RESULTS } from "./result.ts";
export type { ResultName } from "./result.ts";
export { Solution } from "./solution.ts";
export type { Statistics } from "./solution.ts";
export { diffeqsolve } from "./diffeqsolve.ts";
export type { ControllerFor, DiffeqsolveOptions } from "./diffeqsolve.ts";
