import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the workspace. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The part of a `package.json` that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly homepage?: string;
  readonly repository?: { readonly type: string; readonly url: string; readonly directory?: string };
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports?: Exports;
  readonly publishConfig?: { readonly exports?: Exports };
}

/** What may be imported of a package: for each subpath a file, or one for each condition. */
export type Exports = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** A package that users install. */
export interface Package {
  /** Its folder's name, such as `tree`. */
  readonly name: string;
  /** Its folder. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** One of the modules that users of a package may import. */
export interface Door {
  /** What is written behind the package's name: `.`, `./lax`. */
  readonly subpath: string;
  /** The same without signs, to name files by: `index`, `lax`. */
  readonly name: string;
  /** How it is imported: `@proj/array/lax`. */
  readonly specifier: string;
  /** Its source, relative to the package. */
  readonly source: string;
}

/** The doors of a package, as its manifest gives them. */
export function doors({ manifest }: Package): Door[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) => {
    const source = typeof target === "string" ? undefined : target["@proj/source"];
    if (source === undefined) return [];
    const name = subpath === "." ? "index" : subpath.slice("./".length);
    return [{ subpath, name, specifier: `${manifest.name}${subpath.slice(1)}`, source }];
  });
}

/** Every package that users install, in the order of their names. */
export function publicPackages(): Package[] {
  return readdirSync(join(root, "packages"))
    .sort()
    .map((name) => ({ name, folder: join(root, "packages", name) }))
    .filter(({ folder }) => existsSync(join(folder, "package.json")))
    .map((one) => ({ ...one, manifest: readManifest(one.folder) }));
}

/** The `package.json` of a folder. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
