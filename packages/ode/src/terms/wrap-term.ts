import { where, type NDArray } from "@proj/array";
import { scaled } from "../trees.ts";
import { SpaceTimeLevyArea, SpaceTimeTimeLevyArea } from "./levy-area.ts";
import { AbstractTerm, type ControlOptions, type Term } from "./term.ts";
import { MultiTerm } from "./multi-term.ts";

/** Which way an integration goes in the user's time: 1 or -1, known or not. */
export type Direction = 1 | -1 | NDArray;

/** A time of the integration, which always runs forwards, in the time of the user, and the other way round. */
export function turned(t: NDArray, direction: Direction): NDArray {
  if (direction === 1) return t;
  return direction === -1 ? t.neg() : t.mul(direction.astype(t.dtype));
}

/** The control of an interval that is run through from its end: W and K change their sign there, the area H does not. */
function fromItsEnd<Control>(control: Control, direction: Direction): Control {
  const opposite = scaled(control, direction);
  if (!(control instanceof SpaceTimeLevyArea && opposite instanceof SpaceTimeLevyArea)) return opposite;
  const area: { readonly dt: unknown; readonly W: unknown; readonly H: unknown } = {
    dt: opposite.dt,
    W: opposite.W,
    H: control.H,
  };
  const turnedRound =
    opposite instanceof SpaceTimeTimeLevyArea
      ? new SpaceTimeTimeLevyArea({ ...area, K: opposite.K as unknown })
      : new SpaceTimeLevyArea(area);
  return turnedRound as Control;
}

/** A term of the user, seen in the time of the integration. */
export class WrapTerm<Y, Args, VF, Control> extends AbstractTerm<Y, Args, VF, Control> {
  readonly term: Term<Y, Args, VF, Control>;
  readonly direction: Direction;

  constructor(term: Term<Y, Args, VF, Control>, direction: Direction) {
    super();
    this.term = term;
    this.direction = direction;
  }

  vf(t: NDArray, y: Y, args: Args): VF {
    return this.term.vf(turned(t, this.direction), y, args);
  }

  contr(t0: NDArray, t1: NDArray, options?: ControlOptions): Control {
    const { direction, term } = this;
    if (direction === 1) return term.contr(t0, t1, options);
    const [from, to] =
      direction === -1
        ? [t1.neg(), t0.neg()]
        : [where(direction.gt(0), t0, t1.neg()), where(direction.gt(0), t1, t0.neg())];
    return fromItsEnd(term.contr(from, to, options), direction);
  }

  prod(vf: VF, control: Control): Y {
    return this.term.prod(vf, control);
  }

  override vfProd(t: NDArray, y: Y, args: Args, control: Control): Y {
    return this.term.vfProd(turned(t, this.direction), y, args, control);
  }

  override isVfExpensive(t0: NDArray, t1: NDArray, y: Y, args: Args): boolean {
    return this.term.isVfExpensive(t0, t1, y, args);
  }
}

/** All terms of a structure, seen in the time of the integration. */
export function wrapTerms(terms: unknown, direction: Direction): unknown {
  if (Array.isArray(terms)) return terms.map((term: unknown) => wrapTerms(term, direction));
  if (terms instanceof MultiTerm) {
    const parts = terms.terms as readonly Term<unknown, unknown>[];
    return new MultiTerm(...parts.map((term) => wrapTerms(term, direction) as Term<unknown, unknown>));
  }
  return new WrapTerm(terms as Term<unknown, unknown>, direction);
}
