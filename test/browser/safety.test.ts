import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import { payloads, shortPayloads } from "../web/payloads.ts";
import { openWorkspace } from "../support/people.ts";
import { startServer } from "../support/server.ts";
import { launch } from "./chromium.ts";
import { Window } from "./window.ts";

setDefaultTimeout(120_000);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Messages with as many of these texts in each as are shown without being unfolded. */
function messagesOf(texts: readonly string[]): string[] {
  const messages: string[] = [];
  for (const text of texts) {
    const joined = `${messages.at(-1) ?? ""}\n\n${text}`;
    if (messages.length > 0 && joined.length < 2400 && joined.split("\n").length < 28)
      messages[messages.length - 1] = joined;
    else messages.push(text);
  }
  return messages;
}

/** All that the client makes elements of, and what it gives them. */
const tags =
  "a aside bdi blockquote br button code dd div dl dt em figcaption figure footer form h1 h2 h3 header hr input kbd label li main nav ol option output p path pre s section select small span strong svg table tbody td textarea th thead time tr ul";
const attributes =
  "accept aria-activedescendant aria-autocomplete aria-controls aria-current aria-describedby aria-disabled aria-expanded aria-haspopup aria-hidden aria-label aria-labelledby aria-live aria-modal aria-pressed aria-selected autocapitalize autocomplete autocorrect class colspan d data-seq data-tone datetime dir disabled enterkeyhint for hidden href id inputmode maxlength multiple name placeholder rel role rows scope spellcheck start style tabindex target title type value viewbox";

test("nothing that people write becomes markup, wherever it is shown", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  const { server, people } = workspace;
  const nasty = "<img src=x onerror=attacked=1>";
  const channel = await workspace.channel("dia", ["cho"]);
  await workspace.call("dia", "channel.rename", { channel, name: nasty });
  const bodies = messagesOf(payloads);
  for (const body of bodies) await workspace.call("dia", "message.send", { channel, body });

  await using cho = await Window.open(browser);
  const { page } = cho;
  const happened: string[] = [];
  page.on("dialog", (dialog) => {
    happened.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(`${server.url}/`) && !request.url().startsWith("data:")) happened.push(request.url());
  });
  page.on("popup", (popup) => happened.push(`window: ${popup.url()}`));
  await cho.enter(server.url, people.cho);
  await cho.goTo(nasty);
  await cho.message("@").first().waitFor();

  // Names and topics change while they are shown.
  for (const name of shortPayloads.slice(0, 20)) {
    await workspace.call("dia", "user.rename", { name });
    await workspace.call("dia", "channel.set_topic", { channel, topic: name });
  }
  const last = shortPayloads[19] ?? "";
  await workspace.call("dia", "channel.create", { kind: "public", name: `${nasty}!` });
  await page.locator(".message", { hasText: last }).first().waitFor();
  await page.locator("header", { hasText: last }).waitFor();
  await cho.button("Members").click();
  await page.getByRole("complementary", { name: "Members" }).getByText("@dia").waitFor();
  await cho.composer.pressSequentially("@di");
  await page.getByRole("option").first().waitFor();
  await cho.composer.fill("");
  await cho.button("Browse channels").click();
  await cho.dialog.getByText(`${nasty}!`).waitFor();
  await cho.picture("hostile");
  await page.keyboard.press("Escape");

  // From the newest to the oldest, everything is drawn.
  const made = new Set<string>();
  const links = new Map<string, string>();
  const seen = new Set<string>();
  const captions = new Set<string>();
  while (seen.size < bodies.length) {
    const known = seen.size;
    for (const seq of await page.evaluate<string[]>(
      "[...document.querySelectorAll('[data-seq]')].map((it) => it.dataset.seq)",
    ))
      seen.add(seq);
    for (const each of await page.evaluate<
      string[]
    >(`[...document.querySelectorAll("#app *:not(svg *)")].flatMap((it) =>
      [it.localName, ...[...it.attributes].map(({ name }) => "@" + name.toLowerCase())])`))
      made.add(each);
    for (const caption of await page.locator("figcaption").allTextContents()) captions.add(caption);
    for (const link of await page
      .locator(".body a")
      .evaluateAll((all: { href: string; rel: string; target: string }[]) =>
        all.map(({ href, rel, target }) => ({ href, how: `${rel} ${target}` })),
      ))
      links.set(link.href, link.how);
    if (seen.size === known) await page.evaluate("document.querySelector('.messages-scroll').scrollBy(0, -400)");
  }
  const allowed = new Set([...tags.split(" "), ...attributes.split(" ").map((name) => `@${name}`)]);
  expect([...made].filter((each) => !allowed.has(each))).toEqual([]);
  // Sizes that scripts set are styles, and none of them is of a text.
  expect(await page.locator(':is(.body, .body *, bdi)[style]:not([style=""])').count()).toBe(0);
  expect(links.size).toBeGreaterThan(10);
  for (const [href, how] of links) {
    expect(href).toMatch(/^(https?:\/\/|mailto:)/);
    expect(how).toBe("noopener noreferrer nofollow _blank");
  }
  expect([...captions].filter((caption) => caption.includes("<script>"))).not.toEqual([]);
  expect(await page.title()).toContain(nasty);
  expect(await page.evaluate<unknown>("typeof attacked")).toBe("undefined");
  expect(happened).toEqual([]);
  expect(cho.complaints).toEqual([]);
});

test("whatever a message of the largest size holds, it is drawn and does not hold up the page", async () => {
  await using workspace = await openWorkspace({ run: "binary" });
  const bodies = ["*a_ ", "[](", "> ", "- ", "`a``", "~~a ", "a\n", "![a](", "http://a.b ", "@cho "].map((unit) =>
    unit.repeat(Math.floor((16 * 1024) / unit.length)),
  );
  await using cho = await Window.open(browser);
  await cho.enter(workspace.server.url, workspace.people.cho);
  for (const body of bodies) {
    const { seq } = await workspace.call("dia", "message.send", { channel: workspace.general, body });
    await cho.page.locator(`[data-seq="${seq}"] .folded .body`).waitFor();
  }
  await workspace.call("dia", "message.send", { channel: workspace.general, body: "after all that" });
  await cho.message("after all that").waitFor();
  await cho.button("Show all").last().click();
  await cho.button("Show less").waitFor();
  expect(cho.complaints).toEqual([]);
});

test.each(["binary", "source"] as const)(
  "every page and file has the headers that keep it to itself: %s",
  async (run) => {
    await using server = await startServer({ run });
    const page = await fetch(server.url);
    const html = await page.text();
    const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = ""]) => path);
    // It is data, and may do even less: test/server/install.test.ts.
    const files = named.filter((path) => path !== "/manifest.webmanifest");
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
