// The layer rule is only worth something if it bites: each violation below is linted with the project's own
// configuration (typed rules off, since the files do not exist).
import {expect} from 'chai';
import {ESLint} from 'eslint';
import {readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('../..', import.meta.url));

const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    {
      files: ['**/*.ts'],
      languageOptions: {parserOptions: {project: null}},
      rules: {...(tseslint.configs.disableTypeChecked.rules as Record<string, 'off'>)},
    },
  ] as ESLint.Options['overrideConfig'] & object,
});

async function layerErrors(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, {filePath: `${root}/${filePath}`});
  const messages = result?.messages ?? [];
  expect(
    messages.filter(({fatal}) => fatal),
    'the text parses',
  ).to.be.empty;
  return messages
    .filter(({ruleId}) => ruleId === 'no-restricted-imports' || ruleId === 'no-restricted-syntax')
    .map(({message}) => message);
}

describe('the layer rule of the lint configuration', () => {
  const violations = [
    {name: 'an upward import', file: 'src/onnx/x.ts', code: `import {ops} from '../ops/index.js'; ops;`},
    {
      name: 'an upward type import',
      file: 'src/onnx/x.ts',
      code: `import type {Op} from '../ops/index.js'; export type X = Op;`,
    },
    {name: 'an upward re-export', file: 'src/core/x.ts', code: `export * from '../onnx/index.js';`},
    {
      name: 'an upward dynamic import',
      file: 'src/data/x.ts',
      code: `export const load = () => import('../train/index.js');`,
    },
    {name: 'an upward import type', file: 'src/data/x.ts', code: `export type X = import('../train/index.js').Run;`},
    {name: 'an upward import from a subfolder', file: 'src/nn/layers/x.ts', code: `import '../../train/index.js';`},
    {name: 'the command base knowing a layer', file: 'src/cli/x.ts', code: `import '../data/index.js';`},
    {name: 'autodiff knowing the runtime', file: 'src/autodiff/x.ts', code: `import '../runtime/index.js';`},
    {name: 'a folder entered beside its index.ts', file: 'src/train/x.ts', code: `import '../nn/losses/mse.js';`},
    {name: 'the exception used by another file', file: 'src/ops/add.ts', code: `import '../onnx/builder.js';`},
    {name: 'a package of another layer', file: 'src/eval/x.ts', code: `import 'onnxruntime-node';`},
    {
      name: 'a package of another layer, lazily',
      file: 'src/eval/x.ts',
      code: `export const load = () => import('fastify');`,
    },
    {name: 'a part of a package of another layer', file: 'src/prepare/x.ts', code: `import 'apache-arrow/ipc/reader';`},
    {name: 'oclif below the commands', file: 'src/train/x.ts', code: `import {Flags} from '@oclif/core'; Flags;`},
    {name: 'a default export outside commands', file: 'src/train/x.ts', code: `export default 1;`},
    {name: 'an enum', file: 'src/train/x.ts', code: `export enum Color { red }`},
  ];
  for (const {name, file, code} of violations)
    it(`refuses ${name}`, async () => expect(await layerErrors(file, code)).to.have.lengthOf(1));

  const permitted = [
    {name: 'a downward import', file: 'src/ops/x.ts', code: `import '../onnx/index.js';`},
    {
      name: 'a downward lazy import in a command',
      file: 'src/commands/data/x.ts',
      code: `export const load = () => import('../../prepare/index.js');`,
    },
    {name: 'a default export in a command', file: 'src/commands/x.ts', code: `export default class X {}`},
    {name: 'a package by its owner', file: 'src/runtime/x.ts', code: `import 'onnxruntime-node';`},
    {
      name: 'the two files around the index',
      file: 'src/ops/op-graph.ts',
      code: `import '../onnx/builder.js'; import '../onnx/types.js';`,
    },
    {name: 'a neighbour in the same folder', file: 'src/train/x.ts', code: `import './program.js';`},
  ];
  for (const {name, file, code} of permitted)
    it(`allows ${name}`, async () => expect(await layerErrors(file, code)).to.be.empty);

  it('has every folder of src as a layer', async () => {
    const folders = readdirSync(`${root}/src`, {withFileTypes: true}).filter((entry) => entry.isDirectory());
    for (const {name} of folders) {
      const above = name === 'commands' ? `import 'fastify';` : `import '../commands/x.js';`;
      expect(await layerErrors(`src/${name}/x.ts`, above), name).to.have.lengthOf(1);
    }
  });

  it('cannot be switched off by a comment', async () => {
    const code = `// eslint-disable-next-line no-restricted-imports\nimport '../ops/index.js';`;
    expect(await layerErrors('src/onnx/x.ts', code)).to.have.lengthOf(1);
  });
});
