import { useSoftwareGpu } from "./software-gpu.ts";

useSoftwareGpu();
