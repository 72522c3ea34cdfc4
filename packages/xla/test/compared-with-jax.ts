import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import type { ExportedStablehlo } from "@proj/xla";

/** Reads what was exported, and gives the operations of what XLA makes of a function: `ours(name)`, `compiled(function, *args)`. */
const prelude = `
import collections
import json
import re
import exported
import jax
import jax.numpy as jnp
from jax import lax

def compiled(function, *args):
    return function.lower(*args).compile().as_text()

def ours(name):
    with open(name + ".json") as file:
        types = json.load(file)["ins"]
    return compiled(exported.load(name + ".json"), *jax.tree.map(exported.read_type, types))
`;

/**
 * Runs a program of Python beside our programs, on eight devices that the processor pretends to be.
 *
 * @param python - which prints JSON at its end.
 * @returns what it printed.
 */
export function comparedWithJax(programs: Readonly<Record<string, ExportedStablehlo>>, python: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), "compared-"));
  try {
    for (const [name, program] of Object.entries(programs))
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(program));
    const env = {
      ...process.env,
      PYTHONPATH: fileURLToPath(new URL("../python", import.meta.url)),
      JAX_PLATFORMS: "cpu",
      XLA_FLAGS: "--xla_force_host_platform_device_count=8",
    };
    const printed = execFileSync(pythonWithJax!, ["-c", prelude + python], { cwd: folder, env, encoding: "utf8" });
    return JSON.parse(printed);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
