import naughty from "big-list-of-naughty-strings/blns.json" with { type: "json" };

/** What runs: each would leave a trace in `attacked`, or open a dialog. */
const run = "attacked=1";

const elements = [
  `<script>${run}</script>`,
  `<SCRIPT/x>${run}</SCRIPT>`,
  `</title></style></textarea><script>${run}</script>`,
  `<scr<script>ipt>${run}</scr</script>ipt>`,
  `<script src="data:text/javascript,${run}"></script>`,
  `<script type=module>${run}</script>`,
  `<img src=x onerror=${run}>`,
  `<img/src='x'/onerror='${run}'>`,
  `<img src=x:x onerror\n=${run}>`,
  `<image href=x onerror=${run}>`,
  `<svg onload=${run}>`,
  `<svg><script>${run}</script></svg>`,
  `<svg><animate onbegin=${run} attributeName=x dur=1s>`,
  `<svg><use href="data:image/svg+xml,<svg id=x onload=${run} />#x">`,
  `<svg><foreignObject><iframe onload=${run}></foreignObject></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${run}>`,
  `<math href="javascript:${run}">x</math>`,
  `<iframe src="javascript:${run}"></iframe>`,
  `<iframe srcdoc="<script>parent.${run}</script>"></iframe>`,
  `<object data="javascript:${run}"></object>`,
  `<embed src="javascript:${run}">`,
  `<video><source onerror=${run}></video>`,
  `<audio src=x onerror=${run}>`,
  `<details open ontoggle=${run}>`,
  `<input autofocus onfocus=${run}>`,
  `<select autofocus onfocus=${run}>`,
  `<textarea autofocus onfocus=${run}>`,
  `<body onload=${run}>`,
  `<marquee onstart=${run}>`,
  `<div style="animation-name:x" onanimationstart=${run}>`,
  `<style>@keyframes x{}</style><b style="animation-name:x" onanimationstart=${run}>`,
  `<style>@import "javascript:${run}";*{display:none}</style>`,
  `<link rel=stylesheet href="data:text/css,*{display:none}">`,
  `<base href="javascript:${run}//">`,
  `<meta http-equiv=refresh content="0;url=javascript:${run}">`,
  `<form action="javascript:${run}"><button>x</button></form>`,
  `<button formaction="javascript:${run}">x</button>`,
  `<a href="javascript:${run}">x</a>`,
  `<a href="&#106;avascript:${run}">x</a>`,
  `<a id=app name=body>clobber</a><form id=composer><input name=attributes></form>`,
  `<template><script>${run}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  `<!--><img src=x onerror=${run}>-->`,
  `<![CDATA[<script>${run}</script>]]>`,
  `<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">${run}</x:script>`,
  `<custom-element onclick=${run} tabindex=1 autofocus onfocus=${run}>`,
  `"><img src=x onerror=${run}>`,
  `' autofocus onfocus='${run}`,
  `\u0001<img src=x onerror=${run}>`,
  `＜script＞${run}＜/script＞`,
  `\${${run}}{{constructor.constructor("${run}")()}}<%= ${run} %>`,
  `javascript:/*--></title></style></textarea></script><svg/onload=${run}>`,
];

const addresses = [
  `javascript:${run}`,
  `JaVaScRiPt:${run}`,
  ` javascript:${run}`,
  `\u0001javascript:${run}`,
  `java\tscript:${run}`,
  `java\nscript:${run}`,
  `javascript&colon;${run}`,
  `&#x6A;avascript:${run}`,
  `javascript://x.example/%0a${run}`,
  `javascript:"https://x.example";${run}`,
  `data:text/html,<script>${run}</script>`,
  `data:text/html;base64,PHNjcmlwdD5hdHRhY2tlZD0xPC9zY3JpcHQ+`,
  `vbscript:${run}`,
  `view-source:javascript:${run}`,
  `blob:https://x.example/${run}`,
  `filesystem:https://x.example/${run}`,
  `file:///etc/passwd`,
  `about:blank`,
  `ws://x.example`,
  `https://x.example/"onmouseover="${run}`,
  `https://x.example/'onclick='${run}`,
  `https://x.example/><script>${run}</script>`,
  `https://x.example/\`onclick=${run}\``,
  `//x.example/${run}`,
  `mailto:a@x.example?body=<script>${run}</script>`,
];

const ways: readonly ((address: string) => string)[] = [
  (address) => `[x](${address})`,
  (address) => `[x](<${address}>)`,
  (address) => `![x](${address})`,
  (address) => `<${address}>`,
  (address) => `[x]: ${address}\n\n[x]`,
  (address) => `| [x](${address}) |\n| - |\n| ${address} |`,
  (address) => `- [ ] [x](${address})`,
];

const places: readonly ((text: string) => string)[] = [
  (text) => `\`\`\`${text.replaceAll(/\s/g, "/")}\n${text}\n\`\`\``,
  (text) => `\`\`\`html\n${text}\n\`\`\``,
  (text) => `\`${text}\``,
  (text) => `> # ${text}`,
  (text) => `| ${text} |\n| :-${text.length > 40 ? ":" : ""} |\n| ${text} |`,
  (text) => `**[${text}](https://x.example)** @${text}`,
];

/** Texts that others found to do harm somewhere, and what is known to do harm where text becomes markup. */
export const payloads: readonly string[] = [
  ...naughty,
  ...elements,
  ...ways.flatMap((way) => addresses.map(way)),
  ...elements.flatMap((text, i) => places.map((place) => place(text)).filter((_, j) => (i + j) % 3 === 0)),
].filter((text) => text.trim() !== "" && !text.includes("\0") && text.isWellFormed());

/** Short ones, for names and topics. */
export const shortPayloads: readonly string[] = elements.filter((text) => /^[ -~]{1,50}$/.test(text));
