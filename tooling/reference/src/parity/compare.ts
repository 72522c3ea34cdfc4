import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@proj/repo/workspace";
import { counterparts, type Counterpart } from "./namespaces.ts";
import { renamed, uncounted, type Renamed } from "./notes.ts";

/** The names of one namespace, as its library has them. */
export interface PublicNames {
  readonly library: string;
  readonly version: string;
  readonly namespace: string;
  readonly names: readonly string[];
}

/** What the packages have of one namespace. */
export interface Comparison extends PublicNames {
  readonly there: readonly string[];
  readonly otherwise: readonly (Renamed & { readonly name: string })[];
  readonly missing: readonly string[];
  readonly uncounted: readonly { readonly name: string; readonly because: string }[];
}

/** Compares a namespace with the doors that are its counterpart, by their reports. */
export function compare(of: PublicNames): Comparison {
  const counterpart = counterparts[of.namespace];
  if (counterpart === undefined) throw new Error(`no counterpart is written for the namespace ${of.namespace}`);
  const ours = new Set(exportsOf(counterpart).map(plain));
  const { prefix = "", within = "" } = counterpart;
  const [there, missing]: [string[], string[]] = [[], []];
  const [otherwise, without]: [(Renamed & { name: string })[], { name: string; because: string }[]] = [[], []];
  for (const name of of.names) {
    const note = renamed[of.namespace]?.[name];
    const reason = uncounted[of.namespace]?.find(([pattern]) => pattern.test(name));
    const spellings = [name, name.replace(prefix, ""), `${within}${name}`];
    if (spellings.some((spelling) => ours.has(plain(spelling)))) there.push(name);
    else if (note !== undefined && ours.has(plain(note.ours))) otherwise.push({ name, ...note });
    else if (reason !== undefined) without.push({ name, because: reason[1] });
    else missing.push(name);
  }
  return { ...of, there, otherwise, missing, uncounted: without };
}

/** Names are compared without case and underscores: `log_softmax` is `logSoftmax`. */
const plain = (name: string): string => name.replaceAll(/[_.]/g, "").toLowerCase();

function exportsOf({ doors, membersOf }: Counterpart): string[] {
  const reports = doors.map(reportOf);
  if (membersOf !== undefined) return members(reports[0] ?? "", membersOf);
  return reports.flatMap((report) =>
    [
      ...report.matchAll(/^export (?:declare |abstract )*(?:function|const|class|interface|type|namespace) (\w+)/gm),
      ...report.matchAll(/^export \{ (?:\w+ as )?(\w+) \}/gm),
    ]
      .map(([, name]) => name!)
      .concat(namespaces(report)),
  );
}

/** The names within the namespaces of a door, such as `norm.logpdf`. */
function namespaces(report: string): string[] {
  return [...report.matchAll(/^declare namespace (\w+) \{\s*export \{([^}]*)\}/gm)].flatMap(([, namespace, list]) =>
    [...list!.matchAll(/(?:\w+ as )?(\w+),?\s*$/gm)].map(([, name]) => `${namespace!}.${name!}`),
  );
}

function members(report: string, className: string): string[] {
  const body = new RegExp(String.raw`^export (?:abstract )?class ${className}\b[^]*?^\}`, "m").exec(report)?.[0] ?? "";
  return [...body.matchAll(/^ {4}(?:abstract |readonly |get )*(\w+)/gm)].map(([, name]) => name!);
}

/** The report of a door, or nothing where it does not exist yet. */
function reportOf(door: string): string {
  const [name, entry] = door.split("/");
  const path = join(root, "packages", name!, "api", `${entry!}.api.md`);
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** The public names of every namespace, as they were recorded. */
export function publicNames(): readonly PublicNames[] {
  const path = new URL("../../public-names.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly namespaces: readonly PublicNames[] }).namespaces;
}
