/*
 * As long as anything is to come from the GPU, Dawn looks for it in every turn of the event loop. That costs a core, which a GPU made
 * of software needs itself, and garbage.
 */

/** How long Dawn waits before it looks again, in milliseconds: little beside what a program takes. */
const pause = 0.1;

/** Dawn's looks are native functions without parameters. Those that settle promises, which are native too, have one. */
const isLook = (callback: () => void): boolean =>
  callback.length === 0 && Function.prototype.toString.call(callback).includes("[native code]");

/** Makes Dawn wait a little in this process before it looks again whether the GPU is done. */
export function pauseBetweenLooks(): void {
  const nothing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const look = (callback: () => void): void => {
    Atomics.wait(nothing, 0, 0, pause);
    callback();
  };
  globalThis.setImmediate = new Proxy(globalThis.setImmediate, {
    apply: (soon, _, [callback, ...args]: [() => void, ...[]]) =>
      isLook(callback) ? soon(look, callback) : soon(callback, ...args),
  });
}
