import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { filesOfTar } from "./tar.ts";

/** The Vulkan loader, the driver, and the file that leads from one to the other. */
const wanted = ["libvulkan.so.1", "libvk_swiftshader.so", "vk_swiftshader_icd.json"];

/** The archive with the driver: part of a Chromium that a package brings along, whose manifest it does not export. */
function findArchive(): string {
  let folder = dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium"));
  for (;;) {
    const archive = join(folder, "bin", "swiftshader.tar.br");
    if (existsSync(archive)) return archive;
    if (dirname(folder) === folder) throw new Error("@sparticuz/chromium has no bin/swiftshader.tar.br");
    folder = dirname(folder);
  }
}

/**
 * Unpacks SwiftShader, a Vulkan driver that computes on the CPU, once for each version of the package that brings it.
 *
 * @returns the folder with the driver and the loader.
 */
export function unpackSwiftShader(): string {
  const archive = findArchive();
  const version = /@(\d+\.\d+\.\d+)/.exec(archive.replaceAll("\\", "/"))?.[1] ?? "unknown";
  const folder = join(tmpdir(), `software-gpu-${version}-${process.getuid?.() ?? ""}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  for (const [name, contents] of filesOfTar(brotliDecompressSync(readFileSync(archive))))
    if (wanted.includes(name)) writeFileSync(join(unfinished, name), contents, { mode: 0o755 });
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true });
  }
  return folder;
}
