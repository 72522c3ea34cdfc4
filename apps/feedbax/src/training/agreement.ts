import { array } from "@proj/array";
import { makeArrayFromProcessLocalData, NamedSharding, P, type Mesh } from "@proj/array/sharding";

/*
 * Processes that train together stop together, and keep checkpoints together: what one of them computes alone waits for the others for
 * ever.
 */

/** Whether devices of a mesh belong to other processes. */
export const isShared = (mesh: Mesh | null): boolean =>
  mesh !== null && !new NamedSharding(mesh, P()).isFullyAddressable;

/** The largest of the numbers that the processes of a mesh have, as a float32. All of them ask at the same time. */
export async function largestOf(mesh: Mesh, number: number): Promise<number> {
  const sharding = new NamedSharding(mesh, P(mesh.axisNames));
  // Values of the host: what is computed lies on the default device.
  const own = array(
    sharding.addressableDevices.map(() => number),
    "float32",
  );
  const [answer] = await makeArrayFromProcessLocalData(sharding, own).max().data();
  return Number(answer);
}

/** Whether any of the processes that share a mesh wishes it. All of them ask at the same time. */
export const anyWishes = async (mesh: Mesh, wish: boolean): Promise<boolean> =>
  (await largestOf(mesh, wish ? 1 : 0)) > 0;

/** Tells when the next checkpoint by the clock is due. */
export interface CheckpointClock {
  /** Whether it is due behind a batch; asked behind batches of which no checkpoint is kept anyway. */
  readonly isDue: (batch: number) => boolean | Promise<boolean>;
  /** Notes that there is a checkpoint of the model after so many batches. */
  readonly kept: (batches: number) => void;
}

const now = (): number => Date.now() / 1000;

/** The clock of one process. */
function ownClock(seconds: number): CheckpointClock {
  let keptAt = now();
  return {
    isDue: () => now() - keptAt >= seconds,
    kept: () => {
      keptAt = now();
    },
  };
}

/**
 * The clocks of processes that train together. To ask one another they all have to wait, so they do not ask behind each batch: the pace so
 * far, of the slowest, tells behind which one to ask again.
 */
export function agreedClock(mesh: Mesh, seconds: number, batches: number): CheckpointClock {
  let kept = { at: now(), batches };
  let askAt = batches + 1;
  return {
    isDue: async (batch) => {
      const done = batch + 1;
      if (done < askAt) return false;
      const past = await largestOf(mesh, (now() - kept.at) / seconds);
      const pace = past / (done - kept.batches);
      askAt = done + Math.max(1, Math.min(done - kept.batches, Math.floor((1 - past) / pace)));
      return past >= 1;
    },
    kept: (done) => {
      kept = { at: now(), batches: done };
      askAt = done + 1;
    },
  };
}

/**
 * Tells when checkpoints by the clock are due: the same to all processes of a mesh.
 *
 * @param seconds - between two checkpoints; undefined for none by the clock.
 * @param batches - after which training begins.
 */
export function checkpointClock(mesh: Mesh | null, seconds: number | undefined, batches: number): CheckpointClock {
  if (seconds === undefined) return { isDue: () => false, kept: () => undefined };
  return isShared(mesh) ? agreedClock(mesh!, seconds, batches) : ownClock(seconds);
}
