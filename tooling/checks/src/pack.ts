import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { publicPackages, root } from "./workspace.ts";
import type { Package } from "./workspace.ts";

/**
 * Builds every package and packs it as it would be published.
 *
 * @param folder Where the archives go; emptied first.
 * @returns The archive of each package.
 * @throws When a package does not build.
 */
export function packAll(folder: string): { readonly package: Package; readonly archive: string }[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  pnpm(["exec", "turbo", "run", "build", "--filter=./packages/*", "--output-logs=errors-only"], root);
  return publicPackages().map((one) => {
    const own = join(folder, "packing");
    pnpm(["pack", "--pack-destination", own], one.folder);
    const [name] = readdirSync(own);
    const archive = join(folder, `${one.name}.tgz`);
    renameSync(join(own, name!), archive);
    return { package: one, archive };
  });
}

/** Runs the workspace's own version of pnpm, which need not be on the path. */
function pnpm(args: readonly string[], cwd: string): void {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { packageManager: string };
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", npm_config_loglevel: "error" };
  const { status, stdout, stderr } = spawnSync("npx", ["-y", packageManager, ...args], { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`pnpm ${args.join(" ")} failed in ${cwd}:\n${stdout}${stderr}`);
}
