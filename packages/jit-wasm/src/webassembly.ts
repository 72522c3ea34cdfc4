/**
 * The part of the WebAssembly JavaScript API that this package uses.
 *
 * The DOM library of TypeScript declares it too, but with every other browser global; a package that also runs in Node and in
 * workers should not promise those.
 */
export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/** A compiled module; opaque. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

/** What a module imports, by module name and field. */
export type WasmImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A module with its imports bound. */
export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports?: WasmImports) => WasmInstance;
  readonly Memory: new (limits: { initial: number; maximum?: number; shared?: boolean }) => WasmMemory;
}

/**
 * The engine's WebAssembly.
 *
 * @throws Error where the engine has none, as in browsers with it switched off.
 */
export function webAssembly(): WebAssemblyApi {
  const api = (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly;
  if (api === undefined) throw new Error("this engine has no WebAssembly; use another target");
  return api;
}

/** Bytes of one page of WebAssembly memory. */
export const pageBytes = 65536;

/** The most pages that 32-bit addresses reach: 4 GiB. */
export const mostPages = 65536;
