export { libraryBuild as default } from "@proj/config/tsup";
