// ONNX Runtime's own telemetry stays off: its builds (1.30 at least) note each session in a database in the home
// folder, for uploading, and leave a log in the temporary folder. Whoever wants it sets the variable.
const SWITCH = 'ORT_DISABLE_TELEMETRY';

/**
 * To be called before the library is loaded, and in the main thread: what a worker sets in its copy of the environment
 * does not reach the library.
 */
export function disableTelemetry(): void {
  process.env[SWITCH] ??= '1';
}
