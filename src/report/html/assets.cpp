#include "report/html/sections.hpp"

namespace sightline::html {

// Colours are those of Okabe and Ito (2008), which people who see few colours tell apart; marks differ in shape as well.
constexpr const char style_text[] = R"css(
:root{color-scheme:light;--ink:#1b1f24;--soft:#4d5660;--line:#c9d0d8;--blue:#0072b2;--red:#b84a00;--paper:#fff;--band:#f3f6f9}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:var(--paper);font:16px/1.55 system-ui,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Zen Hei",sans-serif}
main{max-width:80rem;margin:0 auto;padding:1rem}
i{font-style:normal}
#zh:checked~div i[lang=en],#en:checked~div i[lang=zh]{display:none}
main>input{margin:0 .3rem 0 0;width:1.1rem;height:1.1rem;vertical-align:-.15rem}
main>label{margin-right:1rem;display:inline-block;padding:.35rem 0}
h1{font-size:1.9rem;line-height:1.2;margin:.6rem 0}
h2{font-size:1.35rem;margin:2.2rem 0 .6rem;padding-top:.6rem;border-top:3px solid var(--blue)}
h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
p{margin:.4rem 0;max-width:52rem}
header p{color:var(--soft)}
small{color:var(--soft);font-size:.82em}
code{font:13px/1.4 ui-monospace,Consolas,monospace;overflow-wrap:anywhere}
a{color:#005a8e}
.skip{position:absolute;left:-99rem}
.skip:focus{position:static}
:focus-visible{outline:3px solid #d55e00;outline-offset:2px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.synthetic{display:inline-block;background:#fff3c4;color:#5c3d00;border:1px solid #a67c00;border-radius:.3rem;padding:0 .5rem;font-weight:600}
h2 .synthetic{font-size:.8rem;vertical-align:.25rem}
header .synthetic{color:#5c3d00}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:.8rem;margin:1rem 0}
.cards>div{background:var(--band);border-left:5px solid var(--blue);padding:.7rem .9rem}
.cards dt{font-weight:600}
.cards dd{margin:0;color:var(--soft)}
.cards .big{font-size:1.6rem;line-height:1.3;color:var(--ink);font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:auto;max-width:100%;margin:.6rem 0}
th,td{padding:.3rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{background:var(--band);border-bottom:2px solid var(--soft);vertical-align:bottom}
tbody th{font-weight:400}
.n,#table td:nth-child(1),#table td:nth-child(n+7):nth-child(-n+11){text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
thead .n{white-space:normal}
.scroll{overflow-x:auto;margin:.6rem 0}
.scroll table{margin:0;max-width:none}
.domains{width:100%}
.domains .picture{width:45%;min-width:8rem;padding-top:.1rem;padding-bottom:.1rem}
.chart{display:block;width:100%;height:22px}
.chart text{font-size:12px;fill:var(--soft)}
.grid{stroke:#dde3e9;stroke-width:1;fill:none}
.bar{stroke:var(--blue);stroke-width:2;fill:none}
.dot{fill:var(--blue)}
figure{margin:.6rem 0}
.map{display:block;width:100%;max-width:52rem;max-height:40rem;border:1px solid var(--line);background:#fbfcfd}
.map text{font-size:22px;fill:var(--ink)}
.scale{stroke:var(--ink);stroke-width:2;fill:none}
.random{stroke:#0072b2;stroke-width:8;stroke-linecap:round;opacity:.65;fill:none}
.directed{fill:#d55e00;stroke:#fff;stroke-width:1}
.follow_up{fill:#111;stroke:#fff;stroke-width:1.5}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;list-style:none;padding:0;margin:.4rem 0}
.legend svg{width:1.3rem;height:1.3rem;vertical-align:-.3rem;margin-right:.3rem}
details summary{cursor:pointer}
.more{margin:1rem 0}
.more>summary{font-weight:600;padding:.3rem 0}
#controls{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin:.8rem 0}
#controls[hidden],#pager[hidden]{display:none}
#controls label span{display:block;font-size:.9rem}
input[type=search],select,button{font:inherit;color:inherit;background:#fff;border:1px solid #6b7580;border-radius:.3rem;padding:.3rem .6rem;min-height:2.4rem;max-width:16rem}
button{cursor:pointer}
button:disabled{color:#6b7580;cursor:default}
#pager{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:center}
#shown{font-variant-numeric:tabular-nums}
#table{font-size:.88rem;width:100%}
#table th,#table td{padding:.25rem .45rem}
#table th[scope=row]{min-width:9rem}
#table td:nth-child(3){min-width:7rem}
#table td:nth-child(n+9):nth-child(-n+9){white-space:normal;min-width:6rem}
#table td:nth-child(n+4):nth-child(-n+6){white-space:nowrap;min-width:4.2rem}
#table td:nth-child(13){min-width:9.5rem}
#table td:nth-child(12),#table td:nth-child(1){white-space:nowrap}
#table small{display:block}
.rules th,.rules td{min-width:7rem}
.rules td:last-child{min-width:11rem}
#table thead button{border:0;background:none;padding:.2rem 0;min-height:1.6rem;font-weight:700;text-align:inherit;max-width:none}
#table thead button::after{content:"\2195";color:var(--soft);padding-left:.25rem}
#table thead [aria-sort=ascending] button::after{content:"\2191"}
#table thead [aria-sort=descending] button::after{content:"\2193"}
@media(max-width:640px){body{font-size:15px}main{padding:.7rem}h1{font-size:1.5rem}.wide{display:none}
.cards{grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.5rem}.cards .big{font-size:1.25rem}
th,td{padding:.25rem .4rem}.domains .picture{width:34%;min-width:6.5rem}.domains small{display:block}.domains td.n{white-space:normal}.chart .odd{display:none}.map text{font-size:38px}.random{stroke-width:12}}
@page{size:A4;margin:14mm 12mm}
@media print{body{font-size:9.5pt}main{max-width:none;padding:0}main>input,main>label,#controls,#pager button,#pager span,.skip{display:none}
h2,h3{break-after:avoid}tr,figure,.cards>div{break-inside:avoid}thead{display:table-header-group}
.scroll{overflow:visible}#table{font-size:6.6pt}th,td{padding:1.5pt 3pt}#table th[scope=row],#table td{min-width:0!important}
#table td:nth-child(n+7):nth-child(-n+11){white-space:normal}.cards{grid-template-columns:repeat(3,1fr)}.map{max-height:120mm}
#table thead button{display:contents}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)css";

constexpr const char script_text[] = R"js(
"use strict";
(() => {
  const byId = id => document.getElementById(id);
  const language = () => byId("zh").checked ? "zh" : "en";
  const table = byId("table");
  const said = element => {
    const own = [...element.querySelectorAll("i")].find(i => i.lang === language());
    return (own || element).textContent.trim();
  };
  const languageChanged = [() => { document.documentElement.lang = language(); }];
  for (const id of ["zh", "en"]) byId(id).addEventListener("change", () => languageChanged.forEach(f => f()));
  if (!table) return;

  const body = table.tBodies[0], all = [...body.rows];
  const cells = all.map(row => [...row.cells].map(cell => cell.textContent));
  const text = cells.map(row => row.join("\n").toLowerCase());
  const order = all.map((row, i) => i);
  const search = byId("search"), size = byId("per-page"), shown = byId("shown");
  const filters = [...document.querySelectorAll("#controls select[data-column]")];
  let found = order, first = 0;

  const show = () => {
    const step = Number(size.value) || found.length || 1;
    first = Math.max(0, Math.min(first, Math.floor((found.length - 1) / step) * step));
    const end = Math.min(first + step, found.length);
    body.replaceChildren(...found.slice(first, end).map(i => all[i]));
    const n = x => x.toLocaleString("en");
    shown.value = found.length ? n(first + 1) + "–" + n(end) + " / " + n(found.length) : "0";
    byId("previous").disabled = first === 0;
    byId("next").disabled = end >= found.length;
  };
  const pick = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    found = order.filter(i => words.every(word => text[i].includes(word)) &&
      filters.every(f => f.value === "" || cells[i][f.dataset.column] === f.value));
    first = 0;
    show();
  };
  const number = s => parseFloat(s.replace(/,/g, ""));
  const sortBy = (column, heading) => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const numeric = heading.classList.contains("n"), sign = down ? -1 : 1;
    const words = new Intl.Collator(language());
    order.sort((a, b) => {
      const x = cells[a][column], y = cells[b][column];
      return sign * (numeric ? number(x) - number(y) : words.compare(x, y)) || a - b;
    });
    pick();
  };

  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => sortBy(column, heading));
  });
  const nameChoices = () => {
    size.options[size.options.length - 1].textContent = said(byId("all"));
    for (const filter of filters) {
      const kept = filter.value, first = new Map();
      cells.forEach((row, i) => { if (!first.has(row[filter.dataset.column])) first.set(row[filter.dataset.column], i); });
      filter.replaceChildren(new Option(said(byId("all")), ""),
        ...[...first].sort((a, b) => a[0] < b[0] ? -1 : 1)
          .map(([value, i]) => new Option(said(all[i].cells[filter.dataset.column]), value)));
      filter.value = kept;
    }
  };
  languageChanged.push(nameChoices);
  nameChoices();
  search.addEventListener("input", pick);
  filters.forEach(filter => filter.addEventListener("change", pick));
  size.addEventListener("change", () => { first = 0; show(); });
  const turn = by => { first += by * (Number(size.value) || 0); show(); };
  byId("previous").addEventListener("click", () => turn(-1));
  byId("next").addEventListener("click", () => turn(1));
  byId("controls").addEventListener("submit", event => event.preventDefault());
  byId("controls").hidden = byId("pager").hidden = false;
  show();
})();
)js";

constinit const Asset style_sheet(style_text), script(script_text);

}  // namespace sightline::html
