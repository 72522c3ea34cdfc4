/*
 * A long run on WebGPU, and one whose device is lost again and again. The first tells whether memory grows; the second, whether
 * a run that is resumed from its checkpoints after every loss ends where an undisturbed one does.
 *
 *     npx tsx --conditions=@proj/source bench/soak.ts --iterations 10000 --losses 200
 */
import { parseArgs } from "node:util";
import { deviceGet } from "@proj/array";
import { init, pointMassNNSimpleReaches, type CheckpointStorage, type TrainingResult } from "@proj/feedbax";
import type { WebGpuDevice } from "@proj/jit-webgpu";
import { isArray } from "@proj/module";
import { key } from "@proj/random";
import { useSoftwareGpu } from "@proj/devices/software-gpu";
import { flatten } from "@proj/tree";

const { values } = parseArgs({
  options: {
    iterations: { type: "string", default: "10000" },
    losses: { type: "string", default: "200" },
    batch: { type: "string", default: "2" },
  },
});
const [iterations, losses, batchSize] = [Number(values.iterations), Number(values.losses), Number(values.batch)];
const small = { nSteps: 8, hiddenSize: 6, key: key(0) };
const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(2)} MiB`;
const webgpu = async (): Promise<WebGpuDevice> => (await init("webgpu")) as WebGpuDevice;

useSoftwareGpu();

/** Trains for a long time and prints what the memory does. */
async function steady(): Promise<void> {
  const device = await webgpu();
  const context = pointMassNNSimpleReaches(small);
  const report = (batches: number): void => {
    const { liveBuffers, liveBytes, pooledBytes } = device.memory();
    console.log(
      `${String(batches).padStart(6)} iterations: ${liveBuffers} live buffers (${mebibytes(liveBytes)}), pooled ${mebibytes(pooledBytes)}, RSS ${mebibytes(process.memoryUsage.rss())}`,
    );
  };
  device.statistics({ reset: true });
  await context.train({
    nBatches: iterations,
    batchSize,
    key: key(1),
    logStep: Math.max(1, iterations / 10),
    onLog: ({ batch }) => report(batch + 1),
  });
  console.log("work of the device:", device.statistics());
  device.destroy();
}

/** Keeps the latest checkpoint in memory. */
class LatestCheckpoint implements CheckpointStorage {
  bytes: Uint8Array | null = null;
  save(_: number, bytes: Uint8Array): void {
    this.bytes = bytes;
  }
  load(): Uint8Array | null {
    return this.bytes;
  }
}

const weights = async (result: TrainingResult<unknown, unknown>): Promise<number[]> =>
  flatten(await deviceGet(result.model))[0].flatMap((leaf) => (isArray(leaf) ? [...leaf.dataSync()] : []));

/** Loses the device in the middle of training, as often as asked, and compares with a run that nothing happened to. */
async function disturbed(): Promise<void> {
  const nBatches = 40;
  const run = { nBatches, batchSize, key: key(1), logStep: 2 } as const;
  let device = await webgpu();
  const undisturbed = await pointMassNNSimpleReaches(small).train(run);
  const expected = await weights(undisturbed);
  let [lost, runs] = [0, 0];
  let seed = 1;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  while (lost < losses) {
    const checkpoints = new LatestCheckpoint();
    for (let resume = false; ; resume = true) {
      const breakAt = lost < losses ? Math.floor(random() * 12) : Infinity;
      const later = random() < 0.5;
      let batches = 0;
      try {
        const result = await pointMassNNSimpleReaches(small).train({
          ...run,
          checkpoints,
          restoreCheckpoint: resume,
          onBatch: () => {
            if (batches++ !== breakAt) return;
            if (later) setTimeout(() => device.destroy(), 1);
            else device.destroy();
          },
        });
        const got = await weights(result);
        const difference = Math.max(...got.map((value, index) => Math.abs(value - expected[index]!)));
        if (difference !== 0) throw new Error(`weights differ by ${difference} from those of the undisturbed run`);
        runs++;
        if (device.lost === null) break;
        device = await webgpu();
        break;
      } catch (error) {
        if (device.lost === null) throw error;
        lost++;
        device = await webgpu();
      }
    }
    console.log(`${lost} losses, ${runs} runs that ended with the weights of the undisturbed one`);
  }
  device.destroy();
}

if (iterations > 0) await steady();
if (losses > 0) await disturbed();
process.exit(0);
