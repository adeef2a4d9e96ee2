// How the pages look: one card, light or dark as the system has it, nothing from elsewhere.

export const stylesheet = `
:root { color-scheme: light dark; --page: #f3f5f8; --card: #fff; --text: #16202c; --soft: #5a6675; --line: #c9d1da;
  --accent: #0b6e4f; --on-accent: #fff; --bad: #a3161b; --bad-back: #fdeced; --good: #0b5a41; --good-back: #e7f5ef; }
@media (prefers-color-scheme: dark) { :root { --page: #10151b; --card: #1a222c; --text: #e8edf3; --soft: #a0adbb;
  --line: #3a4653; --accent: #4cc79b; --on-accent: #06231a; --bad: #ffb3b5; --bad-back: #3b1a1d; --good: #a6e6cd;
  --good-back: #14352a; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; align-items: center; justify-content: center;
  gap: 1rem; padding: 2rem 1rem; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { width: 100%; max-width: 25rem; padding: 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 14px; box-shadow: 0 8px 30px rgb(0 0 0 / 8%); }
h1 { margin: 0 0 1rem; font-size: 1.4rem; line-height: 1.25; }
h2 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
p { margin: 0 0 1rem; }
form { margin: 0; }
label { display: block; margin: 0 0 .9rem; font-size: .9rem; font-weight: 600; }
label.choice { display: flex; gap: .6rem; align-items: center; font-weight: 400; }
input:not([type=radio], [type=hidden]) { display: block; width: 100%; margin-top: .3rem; padding: .6rem .7rem; font: inherit;
  font-weight: 400;
  color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: 8px; }
input.code { letter-spacing: .3em; font-variant-numeric: tabular-nums; }
button, a.button { display: block; width: 100%; margin: 0 0 .6rem; padding: .65rem 1rem; font: inherit; font-weight: 600;
  text-align: center; text-decoration: none; cursor: pointer; color: var(--on-accent); background: var(--accent);
  border: 1px solid var(--accent); border-radius: 8px; }
button.second, a.second { color: var(--text); background: transparent; border-color: var(--line); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); }
.or { display: flex; align-items: center; gap: .8rem; margin: 1rem 0; color: var(--soft); font-size: .85rem; }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.links { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .3rem 1rem; margin: .8rem 0 0; font-size: .9rem; }
.bad, .good { padding: .6rem .8rem; border-radius: 8px; font-size: .92rem; }
.bad { color: var(--bad); background: var(--bad-back); }
.good { color: var(--good); background: var(--good-back); }
.soft, footer { color: var(--soft); font-size: .85rem; }
code { overflow-wrap: anywhere; font-size: .95rem; }
ul { list-style: none; margin: 0 0 1rem; padding: 0; }
li { display: flex; justify-content: space-between; align-items: center; gap: 1rem; padding: .5rem 0; border-bottom: 1px solid var(--line); }
li button { width: auto; margin: 0; }
`
