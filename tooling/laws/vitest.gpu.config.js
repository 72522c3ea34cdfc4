import { testsOnGpu } from "@proj/devices/software-gpu/config";

export default testsOnGpu("@proj/laws");
