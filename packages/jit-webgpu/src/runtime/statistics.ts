/** What a device has done since it was made, or since the statistics were reset. */
export interface DeviceStatistics {
  /** Programs that were run; an eager operation is one. */
  readonly programs: number;
  /** Kernels that were started. */
  readonly dispatches: number;
  /** Command buffers that were handed to the GPU. */
  readonly submissions: number;
  /** Arrays that were copied to the device. */
  readonly uploads: number;
  readonly uploadedBytes: number;
  /** Times that the host waited for values; several arrays may come with one. */
  readonly readBacks: number;
  readonly readBytes: number;
  /** Kernels that were compiled. */
  readonly pipelines: number;
}

/** Statistics while they are counted. */
export type Counters = { -readonly [K in keyof DeviceStatistics]: number };

/** Statistics of a device that has done nothing. */
export function zeroCounters(): Counters {
  return {
    programs: 0,
    dispatches: 0,
    submissions: 0,
    uploads: 0,
    uploadedBytes: 0,
    readBacks: 0,
    readBytes: 0,
    pipelines: 0,
  };
}
