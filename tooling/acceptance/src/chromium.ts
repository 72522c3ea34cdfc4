import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { filesOfTar } from "@proj/devices/software-gpu/tar";
import { chromium, type Browser } from "playwright-core";

/** WebGPU is behind a flag where the GPU is made of software; the rest keeps the browser from asking the network for anything. */
const flags = [
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];

/** The folder of the package that brings a Chromium along, with the archives. */
function findArchives(): string {
  let folder = dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium"));
  for (;;) {
    const archives = join(folder, "bin");
    if (existsSync(join(archives, "chromium.br"))) return archives;
    if (dirname(folder) === folder) throw new Error("@sparticuz/chromium has no bin/chromium.br");
    folder = dirname(folder);
  }
}

/**
 * Unpacks Chromium, once, beside a Vulkan driver that computes on the CPU and the system libraries that it needs.
 *
 * @returns the folder: the executable `chromium`, and libraries in `lib`.
 */
function unpackChromium(): string {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      `there is no browser for ${process.platform} on ${process.arch} among the dependencies: set PROJ_CHROMIUM to the path of a Chromium`,
    );
  }
  const archives = findArchives();
  const version = /@(\d+\.\d+\.\d+)/.exec(archives)?.[1] ?? "unknown";
  const cache = fileURLToPath(new URL("../node_modules/.cache", import.meta.url));
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const unpacked = (name: string): Buffer => brotliDecompressSync(readFileSync(join(archives, name)));
  writeFileSync(join(unfinished, "chromium"), unpacked("chromium.br"), { mode: 0o755 });
  for (const archive of ["swiftshader.tar.br", "al2023.tar.br"]) {
    for (const [name, contents] of filesOfTar(unpacked(archive))) {
      const path = join(unfinished, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, contents, { mode: 0o755 });
    }
  }
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true });
  }
  return folder;
}

/**
 * Starts a browser without a window: the Chromium among the dependencies, or the one that the environment names in
 * `PROJ_CHROMIUM`.
 *
 * @throws Error when it does not start, with what it said.
 */
export async function launchChromium(): Promise<Browser> {
  const named = process.env["PROJ_CHROMIUM"];
  if (named !== undefined) return chromium.launch({ executablePath: named, args: flags });
  const folder = unpackChromium();
  return chromium.launch({
    executablePath: join(folder, "chromium"),
    args: flags,
    env: { ...process.env, LD_LIBRARY_PATH: join(folder, "lib") },
  });
}
