import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {expect} from 'chai';
import ts from 'typescript';
import {spawnWorker, workerEntry} from '../../src/runtime/index.js';
import {tinyModel} from '../support/tiny-model.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function answerOf(entry: URL, x: number): Promise<unknown> {
  const worker = spawnWorker(entry, {model: tinyModel(), x});
  const [message] = (await once(worker, 'message')) as [unknown];
  await once(worker, 'exit');
  return message;
}

describe('workers', () => {
  it('runs an entry from source', async () => {
    const entry = workerEntry(new URL('../support/any.ts', import.meta.url).href, './echo-worker');
    expect(await answerOf(entry, 3)).to.deep.equal({file: 'echo-worker.ts', y: Float32Array.of(3)});
  });

  describe('in a build', () => {
    let folder = '';
    // Under the project, so that the dependencies are found.
    before(() => {
      mkdirSync(join(root, 'node_modules/.cache'), {recursive: true});
      folder = mkdtempSync(join(root, 'node_modules/.cache/worker-test-'));
      for (const layer of ['core', 'onnx', 'runtime']) compileFolder(join(root, 'src', layer), folder);
      compile(join(root, 'test/support/echo-worker.ts'), folder);
      cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    });
    after(() => {
      rmSync(folder, {recursive: true});
    });

    it('runs the compiled entry, with no TypeScript loader in the process', () => {
      const script = `
        import {once} from 'node:events';
        import {spawnWorker, workerEntry} from ${JSON.stringify(pathToFileURL(join(folder, 'src/runtime/index.js')).href)};
        const entry = workerEntry(${JSON.stringify(pathToFileURL(join(folder, 'test/support/x.js')).href)}, './echo-worker');
        const model = Uint8Array.from(Buffer.from(process.argv[2], 'base64'));
        const [message] = await once(spawnWorker(entry, {model, x: 4}), 'message');
        process.stdout.write(message.file + ' ' + message.y[0]);`;
      const model = Buffer.from(tinyModel()).toString('base64');
      const main = join(folder, 'main.mjs');
      writeFileSync(main, script);
      const {stdout, stderr} = spawnSync(process.execPath, [main, model], {
        encoding: 'utf8',
      });
      expect({stdout, stderr}).to.deep.equal({stdout: 'echo-worker.js 4', stderr: ''});
    });
  });
});

/** Compiles as `tsc` does, file by file, keeping the tree. */
function compileFolder(source: string, target: string): void {
  for (const entry of readdirSync(source, {withFileTypes: true})) {
    const path = join(source, entry.name);
    if (entry.isDirectory()) compileFolder(path, target);
    else if (entry.name.endsWith('.ts')) compile(path, target);
  }
}

function compile(path: string, target: string): void {
  const {outputText} = ts.transpileModule(readFileSync(path, 'utf8'), {
    fileName: path,
    compilerOptions: {target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true},
  });
  const output = join(target, relative(root, path)).replace(/\.ts$/, '.js');
  mkdirSync(dirname(output), {recursive: true});
  writeFileSync(output, outputText);
}
