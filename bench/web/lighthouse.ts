import lighthouse, { type Config, desktopConfig, type Flags } from "lighthouse";
import { cookieName } from "../../src/server/cookies.ts";
import { launch, whole } from "../../test/browser/chromium.ts";
import type { Figure } from "../figure.ts";
import { freePort } from "../machine.ts";
import type { Stage } from "./stage.ts";

const categories = ["performance", "accessibility", "best-practices"] as const;

/** Lighthouse's own conditions: a phone with a slow network, simulated, and a desktop. */
const devices: Readonly<Record<string, Config | undefined>> = { phone: undefined, desktop: desktopConfig };

/** What Lighthouse says of the page before the sign-in and of a channel. It reports to nobody: only its command would. */
export async function audits({ server, person, long }: Stage): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [device, config] of Object.entries(devices))
    for (const [page, path] of Object.entries({ "sign-in page": "/signin", channel: `/c/${long}` }))
      figures.push(
        ...(await audit(`${page}, ${device}`, `${server.url}${path}`, config, page === "channel" ? person.token : "")),
      );
  return figures;
}

async function audit(name: string, url: string, config: Config | undefined, token: string): Promise<Figure[]> {
  const port = freePort();
  // One that has nothing cached, and whose own context is the one that Lighthouse uses.
  const browser = await launch(whole, [`--remote-debugging-port=${port}`]);
  try {
    if (token !== "") {
      const cdp = await browser.newBrowserCDPSession();
      await cdp.send("Storage.setCookies", {
        cookies: [{ name: cookieName(false), value: token, url, httpOnly: true }],
      });
    }
    const flags: Flags = { port, logLevel: "silent", onlyCategories: [...categories], disableStorageReset: true };
    const result = await lighthouse(url, flags, config);
    if (!result || result.lhr.runtimeError) throw new Error(`Lighthouse failed: ${result?.lhr.runtimeError?.message}`);
    const { lhr } = result;
    return categories.map((category) => {
      const { score = 0, auditRefs = [] } = lhr.categories[category] ?? {};
      const missed = auditRefs.filter(({ id, weight }) => weight > 0 && (lhr.audits[id]?.score ?? 1) < 1);
      const why = missed.map(({ id }) => `${id} ${lhr.audits[id]?.displayValue ?? ""}`.trim()).join(", ");
      return {
        name: `Lighthouse ${category}: ${name}`,
        value: Math.round((score ?? 0) * 100),
        unit: "of 100",
        target: 100,
        isMoreBetter: true,
        note: `Lighthouse ${lhr.lighthouseVersion}${why === "" ? "" : `; not perfect: ${why}`}`,
      };
    });
  } finally {
    await browser.close();
  }
}
