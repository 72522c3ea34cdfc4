import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the workspace. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The part of a `package.json` that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A package that users install. */
export interface Package {
  /** Its folder's name, such as `tree`. */
  readonly name: string;
  /** Its folder. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every package that users install, in the order of their names. */
export function publicPackages(): Package[] {
  return readdirSync(join(root, "packages"))
    .sort()
    .map((name) => ({ name, folder: join(root, "packages", name) }))
    .filter(({ folder }) => existsSync(join(folder, "package.json")))
    .map((one) => ({ ...one, manifest: readManifest(one.folder) }));
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
