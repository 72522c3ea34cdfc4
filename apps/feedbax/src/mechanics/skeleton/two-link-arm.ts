import { arccos, arctan2, array, cos, sin, sqrt, stack, UsageError, zeros, zerosLike, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { listOption, numberOption, readOptions, type OptionReader, type OptionReaders } from "@proj/tree/core";
import type { StateBounds } from "../../state/bounds.ts";
import { CartesianState } from "../../state/cartesian-state.ts";
import type { Skeleton } from "./skeleton.ts";

interface TwoLinkArmStateFields<Leaf> {
  /** Shoulder and elbow, in rad; the elbow's is counted from the direction of the upper arm. */
  readonly angle: Leaf;
  /** Their velocities, in rad/s. */
  readonly dAngle: Leaf;
  /** What turns the joints besides the command, in N m; null for nothing. */
  readonly torque: Leaf | null;
}

/**
 * The configuration of a {@link TwoLinkArm}, each [..., 2]: shoulder, then elbow.
 *
 * @example
 * import { array } from "@proj/array";
 * import { TwoLinkArmState } from "@proj/feedbax";
 * TwoLinkArmState.init({ angle: array([0.5, 1]) }).dAngle.toList(); // → [0, 0]
 */
export class TwoLinkArmState<Leaf = NDArray> extends Module<TwoLinkArmStateFields<Leaf>> {
  /** At rest, stretched along x, but for what is given. */
  static init({
    angle = zeros([2]),
    dAngle = zeros([2]),
    torque = zeros([2]),
  }: Partial<TwoLinkArmStateFields<NDArray>> = {}): TwoLinkArmState {
    return new TwoLinkArmState<NDArray>({ angle, dAngle, torque });
  }
}

/** A point of the plane. */
type Planar = readonly [x: number, y: number];

/** A number for the upper arm and one for the forearm. */
export type PerLink = readonly [upper: number, fore: number];

interface TwoLinkArmFields {
  /** Lengths in m. */
  readonly l: PerLink;
  /** Masses in kg. */
  readonly m: PerLink;
  /** Moments of inertia about the centres of mass, in kg m². */
  readonly I: PerLink;
  /** From the joint to the centre of mass, in m. */
  readonly s: PerLink;
  /** Friction of the joints, torque per velocity, in kg m²/s. */
  readonly B: readonly [PerLink, PerLink];
}

function pairOption<T>(element: OptionReader<T>): OptionReader<readonly [T, T]> {
  const list = listOption(element);
  return (value, place) => {
    const pair = list(value, place);
    if (pair.length === 2) return [pair[0]!, pair[1]!];
    throw new UsageError({
      operation: place.operation,
      received: `${place.name} with ${pair.length} elements`,
      expected: "two: for the upper arm and for the forearm",
      remedy: `give ${place.name} as a list of two`,
    });
  };
}

const perLink = pairOption(numberOption);
const readers: OptionReaders<Partial<TwoLinkArmFields>> = {
  l: perLink,
  m: perLink,
  I: perLink,
  s: perLink,
  B: pairOption(perLink),
};

const degree = Math.PI / 180;

/**
 * An arm in the plane with a shoulder and an elbow, which torques turn: M(q) q̈ = torque − c(q, q̇) − B q̇.
 *
 * Angles stay within 0 and 140° at the shoulder, 160° at the elbow, where a plant clips its states.
 *
 * @example
 * import { array } from "@proj/array";
 * import { TwoLinkArm, TwoLinkArmState } from "@proj/feedbax";
 * const arm = TwoLinkArm.init();
 * const { pos } = arm.effector(TwoLinkArmState.init({ angle: array([Math.PI / 2, 0]) }));
 * pos.toList(); // ≈ [0, 0.63]
 */
export class TwoLinkArm extends Module<TwoLinkArmFields> implements Skeleton<TwoLinkArmState> {
  /**
   * @param options - lengths `l` (default 0.3 and 0.33 m), masses `m` (1.4 and 1 kg), moments of inertia `I` (0.025 and
   *   0.045 kg m²), distances `s` from joints to centres of mass (0.11 and 0.16 m), friction `B` ([[0.05, 0.025], [0.025, 0.05]]).
   * @throws UsageError when one of them is no pair of numbers.
   */
  static init(options?: Partial<TwoLinkArmFields>): TwoLinkArm {
    const {
      l = [0.3, 0.33],
      m = [1.4, 1],
      I = [0.025, 0.045],
      s = [0.11, 0.16],
      B = [
        [0.05, 0.025],
        [0.025, 0.05],
      ],
    } = readOptions("TwoLinkArm.init", options, readers);
    return new TwoLinkArm({ l, m, I, s, B });
  }

  get inputSize(): number {
    return 2;
  }

  /**
   * Whether the arm reaches all corners of a workspace, as far as the lengths of its links go.
   *
   * @param workspace - its lower left and its upper right corner, in m.
   */
  workspaceTest([low, high]: readonly [low: Planar, high: Planar]): boolean {
    const corners = [low, high, [low[0], high[1]], [high[0], low[1]]] as const;
    return corners.every(([x, y]) => Math.hypot(x, y) <= this.l[0] + this.l[1]);
  }

  get bounds(): StateBounds {
    const limits = (angle: PerLink) =>
      new TwoLinkArmState<NDArray | null>({ angle: array(angle), dAngle: null, torque: null });
    return { low: limits([0, 0]), high: limits([140 * degree, 160 * degree]) };
  }

  vectorField(_t: NDArray, { angle, dAngle, torque }: TwoLinkArmState, input: NDArray): TwoLinkArmState {
    const { l, m, I, s, B } = this;
    const [a1, a2, a3] = [I[0] + I[1] + m[1] * l[0] ** 2, m[1] * l[0] * s[1], I[1]];
    const [, elbow] = parts(angle);
    const [v1, v2] = parts(dAngle);
    const [t1, t2] = parts(torque === null ? input : input.add(torque));
    const coupling = cos(elbow).mul(a2);
    const [m11, m12] = [coupling.mul(2).add(a1), coupling.add(a3)];
    const swing = sin(elbow).mul(a2);
    // The torques that are left when those of the motion itself and of friction are taken away.
    const n1 = t1.add(swing.mul(v2.mul(v1.mul(2).add(v2)))).sub(v1.mul(B[0][0]).add(v2.mul(B[0][1])));
    const n2 = t2.sub(swing.mul(v1.mul(v1))).sub(v1.mul(B[1][0]).add(v2.mul(B[1][1])));
    const determinant = m11.mul(a3).sub(m12.mul(m12));
    return new TwoLinkArmState<NDArray>({
      angle: dAngle,
      dAngle: pair(n1.mul(a3).sub(m12.mul(n2)).div(determinant), m11.mul(n2).sub(m12.mul(n1)).div(determinant)),
      torque: torque === null ? null : zerosLike(torque),
    });
  }

  init(_key: NDArray): TwoLinkArmState {
    return TwoLinkArmState.init();
  }

  effector(state: TwoLinkArmState): CartesianState {
    const { pos, vel } = this.forwardKinematics(state)[1];
    return new CartesianState({ pos, vel, force: zerosLike(pos) });
  }

  /** Where the elbow and the hand are, and how they move; no force acts on them. */
  forwardKinematics({ angle, dAngle }: TwoLinkArmState): readonly [elbow: CartesianState, hand: CartesianState] {
    const { elbow, hand } = this.#segments(angle);
    const [v1, v2] = parts(dAngle);
    const both = v1.add(v2);
    // A segment moves at right angles to itself.
    const elbowVel = pair(elbow.y.neg().mul(v1), elbow.x.mul(v1));
    const handVel = pair(hand.y.neg().mul(both), hand.x.mul(both)).add(elbowVel);
    const elbowPos = pair(elbow.x, elbow.y);
    const at = (pos: NDArray, vel: NDArray) => new CartesianState({ pos, vel, force: zerosLike(pos) });
    return [at(elbowPos, elbowVel), at(elbowPos.add(pair(hand.x, hand.y)), handVel)];
  }

  /** The configuration with the elbow to the right of the line from shoulder to hand; NaN for points out of reach. */
  inverseKinematics({ pos, vel, force }: CartesianState): TwoLinkArmState {
    const [l1, l2] = this.l;
    const [x, y] = parts(pos);
    const squared = x.mul(x).add(y.mul(y));
    const inside = arccos(squared.add(l1 ** 2 - l2 ** 2).div(sqrt(squared).mul(2 * l1)));
    const bent = arccos(
      squared
        .neg()
        .add(l1 ** 2 + l2 ** 2)
        .div(2 * l1 * l2),
    );
    const angle = pair(arctan2(y, x).sub(inside), bent.neg().add(Math.PI));
    const [[j11, j12], [j21, j22]] = this.#jacobian(angle);
    const determinant = j11.mul(j22).sub(j12.mul(j21));
    const [vx, vy] = parts(vel);
    return new TwoLinkArmState<NDArray>({
      angle,
      dAngle: pair(j22.mul(vx).sub(j12.mul(vy)).div(determinant), j11.mul(vy).sub(j21.mul(vx)).div(determinant)),
      torque: force === null ? null : this.#torqueOf(force, angle),
    });
  }

  /** The velocity of the hand by those of the joints, [2, 2]. */
  effectorJacobian(angle: NDArray): NDArray {
    return stack(
      this.#jacobian(angle).map((row) => stack(row, -1)),
      -2,
    );
  }

  updateStateGivenEffectorForce(force: NDArray | null, { angle, dAngle }: TwoLinkArmState): TwoLinkArmState {
    const torque = force === null ? null : this.#torqueOf(force, angle);
    return new TwoLinkArmState<NDArray>({ angle, dAngle, torque });
  }

  /** The torques of a force at the hand: Jᵀ F. */
  #torqueOf(force: NDArray, angle: NDArray): NDArray {
    const [[j11, j12], [j21, j22]] = this.#jacobian(angle);
    const [fx, fy] = parts(force);
    return pair(j11.mul(fx).add(j21.mul(fy)), j12.mul(fx).add(j22.mul(fy)));
  }

  #jacobian(angle: NDArray): readonly [readonly [NDArray, NDArray], readonly [NDArray, NDArray]] {
    const { elbow, hand } = this.#segments(angle);
    return [
      [elbow.y.add(hand.y).neg(), hand.y.neg()],
      [elbow.x.add(hand.x), hand.x],
    ];
  }

  /** From shoulder to elbow, and from elbow to hand. */
  #segments(angle: NDArray): Readonly<Record<"elbow" | "hand", { readonly x: NDArray; readonly y: NDArray }>> {
    const [shoulder, elbow] = parts(angle);
    const segment = (length: number, direction: NDArray) => ({
      x: cos(direction).mul(length),
      y: sin(direction).mul(length),
    });
    return { elbow: segment(this.l[0], shoulder), hand: segment(this.l[1], shoulder.add(elbow)) };
  }
}

function parts(x: NDArray): readonly [NDArray, NDArray] {
  return [x.get("...", 0), x.get("...", 1)];
}

function pair(first: NDArray, second: NDArray): NDArray {
  return stack([first, second], -1);
}
