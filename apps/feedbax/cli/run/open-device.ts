import { UsageError, type Device } from "@proj/array";
import { init } from "@proj/feedbax";
import { init as initXla } from "@proj/xla";
import type { TrainingDevice } from "../command-line/command-line.ts";
import type { ProcessOfRun } from "../command-line/processes.ts";

/**
 * Opens what the command line names; XLA and virtual devices may be several, which are those of all processes of the run.
 *
 * @throws UsageError where processes cannot have equally many of them.
 */
export async function openDevice(name: TrainingDevice, devices = 1, run: ProcessOfRun | null = null): Promise<Device> {
  if (name !== "xla") return init(name, { devices });
  if (run === null) return initXla({ devices });
  if (devices % run.processes === 0) return initXla({ devices: devices / run.processes, ...run });
  throw new UsageError({
    operation: "--mesh",
    received: `${devices} devices for ${run.processes} processes`,
    expected: "equally many for each process",
    remedy: `write a --mesh of a number of devices that ${run.processes} divides, such as data=${4 * run.processes}`,
  });
}
