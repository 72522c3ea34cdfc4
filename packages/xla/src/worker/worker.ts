import { spawn, type ChildProcess } from "node:child_process";
import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { workerFile } from "../worker-file.ts";
import { encode, encodeRun, MessageReader, type Message } from "./messages.ts";
import { Outbox } from "./outbox.ts";

/** How a worker process is started. */
export interface WorkerOptions {
  readonly python: string;
  /** What jax calls the platform; null for the best that it has. */
  readonly platform: string | null;
  /** How many devices the host's processor pretends to be. */
  readonly devices: number;
  /** A folder for compiled programs; null for none. */
  readonly cache: string | null;
  /** Calls that may be under way on the devices before the worker waits for the first of them. */
  readonly depth: number;
  /** Null for a process that computes alone. */
  readonly run: ProcessOfRun | null;
}

/** A process as one of several that compute together, each of which runs the same program. */
export interface ProcessOfRun {
  /** Where process 0 listens: `"host:port"`. */
  readonly coordinator: string;
  /** How many there are. */
  readonly processes: number;
  /** Which this one is. */
  readonly processId: number;
  /** Seconds for which the others are waited for at the start. */
  readonly initializationTimeout: number;
  /** Seconds of silence after which one is taken to have ended. */
  readonly heartbeatTimeoutSeconds: number;
}

interface Waiting {
  /** Takes what is asked of this process before the answer. */
  readonly call: ((message: Message) => void) | null;
  resolve(message: Message): void;
  reject(error: Error): void;
}

/** The end of what a worker wrote to its standard error, for messages. */
const keptOutput = 8000;

/** What of it is no help: the addresses of a stack, and how processes found each other. */
const noise = /^( {4}@|\*\*\*|\[Gloo\])/;

/** The last lines that a worker wrote, of those that may help. */
const lastWords = (output: string): string =>
  output
    .split("\n")
    .filter((line) => !noise.test(line))
    .join("\n")
    .trim()
    .slice(-2000);

/**
 * A process that runs Python with jax.
 *
 * It does not keep this process alive, except while somebody waits for an answer; and it ends with this process.
 */
export class Worker {
  readonly #child: ChildProcess;
  readonly #outbox: Outbox;
  readonly #reader = new MessageReader();
  readonly #waiting = new Map<number, Waiting>();
  #nextTicket = 1;
  #ended: string | null = null;
  #output = "";
  readonly #kill = (): void => void this.#child.kill("SIGKILL");
  readonly #leave = (): void => this.leave("the program has ended");

  constructor(options: WorkerOptions) {
    const { python, ...rest } = options;
    this.#child = spawn(python, [fileURLToPath(workerFile), JSON.stringify(rest)], {
      stdio: ["pipe", "pipe", "pipe", "pipe"],
      env: { ...process.env, ...environment(options) },
    });
    const { stdin, stdout, stderr } = this.#child;
    // Pipes of a child process are sockets.
    const input = stdin as unknown as Socket;
    this.#outbox = new Outbox((bytes) => void input.write(bytes));
    stdout!.on("data", (piece: Buffer) => this.#receive(piece));
    stderr!.on("data", (piece: Buffer) => {
      this.#output = (this.#output + piece.toString()).slice(-keptOutput);
    });
    // Writing to a process that has ended; its end is reported by itself.
    for (const pipe of [stdin!, this.#child.stdio[3] as Socket]) pipe.on("error", () => undefined);
    this.#child.on("error", (error) => this.#end(error.message));
    this.#child.on("close", (code, signal) =>
      this.#end(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`),
    );
    process.on("exit", this.#kill);
    if (options.run !== null) process.on("beforeExit", this.#leave);
    this.#keepAlive(false);
  }

  /** Why the process has ended, or null. */
  get ended(): string | null {
    return this.#ended;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The answer to a ticket, which the process gives by itself or to {@link ask}. */
  answer(ticket: number, call: ((message: Message) => void) | null = null): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== null) {
        reject(new Error(this.#ended));
        return;
      }
      this.#waiting.set(ticket, { call, resolve, reject });
      this.#keepAlive(true);
    });
  }

  /** Sends a command that has no answer. The payload must not change afterwards. */
  send(command: object, payload: Uint8Array | null = null): void {
    if (this.#ended !== null) return;
    this.#outbox.add(encode(command, payload?.byteLength ?? 0));
    if (payload !== null) this.#outbox.add(payload);
  }

  /** Runs a program of which the worker knows how many results it has; their handles follow the first of them. */
  run(program: number, firstResult: number, args: readonly number[]): void {
    if (this.#ended === null) this.#outbox.add(encodeRun(program, firstResult, args));
  }

  /**
   * Sends a command and waits for the answer.
   *
   * @param call - takes what the process asks in between.
   */
  ask(
    command: object,
    payload: Uint8Array | null = null,
    call: ((message: Message) => void) | null = null,
  ): Promise<Message> {
    const ticket = this.#nextTicket++;
    const answer = this.answer(ticket, call);
    this.send({ ...command, ticket }, payload);
    this.#outbox.flush();
    return answer;
  }

  /**
   * Answers what the process has asked, which waits: it reads no commands meanwhile, so answers have a pipe of their own.
   *
   * @param bytes - null where there is no answer.
   */
  reply(bytes: Uint8Array | null): void {
    if (this.#ended !== null) return;
    const length = Buffer.alloc(8);
    length.writeBigInt64LE(BigInt(bytes?.byteLength ?? -1));
    const pipe = this.#child.stdio[3] as Socket;
    pipe.write(length);
    if (bytes !== null && bytes.byteLength > 0) pipe.write(bytes);
  }

  /** Ends the process. */
  close(reason: string): void {
    this.#end(reason);
    this.#kill();
  }

  /** Lets the process end when the others of its run have come as far. */
  leave(reason: string): void {
    this.send({ do: "leave" });
    this.#outbox.flush();
    this.#end(reason);
  }

  #receive(piece: Buffer): void {
    for (const message of this.#reader.add(piece)) {
      const ticket = Number(message.header["ticket"]);
      const waiting = this.#waiting.get(ticket);
      if ("call" in message.header) {
        waiting?.call?.(message);
        continue;
      }
      this.#waiting.delete(ticket);
      if (this.#waiting.size === 0) this.#keepAlive(false);
      waiting?.resolve(message);
    }
  }

  #end(reason: string): void {
    if (this.#ended !== null) return;
    const output = lastWords(this.#output);
    this.#ended = output === "" ? reason : `${reason}, after it wrote:\n${output}`;
    process.off("exit", this.#kill);
    process.off("beforeExit", this.#leave);
    for (const waiting of this.#waiting.values()) waiting.reject(new Error(this.#ended));
    this.#waiting.clear();
    this.#keepAlive(false);
  }

  #keepAlive(alive: boolean): void {
    for (const handle of [this.#child, ...this.#child.stdio]) {
      const counted = handle as unknown as { ref?(): void; unref?(): void };
      if (alive) counted.ref?.();
      else counted.unref?.();
    }
  }
}

/** What XLA is told before it starts. */
function environment({ devices }: WorkerOptions): Record<string, string> {
  const given = process.env["XLA_FLAGS"] ?? "";
  const flags = [
    given,
    `--xla_force_host_platform_device_count=${devices}`,
    // Halves are rounded after each operation, as on every other target.
    "--xla_allow_excess_precision=false",
  ];
  return {
    XLA_FLAGS: flags.join(" ").trim(),
    // Devices wait for one another in threads; with too few of them they would wait for ever.
    PJRT_NPROC: process.env["PJRT_NPROC"] ?? "64",
    TF_CPP_MIN_LOG_LEVEL: process.env["TF_CPP_MIN_LOG_LEVEL"] ?? "2",
  };
}
