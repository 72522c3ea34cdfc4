import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import { declarationOf } from "./declarations.ts";
import { root } from "./workspace.ts";
import type { Door, Package } from "./workspace.ts";

/** What a door's report is called, below its package. */
export function reportFile({ name }: Door): string {
  return `api/${name}.api.md`;
}

/**
 * Holds the report of a door, every exported name with its signature, against the committed one.
 *
 * @param one - the package.
 * @param door - one of its doors.
 * @param declarations - where `writeDeclarations` wrote.
 * @param update - whether the committed report is written anew.
 * @returns Whether the committed report was another one. What differs is printed, unless it is written anew.
 */
export function reportDiffers(one: Package, door: Door, declarations: string, update: boolean): boolean {
  const entry = join(declarations, one.name, declarationOf(door.source));
  const reportFolder = join(one.folder, "api");
  mkdirSync(reportFolder, { recursive: true });
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(declarations, one.name, "package.json"),
    configObject: {
      projectFolder: join(declarations, one.name),
      mainEntryPointFilePath: entry,
      newlineKind: "lf",
      compiler: {
        overrideTsconfig: {
          extends: join(root, "tsconfig.base.json"),
          compilerOptions: { customConditions: [], types: [] },
          files: [entry],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${door.name}.api.md`,
        reportFolder,
        reportTempFolder: join(declarations, "reports", one.name),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const result = Extractor.invoke(config, {
    localBuild: update,
    printApiReportDiff: !update,
    messageCallback(message) {
      // All there is to say otherwise is that TypeScript is newer, and how the report is copied.
      if (message.messageId !== "console-api-report-diff") message.handled = true;
    },
  });
  return result.apiReportChanged;
}
