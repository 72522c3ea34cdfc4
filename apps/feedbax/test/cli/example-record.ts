import { array } from "@proj/array";
import { plotProfiles } from "@proj/feedbax";
import type { Path, Reach, RunRecord } from "../../cli/report/run-record.ts";

/** A minimum-jerk reach (T. Flash and N. Hogan, 1985): what a trained model's reaches look like. */
function minimumJerk(angle: number, steps: number, dt: number): Reach {
  const duration = 0.35 * (steps - 1) * dt;
  const along = (scalar: number): readonly [number, number] => [scalar * Math.cos(angle), scalar * Math.sin(angle)];
  const path = (f: (t: number) => number): Path =>
    Array.from({ length: steps }, (_, step) => along(f(Math.min((step * dt) / duration, 1))));
  const velocity = path((t) => (0.5 / duration) * 30 * t * t * (1 - t) ** 2);
  const force = path((t) => (0.5 / duration ** 2) * 60 * t * (1 - t) * (1 - 2 * t));
  return {
    label: `${Math.round((angle * 180) / Math.PI)}°`,
    start: [0, 0],
    goal: along(0.5),
    position: path((t) => 0.5 * t ** 3 * (10 - 15 * t + 6 * t * t)),
    velocity,
    command: force,
    force: force.map(([x, y], step) => [x + 0.01 * Math.sin(step), y]),
    hidden: Array.from({ length: steps }, (_, step) =>
      Array.from({ length: 50 }, (_, unit) => Math.sin(angle + unit) * Math.tanh(Math.exp(-step / 20 - unit / 40) * 3)),
    ),
  };
}

const accuracy = {
  endPointError: { mean: 0.0123, deviation: 0.0045 },
  peakSpeed: { mean: 0.61, deviation: 0.02 },
};

/** A run that never was, for tests of what a report makes of one. */
export function exampleRecord(replicates = 1, iterations = 400): RunRecord {
  const decay = (scale: number, floor: number) =>
    Array.from({ length: iterations }, (_, index) =>
      Array.from({ length: replicates }, (_, replicate) => scale / (1 + index) ** (1.5 + 0.1 * replicate) + floor),
    );
  const terms = {
    effectorPosition: decay(30, 2e-3),
    effectorFinalVelocity: decay(0.2, 4e-4),
    nnOutput: decay(1e-5, 2e-4),
    nnHidden: decay(1e-3, 1e-3),
  };
  const total = decay(0, 0).map((values, index) =>
    values.map((_, replicate) => Object.values(terms).reduce((sum, term) => sum + (term[index]?.[replicate] ?? 0), 0)),
  );
  const logged = [1, 41, 81, 121, 161, 201, 241, 281, 321, 361, 400].filter((iteration) => iteration <= iterations);
  return {
    title: "Reaching with a point mass",
    summary: "A network of 50 recurrent units learned to move a mass of 1 kg to targets.",
    highlights: [
      { label: "Training loss", value: "3.9e-3", note: "last iteration" },
      { label: "Validation loss", value: "2.4e-3", note: "mean over 32 keys" },
      { label: "Iterations", value: "400", note: "of 250 trials" },
      { label: "Speed", value: "20.1 it/s", note: "20 s in all" },
    ],
    losses: {
      terms,
      total,
      validation: {
        iterations: logged,
        total: logged.map((iteration) => (total[iteration - 1] ?? []).map((value) => 0.4 * value)),
      },
    },
    replicates: Array.from({ length: replicates }, (_, replicate) => {
      const reaches = Array.from({ length: 7 }, (_, k) => minimumJerk((2 * Math.PI * k) / 7, 100 - replicate, 0.05));
      return { dt: 0.05, command: { label: "Force", unit: "N", parts: ["x", "y"] }, reaches };
    }),
    figures: [
      {
        name: "speed-profiles",
        title: "Speed profiles",
        caption: "Speed over time.",
        place: "low",
        figure: plotProfiles(array([[0, 1, 0]]), { dt: 0.05, title: "Speed (m/s)" }),
      },
    ],
    accuracy: {
      repetitions: 32,
      reaches: [{ label: "0°", ...accuracy }],
      all: accuracy,
    },
    parameters: [
      { label: "hidden size", value: "50", unit: "units" },
      { label: "learning rate", value: "0.01", unit: "" },
    ],
    finalLosses: Object.entries(terms).map(([term, values]) => ({
      term,
      training: values.at(-1)?.[0] ?? NaN,
      validation: 0.4 * (values.at(-1)?.[0] ?? NaN),
    })),
    origin: [{ label: "device", value: "wasm on cpu", unit: "" }],
    command: "npx -y pnpm@12.21.0 demo --seed 0",
  };
}
