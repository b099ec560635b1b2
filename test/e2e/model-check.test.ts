// `model check` and `model show` on files that ingot did not make, sound and unsound ones.
import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {decodeModel, encodeModel, type Model} from '../../src/onnx/index.js';
import {fixture, ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';

const sink = fixture('onnx/kitchen-sink.onnx');
const bytes = readFileSync(sink);

describe('model check and model show of any ONNX file', function () {
  this.timeout(60_000);
  after(removeFolders);

  const write = (content: Uint8Array, name = 'model.onnx'): string => {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, content);
    return path;
  };
  /** A file with nodes in a circle. */
  const circle = (): string => {
    const model = decodeModel(readFileSync(fixture('onnx/external.onnx')));
    const [product] = model.graph.nodes;
    const nodes = [
      {...product!, name: 'first', inputs: ['late', 'x'], outputs: ['early']},
      {...product!, name: 'second', inputs: ['early', 'x'], outputs: ['late']},
      {...product!, name: 'third', inputs: ['early'], outputs: ['y']},
    ];
    const broken: Model = {...model, graph: {...model.graph, nodes, initializers: new Map()}};
    return write(encodeModel(broken));
  };

  it('passes a sound file, and prints its warnings', async () => {
    const {status, stdout} = await ingot(['model', 'check', sink]);
    expect(status).to.equal(0);
    expect(stdout.trim().split('\n').at(-1)).to.equal(`${sink}: 0 errors, 1 warnings.`);
  });

  it('names the node of every problem and ends with 3', async () => {
    const path = circle();
    const {status, stdout, stderr} = await ingot(['model', 'check', path]);
    expect(stderr).to.equal('');
    expect(status).to.equal(3);
    expect(stdout).to.equal(
      [
        "error: Graph 'external': node 'first' (MatMul) and node 'second' (MatMul) need each other's results ('late'): a circle.",
        "error: Graph 'external': node 'third' (MatMul) lacks input 'B' (number 2), which the operator needs.",
        `${path}: 2 errors, 0 warnings.`,
        '',
      ].join('\n'),
    );
    const json = await ingot(['model', 'check', path, '--json']);
    expect(json.status).to.equal(3);
    const {errorCount, problems} = JSON.parse(json.stdout) as {errorCount: number; problems: {node: string}[]};
    expect([errorCount, problems.map(({node}) => node)]).to.deep.equal([2, ['first', 'third']]);
  });

  it('shows operators, functions and values that are no tensors', async () => {
    const shown = await ingotJson<Record<string, unknown>>(['model', 'show', sink, '--graph']);
    expect(shown['operators']).to.deep.equal({Add: 1, Elu: 1, Identity: 1, Loop: 1, 'custom.Odd': 1});
    expect(shown['functions']).to.deep.equal([{name: 'custom.Odd', inputs: ['a', 'w'], outputs: ['b'], nodeCount: 1}]);
    expect((shown['inputs'] as {type?: string}[])[3]?.type).to.equal('sequence(float32[...])');
    expect(shown['graph']).to.match(/^function custom\.Odd:second<slope>\(a, w\) -> \(b\)/);
    expect((await ingot(['model', 'show', circle()])).status).to.equal(0);
  });

  const escaping = (location: string): string => {
    const folder = join(temporaryFolder(), 'model');
    mkdirSync(folder);
    writeFileSync(join(folder, '../outside'), Buffer.alloc(64));
    symlinkSync('../outside', join(folder, 'linked'));
    const path = join(folder, 'model.onnx');
    const model = readFileSync(fixture('onnx/external.onnx'), 'latin1');
    // The lengths of the fields stay right when the name keeps its length.
    writeFileSync(path, Buffer.from(model.replace('external.onnx.data', location.padEnd(18, ' ')), 'latin1'));
    return path;
  };
  const refused: readonly {name: string; path: () => string; status: number; says: RegExp}[] = [
    {name: 'no file', path: () => join(temporaryFolder(), 'none.onnx'), status: 4, says: /MODEL_NOT_FOUND/},
    {name: 'nothing in it', path: () => write(Buffer.alloc(0)), status: 3, says: /it is empty/},
    {name: 'text', path: () => write(Buffer.from('id,name\n1,a\n')), status: 3, says: /cannot be read as one/},
    {name: 'a cut file', path: () => write(bytes.subarray(0, 700)), status: 3, says: /by its own account/},
    {
      name: 'a length beyond its end',
      path: () => write(Buffer.of(8, 8, 58, 255, 255, 255, 127)),
      status: 3,
      says: /left/,
    },
    {name: 'absent weights', path: () => escaping('absent'), status: 4, says: /FILE_NOT_FOUND/},
    {name: 'weights above its folder', path: () => escaping('../outside'), status: 3, says: /beside the model/},
    {name: 'weights at an absolute path', path: () => escaping('/etc/hostname'), status: 3, says: /beside the model/},
  ];
  for (const {name, path, status, says} of refused)
    it(`refuses ${name}, without a stack trace`, async () => {
      const result = await ingot(['model', 'show', path()]);
      expect(result.status).to.equal(status);
      expect(result.stdout).to.equal('');
      expect(result.stderr).to.match(says);
      expect(result.stderr).not.to.match(/\n\s+at /);
    });
});
