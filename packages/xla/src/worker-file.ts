/** The program that the worker process runs. It lies beside the sources and beside what is built of them alike. */
export const workerFile = new URL("../python/worker.py", import.meta.url);
