export {serve, modelNameOf, type RunningServer, type ServeOptions} from './serve.js';
export {serveError} from './errors.js';
