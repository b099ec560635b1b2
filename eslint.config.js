// Lint: typed rules, TSDoc, and the layer rule, generated from the table of layers below. A later block replaces a
// rule's options, so every ban on imports and on syntax stands in this one file, in `layerBlocks`.
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tsdoc from 'eslint-plugin-tsdoc';
import {defineConfig} from 'eslint/config';
import tseslint from 'typescript-eslint';

/** From low to high: a layer imports only from those before it, unless NARROWER says less. */
const LAYERS = [
  'core',
  'report',
  'onnx',
  'data',
  'runtime',
  'ops',
  'nn',
  'optim',
  'autodiff',
  'passes',
  'transforms',
  'checks',
  'prepare',
  'models',
  'surgery',
  'tasks',
  'eval',
  'train',
  'export',
  'runs',
  'serve',
  'cli',
  'commands',
];

/** Layers that may import less than what lies below them. */
const NARROWER = {
  data: ['core'],
  runtime: ['core', 'onnx'],
  ops: ['core', 'onnx'],
  nn: ['core', 'onnx', 'ops'],
  optim: ['core', 'onnx', 'ops'],
  autodiff: ['core', 'onnx', 'ops'],
  passes: ['core', 'onnx', 'runtime', 'ops'],
  transforms: ['core', 'onnx', 'data', 'ops'],
  models: ['core', 'onnx', 'ops', 'nn'],
  surgery: ['core', 'onnx', 'runtime', 'ops', 'passes'],
  checks: ['core', 'report', 'data'],
  cli: ['core'],
};

/** A package is used in the layers that own it and nowhere else, so that replacing it touches one place. */
const OWNERS = {
  '@alexanderolsen/libsamplerate-js': ['data'],
  '@bufbuild/protobuf': ['onnx'],
  '@oclif/core': ['cli', 'commands'],
  '@wasm-audio-decoders/flac': ['data'],
  '@wasm-audio-decoders/ogg-vorbis': ['data'],
  'apache-arrow': ['data'],
  'cli-table3': ['cli', 'commands'],
  'csv-parse': ['data'],
  echarts: ['report'],
  'fastest-levenshtein': ['core'],
  fastify: ['serve'],
  fzstd: ['data'],
  hyparquet: ['data'],
  'hyparquet-compressors': ['data'],
  'hyparquet-writer': ['data'],
  'libphonenumber-js': ['prepare'],
  'mpg123-decoder': ['data'],
  'node-sqlite3-wasm': ['data'],
  'onnxruntime-node': ['runtime'],
  ora: ['cli', 'commands'],
  pg: ['data'],
  'pg-cursor': ['data'],
  'prom-client': ['serve'],
  sharp: ['data'],
  'tar-stream': ['data'],
  picomatch: ['data'],
  tinyglobby: ['data'],
  validator: ['prepare'],
  yauzl: ['data'],
};

/** Imports around a folder's index.ts that would otherwise be a cycle through it. */
const AROUND_INDEX = {'src/ops/define.ts': 'onnx/(builder|types)', 'src/ops/op-graph.ts': 'onnx/(builder|types)'};

export const mayImport = (layer) => NARROWER[layer] ?? LAYERS.slice(0, LAYERS.indexOf(layer));

/** What may not be imported from a layer: regular expressions over module names, each with its message. */
const bansOf = (layer, aroundIndex) => {
  const allowed = mayImport(layer);
  const packages = Object.entries(OWNERS)
    .filter(([, owners]) => !owners.includes(layer))
    .map(([name, owners]) => ({
      regex: `^${name}(/|$)`,
      message: `Only src/${owners.join(', src/')} may import ${name}.`,
    }));
  const layers = LAYERS.filter((other) => other !== layer && !allowed.includes(other)).map((other) => ({
    regex: `^(\\.\\./)+${other}/`,
    message: `src/${layer} may import only: ${allowed.join(', ') || 'nothing'}.`,
  }));
  const except = aroundIndex === undefined ? '' : `(?!${aroundIndex}\\.js$)`;
  const entries = allowed.map((other) => ({
    regex: `^(\\.\\./)+${except}${other}/(?!index\\.js$)`,
    message: `Another folder is entered through its index.ts: import '${other}/index.js'.`,
  }));
  return [...packages, ...layers, ...entries];
};

/** `no-restricted-imports` does not see `import()` expressions and types; these selectors do. */
const dynamicBans = (bans) =>
  bans.flatMap(({regex, message}) => {
    const pattern = `/${regex.replaceAll('/', '\\u002F')}/`;
    return [
      {selector: `ImportExpression[source.value=${pattern}]`, message},
      {selector: `TSImportType[source.value=${pattern}]`, message},
    ];
  });

const NODE_GLOBALS = [
  'AbortSignal',
  'Buffer',
  'URL',
  'clearTimeout',
  'console',
  'fetch',
  'performance',
  'process',
  'setTimeout',
];

const SYNTAX = [{selector: 'TSEnumDeclaration', message: 'Use an `as const` object instead of an enum.'}];
const NO_DEFAULT = {selector: 'ExportDefaultDeclaration', message: 'Only commands have a default export.'};

const ROOT_HOOK = {
  selector: 'Program > ExpressionStatement > CallExpression[callee.name=/^(before|after)(Each)?$/]',
  message: 'A hook outside a suite runs around the tests of every file: put it into a describe.',
};

const SECOND_COPY = {
  selector: 'ImportExpression',
  message:
    'Test files are loaded as CommonJS: import() makes a second copy of the modules, and a mess of what is covered. Import above.',
};

const layerBlock = (layer, files, aroundIndex) => {
  const bans = bansOf(layer, aroundIndex);
  const syntax = layer === 'commands' ? SYNTAX : [...SYNTAX, NO_DEFAULT];
  return {
    files,
    rules: {
      'no-restricted-imports': ['error', {patterns: bans}],
      'no-restricted-syntax': ['error', ...syntax, ...dynamicBans(bans)],
    },
  };
};

export const layerBlocks = [
  ...LAYERS.map((layer) => layerBlock(layer, [`src/${layer}/**`])),
  ...Object.entries(AROUND_INDEX).map(([file, pattern]) => layerBlock(file.split('/')[1], [file], pattern)),
];

export default defineConfig(
  {
    ignores: [
      'lib/',
      'coverage/',
      'src/onnx/generated/',
      'src/data/generated/',
      'wasm/',
      '**/.venv*/',
      'runs/',
      'demo/',
      '.pack/',
    ],
  },
  {linterOptions: {noInlineConfig: true, reportUnusedDisableDirectives: 'error'}},
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: {tsdoc},
    languageOptions: {parserOptions: {project: './test/tsconfig.json', tsconfigRootDir: import.meta.dirname}},
    rules: {
      'tsdoc/syntax': 'error',
      'max-lines': ['warn', 300],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', {ignoreArrowShorthand: true}],
      // A definition's type parameter is often used once, to tie a state to its functions.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {files: ['src/commands/**'], rules: {'max-lines': ['warn', 80]}},
  // Two lines an op, and nothing else that grows.
  {files: ['src/ops/index.ts'], rules: {'max-lines': 'off'}},
  {
    files: ['test/**/*.ts'],
    rules: {
      // chai's `expect(x).to.be.true` is an expression, and a test may know that a thing is there.
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-syntax': ['error', ...SYNTAX, ROOT_HOOK, SECOND_COPY],
    },
  },
  ...layerBlocks,
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, 'readonly'])),
    },
  },
  prettier,
);
