// The one style sheet of all pages: readable without a network, light and dark by the reader's setting, and on paper.
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1c2330;--soft:#5b6675;--line:#d9dee6;--panel:#f6f8fa;--a:#2f6fb3;--b:#c2571a;--good:#2a7d4f;--warn:#9a6200;--bad:#b3261e;--high:#c2571a;--low:#2f6fb3}
@media (prefers-color-scheme:dark){:root{--paper:#12161d;--ink:#e4e8ee;--soft:#9aa5b4;--line:#2e3642;--panel:#1a2029;--a:#6ba6e8;--b:#f0965a;--good:#69c391;--warn:#e0ae4c;--bad:#f28b82;--high:#f0965a;--low:#6ba6e8}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:2rem 1.25rem 4rem;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.15rem;margin:2.5rem 0 .75rem;padding-bottom:.3rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:0 0 .1rem;overflow-wrap:anywhere}
p{margin:.4rem 0}
.soft{color:var(--soft)}
nav{margin:1rem 0 0;display:flex;flex-wrap:wrap;gap:.25rem 1rem;font-size:.9rem}
a{color:var(--a)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.87rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:0 0 .4rem}
th,td{padding:.3rem .75rem .3rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{color:var(--soft);font-weight:600;white-space:nowrap}
tbody th{font-weight:600;max-width:24rem;overflow-wrap:break-word}
td.number,th.number{text-align:right;white-space:nowrap}
ul.notes{list-style:none;margin:0;padding:0}
ul.notes li{margin:.4rem 0;padding:.45rem .75rem;background:var(--panel);border-left:4px solid var(--line);overflow-wrap:anywhere}
ul.notes li.good{border-color:var(--good)}
ul.notes li.warn{border-color:var(--warn)}
ul.notes li.bad{border-color:var(--bad)}
ul.notes b{margin-right:.5rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(20rem,1fr));gap:1rem}
.card{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.8rem 1rem;min-width:0}
.card p{font-size:.87rem;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .9rem;margin:.4rem 0 0;font-size:.87rem}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
figure{margin:.5rem 0 0}
figure+.scroll{margin-top:1.25rem}
figcaption{font-size:.8rem;color:var(--soft)}
svg{display:block;max-width:100%;height:auto}
svg text{font-family:inherit}
@media print{body{max-width:none;padding:0}.card{break-inside:avoid}nav{display:none}}
`;
