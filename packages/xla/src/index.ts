export type { XlaDevice, XlaInfo } from "./device.ts";
export { init, type InitOptions } from "./init.ts";
