import {expect} from 'chai';
import {networkFlags, networkOptions} from '../../src/cli/index.js';
import {architectures} from '../../src/models/index.js';
import {activations, initializers} from '../../src/nn/index.js';

describe('the flags of a network', () => {
  it('name every activation and every initializer in their help', () => {
    for (const name of activations.names())
      expect(networkFlags.activation.summary).to.match(new RegExp(`\\b${name}\\b`));
    for (const name of initializers.names())
      expect(networkFlags.initializer.summary).to.match(new RegExp(`\\b${name}\\b`));
  });

  it('say the right numbers of the activations that take one', () => {
    const {summary} = networkFlags['activation-alpha'];
    for (const {name, alpha} of activations.values())
      if (alpha) expect(summary).to.match(new RegExp(`\\b${name}\\b[^,]*\\(${String(alpha.standard)}\\)`));
  });

  it('are the options of the architectures, under their names', () => {
    const known = new Set(architectures.values().flatMap(({defaults}) => Object.keys(defaults)));
    const given = Object.fromEntries(Object.keys(networkFlags).map((flag) => [flag, '1']));
    expect(Object.keys(networkOptions(given))).to.have.members([...known]);
  });

  it('become what was given, and nothing else', () => {
    expect(networkOptions({hidden: ['none'], norm: undefined, spec: 'x.yaml'})).to.deep.equal({hidden: []});
    expect(networkOptions({channels: ['8', '4'], blocks: ['2'], 'squeeze-excite': true})).to.deep.equal({
      channels: [8, 4],
      blocks: [2],
      squeezeExcite: true,
    });
    expect(networkOptions({hidden: ['8', '4'], 'embedding-dim': 'auto', residual: true})).to.deep.equal({
      hidden: [8, 4],
      embeddingDim: 'auto',
      residual: true,
    });
  });
});
