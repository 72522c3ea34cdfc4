import type { Message } from "./messages.ts";
import { describeError, makeReport } from "./report.ts";

/** What windows and workers have in common; Node, whose types this package is checked with, has no policies. */
interface Scope {
  addEventListener(
    type: "securitypolicyviolation",
    listener: (event: { readonly violatedDirective: string; readonly blockedURI: string }) => void,
  ): void;
}

/** Computes everything while it listens for violations of the page's policy. */
export async function run(): Promise<Message> {
  const violations: string[] = [];
  (globalThis as unknown as Scope).addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    violations.push(`${violatedDirective}: ${blockedURI}`),
  );
  try {
    const report = await makeReport();
    // Violations are reported a little later.
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { kind: "done", report, violations };
  } catch (error) {
    return { kind: "failed", error: describeError(error), violations };
  }
}
