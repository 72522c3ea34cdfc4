/** The browser's, of which Node's types know nothing. */
declare const Worker: new (url: string, options: { readonly type: "module" }) => object;

new Worker("/worker.js", { type: "module" });

export {};
