export { namedLibraryBuild as default } from "@proj/repo/tsup";
