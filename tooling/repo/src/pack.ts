import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { publicPackages, root } from "./workspace.ts";
import type { Manifest, Package } from "./workspace.ts";

/**
 * Builds every package and packs it as it would be published.
 *
 * @param folder - where the archives go; emptied first.
 * @returns The archive of each package.
 * @throws When a package does not build.
 */
export function packAll(folder: string): { readonly package: Package; readonly archive: string }[] {
  rmSync(folder, { recursive: true, force: true });
  pnpm("exec", "turbo", "run", "build", "--filter=./packages/*", "--output-logs=errors-only");
  pnpm("--recursive", "--filter=./packages/*", "pack", "--pack-destination", folder);
  return publicPackages().map((one) => ({ package: one, archive: join(folder, archiveName(one.manifest)) }));
}

/** The name that pnpm gives an archive: no scope sign, and the version. */
function archiveName({ name, version }: Manifest): string {
  return `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
}

/** Runs the workspace's own version of pnpm, which need not be on the path. */
function pnpm(...args: string[]): void {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { packageManager: string };
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", npm_config_loglevel: "error" };
  const { status, stdout, stderr } = spawnSync("npx", ["-y", packageManager, ...args], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`pnpm ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
