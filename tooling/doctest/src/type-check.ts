import { dirname } from "node:path";
import ts from "typescript";

/**
 * Type-checks programs that exist in memory only.
 *
 * @param programs - the text of each program, by the path at which it would lie.
 * @param configPath - the `tsconfig.json` whose options apply.
 * @returns A function that gives the messages about one of the programs, or about every file where none is named.
 */
export function typeCheck(programs: ReadonlyMap<string, string>, configPath: string): (path?: string) => string[] {
  const config = ts.readConfigFile(configPath, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, dirname(configPath));
  const host = ts.createCompilerHost(options);
  const fromDisk = { ...host };
  host.fileExists = (path) => programs.has(path) || fromDisk.fileExists(path);
  host.readFile = (path) => programs.get(path) ?? fromDisk.readFile(path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = programs.get(path);
    if (text === undefined) return fromDisk.getSourceFile(path, languageVersion, ...rest);
    return ts.createSourceFile(path, text, languageVersion);
  };
  const program = ts.createProgram([...programs.keys()], options, host);

  return (path) => {
    const source = path === undefined ? undefined : program.getSourceFile(path);
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return diagnostics.map(
      (diagnostic) => (path === undefined ? `${diagnostic.file?.fileName}, ` : "") + message(diagnostic),
    );
  };
}

function message({ file, start = 0, messageText }: ts.Diagnostic): string {
  const line = file ? ts.getLineAndCharacterOfPosition(file, start).line + 1 : 0;
  return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
}
