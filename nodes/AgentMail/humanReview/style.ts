/** The page's only style. A test measures its contrasts, in light and in dark. */
export const STYLE = `
:root { color-scheme: light dark; --back: #f3f4f6; --card: #fff; --text: #1b1f24; --soft: #4b5563; --line: #8b93a1; --act: #0b57a4; --on-act: #fff; --alert: #fff3d6; }
@media (prefers-color-scheme: dark) { :root { --back: #111418; --card: #1b2027; --text: #f1f3f5; --soft: #bcc4ce; --line: #7d8794; --act: #9ecbff; --on-act: #0a1a2b; --alert: #4a3a10; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.4rem; line-height: 1.3; overflow-wrap: anywhere; margin: .5rem 0 1rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
.said { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 0 0 1rem; overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: plaintext; }
.alert { background: var(--alert); border-radius: .5rem; padding: .75rem 1rem; }
.hint { color: var(--soft); }
label { display: block; font-weight: 600; margin: 1.5rem 0 .25rem; }
label .hint { font-weight: 400; }
textarea, select, input:not([type=radio], [type=checkbox]) { width: 100%; min-height: 2.75rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem; }
::placeholder { color: var(--soft); opacity: 1; }
fieldset { border: 0; margin: 1.5rem 0 0; padding: 0; min-width: 0; }
legend { font-weight: 600; padding: 0; overflow-wrap: anywhere; }
legend .hint { font-weight: 400; }
.option { display: flex; align-items: center; gap: .5rem; min-height: 2.75rem; }
.option input { flex: none; width: 1.5rem; height: 1.5rem; margin: 0; }
.option label { flex: 1; margin: 0; font-weight: 400; overflow-wrap: anywhere; }
.problem { margin: .25rem 0; font-weight: 600; }
.alert a { color: inherit; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1rem; }
button { flex: 1 1 10rem; min-height: 3rem; font: inherit; font-weight: 600; overflow-wrap: anywhere; color: var(--on-act); background: var(--act); border: 2px solid var(--act); border-radius: .5rem; padding: .5rem 1rem; cursor: pointer; }
button.second { color: var(--text); background: transparent; border-color: var(--line); }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
`;
