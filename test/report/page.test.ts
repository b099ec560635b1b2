import {expect} from 'chai';
import {
  barSvg,
  cards,
  escapeHtml,
  facts,
  heatmapSvg,
  histogramSvg,
  Html,
  markup,
  notes,
  page,
  plot,
  table,
} from '../../src/report/index.js';

const EVIL = `<script>alert("1")</script>&'\u0000\ud800`;
const SAFE = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;\ufffd\ufffd';

describe('pages', () => {
  it('escape what they are given, in text and in attributes', () => {
    expect(escapeHtml(EVIL)).to.equal(SAFE);
    expect(escapeHtml('é 😀\t\n')).to.equal('é 😀\t\n');
    expect(markup`<p title="${EVIL}">${[1, null, undefined, markup`<b>${'<'}</b>`]}</p>`.text).to.equal(
      `<p title="${SAFE}">1<b>&lt;</b></p>`,
    );
  });

  it('escape in every part', async () => {
    const content = [
      table({head: [EVIL], rows: [[EVIL, EVIL]], caption: EVIL}),
      notes([{tone: 'bad', label: EVIL, text: EVIL}]),
      facts([[EVIL, EVIL]]),
      cards([{title: EVIL, subtitle: EVIL, content: EVIL}]),
      await barSvg({title: EVIL, alt: EVIL, caption: EVIL, bars: [{label: EVIL, value: 1}]}),
      await histogramSvg({title: EVIL, edges: [0, 1], series: [{name: EVIL, counts: [1]}]}),
      await heatmapSvg({title: EVIL, names: [EVIL, 'b'], values: [[1, -1], [-1, null]]}), // prettier-ignore
    ];
    const text = page({title: EVIL, lead: EVIL, sections: [{title: EVIL, content}]});
    expect(text).not.to.contain('<script');
    expect(text).not.to.contain('alert("1")');
    expect(/\p{Cs}|\0/u.test(text)).to.equal(false);
    expect(text.split(SAFE).length - 1).to.be.at.least(16);
  });

  it('ask for nothing from outside, and forbid it', async () => {
    const plots = [
      await barSvg({title: 'a', bars: [{label: 'x', value: 1}]}),
      await histogramSvg({title: 'b', edges: [0, 1, 2], series: [{name: 'n', counts: [1, 2]}]}),
    ];
    const text = page({title: 'T', sections: [{title: 'S', content: plots}]});
    expect(text).to.contain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(text).not.to.match(/https?:|url\(|@import|\ssrc=|<link|<script|\son\w+=|xlink/);
  });

  it('name each plot for those who do not see it, with its numbers', async () => {
    const {text: drawn} = await histogramSvg({
      title: 'Ages',
      edges: [0, 10, 20],
      series: [{name: 'rows', counts: [3, 4]}],
    });
    expect(drawn).to.match(/<svg role="img" width="320" height="110" viewBox="0 0 320 110"><title>Ages<\/title>/);
    expect(drawn).to.contain('<desc>From 0 to 20. rows: 3, 4</desc>');
    expect(drawn).to.match(/>0<\/text>[^]*>20<\/text>/);
  });

  it('have no colours of their own, so that light and dark both suit', async () => {
    const {text: drawn} = await barSvg({title: 'a', bars: [{label: 'x', value: 1}]});
    expect(drawn).to.contain('var(--a)');
    expect(drawn).not.to.match(/#[0-9a-f]{3,6}"|rgb/i);
  });

  it('are the same bytes each time', async () => {
    const draw = (): Promise<Html> => histogramSvg({title: 'a', edges: [0, 1], series: [{name: 'n', counts: [1]}]});
    expect((await draw()).text).to.equal((await draw()).text);
  });

  it('leave out sections and facts without content', () => {
    const text = page({title: 'T', sections: [{title: 'Nothing', content: notes([])}, {title: 'Some', content: facts([['a', 1], ['b', null]])}]}); // prettier-ignore
    expect(text).not.to.contain('Nothing');
    expect(text).not.to.contain('<nav');
    expect(text).to.contain('<dl><dt>a</dt><dd>1</dd></dl>');
    expect(facts([['b', '']])).to.equal('');
  });

  it('draw without values, with one interval and with infinite numbers', async () => {
    for (const edges of [[], [5, 5], [-Infinity, NaN]])
      expect((await histogramSvg({title: 'a', edges, series: []})).text).to.contain('<svg');
    expect((await barSvg({title: 'a', bars: []})).text).to.contain('<svg');
    expect((await heatmapSvg({title: 'a', names: [], values: []})).text).to.contain('<svg');
  });

  it('write small and great ticks short', async () => {
    const {text: drawn} = await histogramSvg({
      title: 'a',
      edges: [1e-9, 12345678901],
      series: [{name: 'n', counts: [1]}],
    });
    expect(drawn).to.contain('1e-9').and.to.contain('1.23e10');
  });

  it('take any chart', async () => {
    const option = {xAxis: {type: 'category', data: ['a', 'b']}, yAxis: {}, series: [{type: 'line', data: [1, 2]}]};
    expect((await plot(option, {title: 'Line'}, {width: 200, height: 100})).text).to.contain('<title>Line</title>');
  });
});
