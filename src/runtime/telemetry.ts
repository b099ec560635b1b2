// ONNX Runtime's own telemetry stays off: its builds (1.30 at least) note each session in a database in the home
// folder, for uploading, and leave a log in the temporary folder. Whoever wants it sets the variable to 0. What the switch does
// not reach is a file `.ses` of 51 bytes in the temporary folder, with a random number that nobody reads.
const SWITCH = 'ORT_DISABLE_TELEMETRY';

/**
 * To be called before the library is loaded, and in the main thread: what a worker sets in its copy of the environment
 * does not reach the library.
 */
export function disableTelemetry(): void {
  // Empty is as good as not set.
  if ((process.env[SWITCH] ?? '') === '') process.env[SWITCH] = '1';
}
