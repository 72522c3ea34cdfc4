import { lostWhile } from "./errors.ts";
import type { Faults } from "./faults.ts";
import type { Recorder } from "./recorder.ts";
import type { Value } from "./value.ts";

/** Something to be done in order: an upload, a program, a read. */
export interface Job {
  /** What the user called, for messages. */
  readonly operation: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** What has to happen before it can be recorded, or null. */
  prepare(): Promise<unknown> | null;
  /** Records its commands; those of loops whose end only the GPU knows are recorded bit by bit. */
  record(): void | Promise<void>;
  /** Called instead of, or after a failure of, `record`. */
  fail(error: Error): void;
}

/**
 * Does jobs in order. A job is recorded at once if nothing waits, its kernels are compiled and the GPU can take more; otherwise
 * it waits, and every later one with it.
 */
export class Queue {
  readonly #recorder: Recorder;
  readonly #faults: Faults;
  #waiting: Job[] = [];
  #first = 0;
  #busy = false;

  constructor(recorder: Recorder, faults: Faults) {
    this.#recorder = recorder;
    this.#faults = faults;
  }

  /** True when a job would not have to wait for others. */
  get idle(): boolean {
    return this.#first === this.#waiting.length && !this.#busy && !this.#recorder.full;
  }

  /** Does a job when its turn comes. */
  add(job: Job): void {
    for (const value of [...job.inputs, ...job.outputs]) value.hold();
    this.#waiting.push(job);
    this.#advance();
  }

  /** Fails everything that waits; for a device that is lost, whose events may never come. */
  abandon(): void {
    this.#busy = false;
    this.#advance();
  }

  #advance(): void {
    while (!this.#busy) {
      const job = this.#waiting[this.#first];
      if (job === undefined) {
        this.#waiting = [];
        this.#first = 0;
        return;
      }
      const obstacle = this.#faults.lost !== null ? null : this.#recorder.full ? this.#recorder.room() : job.prepare();
      if (obstacle !== null) {
        this.#wait(obstacle);
        return;
      }
      this.#first++;
      this.#forget();
      const underWay = this.#start(job);
      if (underWay !== null) {
        this.#wait(underWay);
        return;
      }
    }
  }

  /** Drops finished jobs now and then, so that a queue that never gets empty does not keep them all. */
  #forget(): void {
    if (this.#first < 1024) return;
    this.#waiting.splice(0, this.#first);
    this.#first = 0;
  }

  #wait(event: Promise<unknown>): void {
    this.#busy = true;
    const goOn = (): void => {
      this.#busy = false;
      this.#advance();
    };
    event.then(goOn, goOn);
  }

  /** Records a job; the result is a promise if that takes more than this turn. */
  #start(job: Job): Promise<void> | null {
    const { outputs } = job;
    for (const value of outputs) value.from = value.to = this.#recorder.batch;
    const failure = this.#failureOf(job);
    if (failure !== null) {
      this.#finish(job, failure);
      return null;
    }
    try {
      const underWay = job.record();
      if (underWay instanceof Promise) {
        return underWay.then(
          () => this.#finish(job, null),
          (error: unknown) => this.#finish(job, this.#asError(job, error)),
        );
      }
      this.#finish(job, null);
    } catch (error) {
      this.#finish(job, this.#asError(job, error));
    }
    return null;
  }

  #failureOf({ operation, inputs }: Job): Error | null {
    const { lost } = this.#faults;
    if (lost !== null) return lostWhile(operation, lost);
    for (const value of inputs) {
      const failure = value.failure ?? this.#faults.failureOf(value);
      if (failure !== null) return failure;
    }
    return null;
  }

  /** What went wrong; after a loss, everything else is a consequence. */
  #asError({ operation }: Job, error: unknown): Error {
    const { lost } = this.#faults;
    if (lost !== null) return lostWhile(operation, lost);
    return error instanceof Error ? error : new Error(String(error));
  }

  #finish(job: Job, error: Error | null): void {
    for (const value of job.outputs) {
      value.to = this.#recorder.batch;
      value.failure = error;
    }
    if (error !== null) job.fail(error);
    for (const value of [...job.inputs, ...job.outputs]) value.release();
  }
}
