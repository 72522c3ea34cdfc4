import type { Device } from "@proj/array";
import { init } from "@proj/feedbax";
import { init as initXla } from "@proj/xla";
import type { TrainingDevice } from "../command-line/command-line.ts";

/** Opens what the command line names; XLA and virtual devices may be several. */
export const openDevice = (name: TrainingDevice, devices = 1): Promise<Device> =>
  name === "xla" ? initXla({ devices }) : init(name, { devices });
