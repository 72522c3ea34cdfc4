import { isNDArray } from '@proj/array/core';
import { init } from "@proj/jit-webgpu";
import { useSoftwareGpu } from "@proj/devices/software-gpu";
import { stage, toHost, dropUnread } from "@proj/array/core";
import { flatten } from "@proj/tree";
import { deviceSubject } from "./src/subject.ts";
import { kinds } from "../../apps/feedbax/scratch/kinds.ts";
useSoftwareGpu();
const device: any = await init({ default: false });
const subject = deviceSubject(device);
const [which, sizes] = process.argv.slice(2);
for (const name of which === 'all' ? Object.keys(kinds) : which!.split(',')) for (const n of sizes!.split(',').map(Number)) {
  const [make, arg] = kinds[name];
  const c0 = process.cpuUsage(), t0 = performance.now(); let msg = '';
  try {
    const args = flatten(arg(n))[0] as any[]; const td = flatten(arg(n))[1];
    const { jaxpr, consts } = stage((xs: any) => flatten(make(n)(td.unflatten(xs)))[0] as any, args.map((a) => a.aval), name);
    const out = await subject.run(name, jaxpr, [...consts, ...args].map((x: any) => toHost(x, name)));
    const c1 = process.cpuUsage(c0), t1 = performance.now();
    const e: any = make(n)(arg(n)); const ev = isNDArray(e) ? e : e[0];
    const b = (ev as any).toList?.() ?? (ev as any).item();
    const fl = (q: any) => (Array.isArray(q) ? q.flat(3) : [q]).map(Number);
    const err = Math.max(...fl(Array.from(out[0]!)).map((p, i) => Math.abs(p - fl(b)[i]!) / Math.max(1, Math.abs(fl(b)[i]!))));
    msg = `${Math.round((c1.user + c1.system) / 1000)} cpu ms, ${Math.round(t1 - t0)} ms, rss ${Math.round(process.memoryUsage().rss / 1e6)}, error ${err}`;
  } catch (e) { msg = 'FAIL ' + String((e as Error).message).slice(0, 300) + ' ' + String((e as Error).stack).split('\n').filter((l) => l.includes('at ')).slice(0, 6).map((s) => s.trim().replace(/\(.*packages\//, '(')).join(' < '); }
  console.log(name.padEnd(16), String(n).padEnd(6), msg);
}
process.exit(0);
