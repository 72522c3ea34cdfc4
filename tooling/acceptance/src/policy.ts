/**
 * The content security policy of the pages, as strict as one can have it: scripts and workers from the page's own server, and no
 * code made of strings. WebAssembly is compiled by the page itself, which `wasm-unsafe-eval` allows, and nothing else.
 */
export const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
].join("; ");
