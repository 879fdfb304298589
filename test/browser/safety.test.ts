import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import { openWorkspace } from "../support/people.ts";
import { startServer } from "../support/server.ts";
import { launch } from "./chromium.ts";
import { Window } from "./window.ts";

setDefaultTimeout(60_000);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const hostile = [
  "<script>attacked=1</script>",
  "<img src=x onerror=attacked=1>",
  "<svg/onload=attacked=1>",
  "<iframe src=javascript:attacked=1></iframe>",
  '<a href="javascript:attacked=1">click</a>',
  "[click](javascript:attacked=1)",
  "[click](JaVaScRiPt:attacked=1)",
  "[click](data:text/html,<script>attacked=1</script>)",
  "![x](javascript:attacked=1)",
  "<javascript:attacked=1>",
  '[click](https://x.example/"onmouseover="attacked=1)',
  'https://x.example/"onmouseover="attacked=1',
  "`<script>attacked=1</script>`",
  '```"><script>attacked=1</script>\nx\n```',
  "> <style>*{display:none}</style>",
  "# <h1 onclick=attacked=1>x",
  '@ana"><b>x</b>',
];

test("nothing that people write becomes markup, wherever it is shown", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  const { server, people } = workspace;
  const nasty = "<img src=x onerror=attacked=1>";
  const channel = await workspace.channel("dia", ["cho"]);
  await workspace.call("dia", "channel.rename", { channel, name: nasty });
  await workspace.call("dia", "channel.set_topic", { channel, topic: nasty });
  await workspace.call("dia", "user.rename", { name: nasty });
  await workspace.call("dia", "channel.create", { kind: "public", name: `${nasty}!` });
  for (const body of hostile) await workspace.call("dia", "message.send", { channel, body });
  await using cho = await Window.open(browser);
  await cho.signIn(server.url, people.cho);
  await cho.goTo(nasty);
  await cho.message("@ana").waitFor();
  await cho.button("Members").click();
  await cho.page.getByRole("complementary", { name: "Members" }).getByText("@dia").waitFor();
  await cho.composer.pressSequentially("@di");
  await cho.page.getByRole("option").first().waitFor();
  await cho.composer.fill("");
  await cho.button("Browse channels").click();
  await cho.dialog.getByText(`${nasty}!`).waitFor();
  await cho.picture("hostile");

  expect(await cho.page.evaluate<unknown>("typeof attacked")).toBe("undefined");
  const made = await cho.page.evaluate<string[]>(`[...document.querySelectorAll("#app *")].flatMap((element) => [
    ...(["SCRIPT", "IMG", "IFRAME", "STYLE", "OBJECT", "EMBED", "BASE", "LINK", "META", "H1"].includes(element.tagName) && !element.matches(".workspace-name")
      ? [element.outerHTML] : []),
    ...[...element.attributes].filter(({ name }) => name.startsWith("on") || name === "srcdoc").map(({ name }) => name),
  ])`);
  expect(made).toEqual([]);
  const links = await cho.page
    .locator(".body a")
    .evaluateAll((all: { href: string; rel: string; target: string }[]) =>
      all.map(({ href, rel, target }) => ({ scheme: href.split(":")[0], rel, target })),
    );
  expect(links.length).toBeGreaterThan(0);
  for (const link of links)
    expect(link).toEqual({ scheme: "https", rel: "noopener noreferrer nofollow", target: "_blank" });
  expect(await cho.page.title()).toContain(nasty);
  expect(cho.complaints).toEqual([]);
});

test("whatever a message of the largest size holds, it is drawn and does not hold up the page", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  const bodies = ["*a_ ", "[](", "> ", "- ", "`a``", "~~a ", "a\n", "![a](", "http://a.b ", "@cho "].map((unit) =>
    unit.repeat(Math.floor((16 * 1024) / unit.length)),
  );
  await using cho = await Window.open(browser);
  await cho.signIn(workspace.server.url, workspace.people.cho);
  for (const [i, body] of bodies.entries()) {
    await workspace.call("dia", "message.send", { channel: workspace.general, body });
    await cho.until(`document.querySelectorAll(".folded .body").length === ${i + 1}`);
  }
  await workspace.call("dia", "message.send", { channel: workspace.general, body: "after all that" });
  await cho.message("after all that").waitFor();
  await cho.button("Show all").first().click();
  await cho.button("Show less").waitFor();
  expect(cho.complaints).toEqual([]);
});

test.each(["binary", "source"] as const)(
  "every page and file has the headers that keep it to itself: %s",
  async (run) => {
    await using server = await startServer({ run });
    const page = await fetch(server.url);
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = ""]) => path);
    expect(files.length).toBeGreaterThanOrEqual(3);
    const paths = ["/", "/c/0000000000000000", "/signin", "/setup", "/join", "/recover", "/nothing/here", ...files];
    for (const path of paths) {
      const { status, headers } = await fetch(server.url + path);
      const policy = headers.get("content-security-policy") ?? "";
      expect({ path, status }).toEqual({ path, status: path === "/nothing/here" ? 404 : 200 });
      expect(policy.split("; ")).toContain("default-src 'none'");
      expect(policy.split("; ")).toContain("script-src 'self'");
      expect(policy.split("; ")).toContain("connect-src 'self'");
      expect(policy.split("; ")).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    }
  },
);

test.each(["binary", "source"] as const)(
  "files are kept and pages are asked for anew, each encoding by its tag: %s",
  async (run) => {
    await using server = await startServer({ run });
    const html = await (await fetch(server.url)).text();
    const script = /src="([^"]+\.js)"/.exec(html)?.[1] ?? "";
    const get = (path: string, headers: Record<string, string>, method = "GET") =>
      fetch(server.url + path, { headers, method, decompress: false });

    const plain = new Uint8Array(await (await get(script, { "accept-encoding": "identity" })).arrayBuffer());
    const tags = new Set<string>();
    for (const [accept, encoding] of [
      ["gzip, deflate, br, zstd", "zstd"],
      ["gzip", "gzip"],
      ["zstd;q=0, gzip;q=0.5", "gzip"],
      ["identity", null],
    ] as const) {
      const answer = await get(script, { "accept-encoding": accept });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      expect(answer.headers.get("content-encoding")).toBe(encoding);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(answer.headers.get("vary")).toBe("accept-encoding");
      expect(bytes.length <= plain.length).toBe(true);
      if (encoding === "gzip") expect(Buffer.compare(Bun.gunzipSync(bytes), plain)).toBe(0);
      if (encoding === "zstd") expect(Buffer.compare(await Bun.zstdDecompress(bytes), plain)).toBe(0);
      const etag = answer.headers.get("etag") ?? "";
      tags.add(etag);
      const again = await get(script, { "accept-encoding": accept, "if-none-match": `"other", ${etag}` });
      expect([again.status, (await again.bytes()).length]).toEqual([304, 0]);
      const head = await get(script, { "accept-encoding": accept }, "HEAD");
      expect([head.status, (await head.bytes()).length, head.headers.get("etag")]).toEqual([200, 0, etag]);
    }
    expect(tags.size).toBe(3);
    for (const path of ["/", "/c/0000000000000000"])
      expect((await get(path, {})).headers.get("cache-control")).toBe("no-cache");
    expect((await get(script, {}, "POST")).status).toBe(404);
  },
);
