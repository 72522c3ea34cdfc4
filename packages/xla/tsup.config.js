export { libraryBuild as default } from "@proj/repo/tsup";
